package dev.sampan.web;

import dev.sampan.account.Permission;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The pages of an app, in the order of the menu. */
enum AppTab {
    OVERVIEW(Group.APP, Permission.VIEW),
    LOGS(Group.APP, Permission.VIEW),
    RELEASES(Group.APP, Permission.VIEW),
    BUILDS(Group.APP, Permission.VIEW),
    CONFIG(Group.PROCESSES, Permission.DEPLOY),
    LIMITS(Group.PROCESSES, Permission.VIEW),
    STORAGE(Group.PROCESSES, Permission.VIEW),
    CHECKS(Group.PROCESSES, Permission.VIEW),
    CRON(Group.PROCESSES, Permission.VIEW),
    DOMAINS(Group.TRAFFIC, Permission.VIEW),
    CERTIFICATE(Group.TRAFFIC, Permission.VIEW),
    ROUTER(Group.TRAFFIC, Permission.VIEW),
    NETWORK(Group.TRAFFIC, Permission.VIEW),
    ACCESS(Group.MORE, Permission.ADMINISTER),
    SETTINGS(Group.MORE, Permission.VIEW);

    /** What stands together in the menu. */
    enum Group {
        APP(""),
        PROCESSES("Processes"),
        TRAFFIC("Traffic"),
        MORE("Manage");

        private final String title;

        Group(String title) {
            this.title = title;
        }

        public String title() {
            return title;
        }
    }

    private final Group group;
    private final Permission needed;

    AppTab(Group group, Permission needed) {
        this.group = group;
        this.needed = needed;
    }

    /** The pages that somebody may open, by their group. */
    static Map<Group, List<AppTab>> of(Permission most) {
        return Arrays.stream(values())
                .filter(tab -> tab.needed.compareTo(most) <= 0)
                .collect(
                        Collectors.groupingBy(tab -> tab.group, TreeMap::new, Collectors.toList()));
    }

    /** As in the address of the page; the first page has none. */
    public String path() {
        return this == OVERVIEW ? "" : "/" + word();
    }

    /** The name of its template. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public String title() {
        return name().charAt(0) + word().substring(1);
    }
}
