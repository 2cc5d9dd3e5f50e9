package dev.sampan.web;

import dev.sampan.account.Users;
import dev.sampan.host.SampanHome;
import dev.sampan.operation.Caller;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.ui.Model;

/** The commands of a first push to this machine, as the one who reads the page can type them. */
@Component
final class FirstPush {

    private final String home;
    private final int sshPort;

    FirstPush(SampanHome home, @Value("${sampan.ssh.port:7722}") int sshPort) {
        this.home = home.home().toString();
        this.sshPort = sshPort;
    }

    /** What a page of first pushes shows. */
    void fill(Model model, Caller caller, HttpServletRequest request, String app) {
        boolean admin = caller.user().equals(Users.ADMIN);
        model.addAttribute("admin", admin);
        model.addAttribute("overHttp", overHttp(request, caller.user(), admin, app));
        model.addAttribute("overSsh", overSsh(request, admin, app));
        model.addAttribute("asImage", asImage(request, caller.user(), admin, app));
    }

    /** Over HTTP, with a token; that of the administrator is a file of the machine, others have been given theirs. */
    private String overHttp(HttpServletRequest request, String user, boolean admin, String app) {
        String push =
                "git push %s://%s:$TOKEN@%s:%d/git/%s.git HEAD:main"
                        .formatted(
                                request.getScheme(),
                                user,
                                request.getServerName(),
                                request.getServerPort(),
                                app);
        return admin ? "TOKEN=$(sudo cat %s/secrets/admin-token)\n%s".formatted(home, push) : push;
    }

    /** Over SSH, with a key; the administrator adds it. */
    private String overSsh(HttpServletRequest request, boolean admin, String app) {
        String push =
                "git push ssh://sampan@%s:%d/%s HEAD:main"
                        .formatted(request.getServerName(), sshPort, app);
        return admin ? "./sampan ssh-keys:add laptop < ~/.ssh/id_ed25519.pub\n" + push : push;
    }

    /** An image that is there already, by any engine. */
    private String asImage(HttpServletRequest request, String user, boolean admin, String app) {
        String host = "%s:%d".formatted(request.getServerName(), request.getServerPort());
        String token = admin ? "sudo cat %s/secrets/admin-token".formatted(home) : "echo $TOKEN";
        return "%s | docker login -u %s --password-stdin %s\ndocker push %s/%s:latest"
                .formatted(token, user, host, host, app);
    }
}
