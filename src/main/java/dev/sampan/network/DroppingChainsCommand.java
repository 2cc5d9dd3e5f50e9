package dev.sampan.network;

import dev.sampan.host.Command;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the chains that drop every forwarded packet they do not know, as Docker and ufw set them up. */
record DroppingChainsCommand() implements Command<List<ForwardChain>> {

    private static final Pattern TABLE = Pattern.compile("table (ip|inet) (\\S+) \\{");
    private static final Pattern CHAIN = Pattern.compile("\\s*chain (\\S+) \\{");
    private static final Pattern DROPS =
            Pattern.compile("\\s*type filter hook forward .*policy drop;.*");

    @Override
    public List<String> argv() {
        return List.of("nft", "list", "chains");
    }

    @Override
    public List<ForwardChain> parse(String output) {
        List<ForwardChain> found = new ArrayList<>();
        String family = "";
        String table = "";
        String chain = "";
        for (String line : output.lines().toList()) {
            Matcher matcher = TABLE.matcher(line);
            if (line.startsWith("table")) {
                family = matcher.matches() ? matcher.group(1) : "";
                table = matcher.matches() ? matcher.group(2) : "";
            }
            matcher = CHAIN.matcher(line);
            if (matcher.matches()) {
                chain = matcher.group(1);
            }
            if (!family.isEmpty() && DROPS.matcher(line).matches()) {
                found.add(new ForwardChain(family, table, chain));
            }
        }
        return found;
    }
}
