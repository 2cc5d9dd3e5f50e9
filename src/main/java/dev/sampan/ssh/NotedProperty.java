package dev.sampan.ssh;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A property that dokku lets people set and that has no effect here.
 *
 * @param group the part of the command before the colon: `nginx`
 * @param name its name: `send-timeout`
 * @param scope whose it can be
 * @param holds what the report says that holds; empty when nothing here can be said in its terms
 * @param reason why it has no effect
 */
record NotedProperty(String group, String name, Scope scope, String holds, String reason) {

    /** Whose a property can be. */
    enum Scope {
        APP,
        GLOBAL,
        BOTH
    }

    private static final String NO_BUILDER =
            "there is no such builder: a Dockerfile or buildpacks make the image";
    private static final String ROUTER = "the router is no nginx and has no such setting";
    private static final String LOGS = "logs are kept here, without docker and vector";
    private static final String PORTS =
            "the router's ports are those of the platform; `ports:set` opens others";
    private static final String COMMAND = "Procfile and image say what runs";

    /** All of them. */
    static final List<NotedProperty> ALL = all();

    private static List<NotedProperty> all() {
        List<NotedProperty> all = new ArrayList<>();
        both(all, "builder", "nothing is left of a build to clean up", "skip-cleanup=false");
        both(all, "builder-herokuish", "`builder:set selected` says it", "allowed=true");
        both(all, "builder-lambda", NO_BUILDER, "lambdayml-path");
        both(all, "builder-nixpacks", NO_BUILDER, "nixpackstoml-path");
        both(all, "builder-pack", NO_BUILDER, "projecttoml-path");
        both(all, "builder-railpack", NO_BUILDER, "railpackjson-path");
        both(all, "buildpacks", "there is one stack; a Dockerfile names any other", "stack");
        add(all, Scope.GLOBAL, "cron", "`cron:list` shows how a task ended", "mailfrom", "mailto");
        both(all, "git", "the platform's own bounds hold", "archive-max-files", "archive-max-size");
        both(all, "git", "a build gets the files of its commit only", "keep-git-dir=false");
        both(all, "git", "`git:from-image` says it", "source-image");
        both(all, "logs", LOGS, "app-label-alias", "vector-cron-sink", "vector-sink");
        both(all, "logs", "the app's disk limit bounds its logs", "max-size=16m");
        add(all, Scope.GLOBAL, "logs", LOGS, "vector-image", "vector-networks");
        both(all, "network", "containers have addresses of their own", "bind-all-interfaces=false");
        add(all, Scope.APP, "network", "the router routes to containers", "static-web-listener");
        both(all, "nginx", ROUTER, nginx());
        both(all, "proxy", PORTS, "proxy-port", "proxy-ssl-port");
        both(all, "proxy", "there is one router, which serves every app", "type=sampan");
        both(all, "ps", "what ends is always started again", "restart-policy=always");
        both(all, "ps", "`--skip-deploy` says it", "skip-deploy=false");
        add(all, Scope.APP, "ps", COMMAND, "dockerfile-start-cmd", "start-cmd");
        add(all, Scope.APP, "ps", "`ps:stop` outlasts a start of the machine", "restore=true");
        both(all, "scheduler", "one scheduler runs every app", "selected=docker-local");
        both(all, "scheduler", "`enter` takes the command", "shell");
        both(all, "scheduler-docker-local", "no docker runs the processes", "init-process");
        both(
                all,
                "scheduler-docker-local",
                "all processes of a deploy start together",
                "parallel-schedule-count");
        return List.copyOf(all);
    }

    private static String[] nginx() {
        return """
                access-log-format access-log-path bind-address-ipv4 bind-address-ipv6
                client-header-timeout disable-custom-config error-log-path keepalive-timeout
                lingering-timeout nginx-conf-sigil-path nginx-service-command proxy-buffer-size
                proxy-buffering proxy-buffers proxy-busy-buffers-size proxy-keepalive
                proxy-send-timeout send-timeout underscore-in-headers x-forwarded-for-value
                x-forwarded-port-value x-forwarded-proto-value x-forwarded-ssl"""
                .split("\\s+");
    }

    private static void both(
            List<NotedProperty> all, String group, String reason, String... names) {
        add(all, Scope.BOTH, group, reason, names);
    }

    /** Adds some that have a group and a reason in common; behind `=` stands what holds. */
    private static void add(
            List<NotedProperty> all, Scope scope, String group, String reason, String... names) {
        Arrays.stream(names)
                .map(name -> name.split("=", 2))
                .map(
                        name ->
                                new NotedProperty(
                                        group,
                                        name[0],
                                        scope,
                                        name.length > 1 ? name[1] : "",
                                        reason))
                .forEach(all::add);
    }
}
