package dev.sampan.web;

import dev.sampan.host.SampanHome;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** The commands of a first push to this machine, as the one who reads the page can type them. */
@Component
final class FirstPush {

    private final String home;
    private final int sshPort;

    FirstPush(SampanHome home, @Value("${sampan.ssh.port:7722}") int sshPort) {
        this.home = home.home().toString();
        this.sshPort = sshPort;
    }

    /** Over HTTP, with the token of the administrator: works on the machine itself without a key. */
    String overHttp(HttpServletRequest request, String app) {
        return String.join(
                "\n",
                "TOKEN=$(sudo cat %s/secrets/admin-token)".formatted(home),
                "git push %s://admin:$TOKEN@%s:%d/git/%s.git HEAD:main"
                        .formatted(
                                request.getScheme(),
                                request.getServerName(),
                                request.getServerPort(),
                                app));
    }

    /** Over SSH, with a key that is added first. */
    String overSsh(HttpServletRequest request, String app) {
        return String.join(
                "\n",
                "./sampan ssh-keys:add laptop < ~/.ssh/id_ed25519.pub",
                "git push ssh://sampan@%s:%d/%s HEAD:main"
                        .formatted(request.getServerName(), sshPort, app));
    }

    /** An image that is there already, by any engine. */
    String asImage(HttpServletRequest request, String app) {
        String host = "%s:%d".formatted(request.getServerName(), request.getServerPort());
        return String.join(
                "\n",
                "sudo cat %s/secrets/admin-token | docker login -u admin --password-stdin %s"
                        .formatted(home, host),
                "docker push %s/%s:latest".formatted(host, app));
    }
}
