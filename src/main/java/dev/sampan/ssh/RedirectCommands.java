package dev.sampan.ssh;

import dev.sampan.app.AppName;
import dev.sampan.app.DomainName;
import dev.sampan.app.HostRedirect;
import dev.sampan.operation.ProxyOperations;
import java.util.List;
import org.springframework.stereotype.Component;

/** The commands `redirect` and `redirect:…`. */
@Component
final class RedirectCommands implements CommandGroup {

    private static final int PERMANENT = 301;

    private final ProxyOperations proxy;

    RedirectCommands(ProxyOperations proxy) {
        this.proxy = proxy;
    }

    @Override
    public String name() {
        return "redirect";
    }

    @Override
    public String title() {
        return "Send requests for one host name to another";
    }

    @Override
    public List<CommandEntry> commands() {
        return List.of(
                new CommandEntry("redirect", "<app>", "List the redirects of an app", this::list),
                new CommandEntry(
                        "redirect:set",
                        "<app> <from> <to> [<code>]",
                        "Send requests for a host name to another, with 301 or another code",
                        this::set),
                new CommandEntry(
                        "redirect:unset", "<app> <from>", "Send them there no more", this::unset));
    }

    private void list(Invocation call) {
        AppName app = call.onlyApp();
        List<HostRedirect> redirects = proxy.of(call.caller(), app).redirects();
        int width = redirects.stream().mapToInt(r -> r.from().value().length()).max().orElse(0);
        width = Math.max(width, "SOURCE".length());
        call.terminal().header("Redirects of " + app);
        call.terminal().line(row(width, "SOURCE", "DESTINATION", "CODE"));
        for (HostRedirect redirect : redirects) {
            call.terminal()
                    .line(
                            row(
                                    width,
                                    redirect.from().value(),
                                    redirect.to().value(),
                                    Integer.toString(redirect.status())));
        }
    }

    private static String row(int width, String from, String to, String code) {
        return from + " ".repeat(width - from.length()) + "  " + to + "  " + code;
    }

    private void set(Invocation call) {
        AppName app = call.app(call.arguments());
        List<String> rest = Options.none(call.arguments()).rest();
        call.expect(rest.size() == 3 || rest.size() == 4);
        String code = rest.size() == 4 ? rest.get(3) : Integer.toString(PERMANENT);
        call.expect(code.matches("\\d{3}"));
        HostRedirect redirect =
                new HostRedirect(
                        DomainName.parse(rest.get(1)),
                        DomainName.parse(rest.get(2)),
                        Integer.parseInt(code));
        proxy.redirect(call.caller(), app, redirect);
        call.terminal()
                .step(
                        "Setting redirect for %s from %s to %s with code %d"
                                .formatted(app, redirect.from(), redirect.to(), redirect.status()));
    }

    private void unset(Invocation call) {
        AppName app = call.app(call.arguments());
        List<String> rest = Options.none(call.arguments()).rest();
        call.expect(rest.size() == 2);
        DomainName from = DomainName.parse(rest.get(1));
        proxy.removeRedirect(call.caller(), app, from);
        call.terminal().step("Unsetting redirect for %s from %s".formatted(app, from));
    }
}
