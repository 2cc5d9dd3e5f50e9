package dev.sampan.network;

import dev.sampan.host.Command;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Replaces all elements of the sets in one transaction, so that nothing is cut off that stays allowed. Those of the
 * connections stay: with them, what was counted would be gone.
 *
 * @param table the name of our table
 * @param elements all that shall be in the sets
 */
record FirewallElementsCommand(String table, List<FirewallElement> elements)
        implements Command<String> {

    private static final List<FirewallElement.SetName> REPLACED =
            List.of(
                    FirewallElement.SetName.APPS,
                    FirewallElement.SetName.LINKS,
                    FirewallElement.SetName.OPENED);

    FirewallElementsCommand {
        elements = List.copyOf(elements);
    }

    static FirewallElementsCommand of(String table, Collection<FirewallElement> elements) {
        return new FirewallElementsCommand(table, List.copyOf(elements));
    }

    @Override
    public List<String> argv() {
        return List.of("nft", "-f", "-");
    }

    @Override
    public Optional<String> input() {
        StringBuilder script = new StringBuilder();
        for (FirewallElement.SetName set : REPLACED) {
            String kind = set == FirewallElement.SetName.APPS ? "map" : "set";
            script.append("flush %s ip %s %s\n".formatted(kind, table, set.word()));
            List<String> texts =
                    elements.stream()
                            .filter(element -> element.set() == set)
                            .map(FirewallElement::text)
                            .toList();
            if (!texts.isEmpty()) {
                script.append(
                        "add element ip %s %s { %s }\n"
                                .formatted(table, set.word(), String.join(", ", texts)));
            }
        }
        return Optional.of(script.toString());
    }

    @Override
    public String parse(String output) {
        return output;
    }
}
