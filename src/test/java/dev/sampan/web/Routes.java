package dev.sampan.web;

import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Everything that the dashboard answers, as its controllers declare it, each with a form that could be sent. */
final class Routes {

    private static final Map<String, String> SAMPLES =
            Map.ofEntries(
                    Map.entry("type", "web"),
                    Map.entry("quantity", "1"),
                    Map.entry("release", "1"),
                    Map.entry("percent", "10"),
                    Map.entry("key", "KEY"),
                    Map.entry("value", "1"),
                    Map.entry("restart", "false"),
                    Map.entry("domain", "x.example.com"),
                    Map.entry("from", "old.example.com"),
                    Map.entry("to", "new.example.com"),
                    Map.entry("enabled", "true"),
                    Map.entry("other", "notes"),
                    Map.entry("ranges", "denied"),
                    Map.entry("name", "timeout"),
                    Map.entry("property", "hsts"),
                    Map.entry("wanted", "true"),
                    Map.entry("chain", "none"),
                    Map.entry("branch", "main"),
                    Map.entry("locked", "true"),
                    Map.entry("confirm", "{app}"),
                    Map.entry("task", "abcdefghijklmnopqrstuvwxy"),
                    Map.entry("suspended", "true"),
                    Map.entry("on", "true"),
                    Map.entry("user", "ann"),
                    Map.entry("app", "shop"),
                    Map.entry("role", "viewer"),
                    Map.entry("mode", "SKIP"),
                    Map.entry("volume", "files"),
                    Map.entry("path", "/app/files"),
                    Map.entry("options", ""),
                    Map.entry("mount", "files:/app/files"),
                    Map.entry("look", "false"),
                    Map.entry("show", ""),
                    Map.entry("find", ""),
                    Map.entry("email", "ann@example.com"),
                    Map.entry("process", ""));

    private Routes() {}

    /**
     * One of them.
     *
     * @param path with `{app}` and `{user}` in it
     * @param form what a form of it would hold
     */
    record Route(RequestMethod method, String path, Map<String, String> form) {

        boolean isPost() {
            return method == RequestMethod.POST;
        }

        /** Whether it is about one app. */
        boolean isOfApp() {
            return path.startsWith("/apps/{app}");
        }

        boolean isStream() {
            return path.endsWith("/stream");
        }

        String of(String app) {
            return path.replace("{app}", app).replace("{user}", "ann");
        }

        Map<String, String> formOf(String app) {
            Map<String, String> filled = new TreeMap<>(form);
            filled.replaceAll((_, value) -> value.replace("{app}", app));
            return filled;
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    /** All but the page to sign in on. */
    static List<Route> of(RequestMappingHandlerMapping mapping) {
        List<Route> routes = new ArrayList<>();
        mapping.getHandlerMethods()
                .forEach(
                        (info, handler) -> {
                            if (!handler.getBeanType().getPackageName().equals("dev.sampan.web")) {
                                return;
                            }
                            for (String path : info.getPatternValues()) {
                                for (RequestMethod method :
                                        info.getMethodsCondition().getMethods()) {
                                    if (!path.equals("/login")) {
                                        routes.add(new Route(method, path, form(path, handler)));
                                    }
                                }
                            }
                        });
        return routes;
    }

    private static Map<String, String> form(String path, HandlerMethod handler) {
        Map<String, String> form = new TreeMap<>();
        for (Parameter parameter : handler.getMethod().getParameters()) {
            if (!parameter.isAnnotationPresent(RequestParam.class)) {
                continue;
            }
            if (parameter.getType().equals(Map.class)) {
                form.put("cpu", "1");
                continue;
            }
            String sample = SAMPLES.get(parameter.getName());
            if (path.endsWith("/router/property") && parameter.getName().equals("name")) {
                sample = "rate-limit";
            }
            if (sample == null) {
                throw new AssertionError(
                        "Say what '%s' of %s could hold".formatted(parameter.getName(), path));
            }
            form.put(parameter.getName(), sample);
        }
        return form;
    }
}
