package dev.sampan.app;

import java.util.regex.Pattern;

/** What can be set about the builds of an app, or of all apps, and about how what was built is started and ends. */
public enum BuildSetting {
    /** The folder of the source that is the app; the top when it is not set. */
    BUILD_DIR("build-dir", ""),
    /** The file that is read as `app.json`. */
    APP_JSON_PATH("appjson-path", "app.json"),
    /** The file that is read as `Procfile`. */
    PROCFILE_PATH("procfile-path", "Procfile"),
    /** What makes the image, by the name of a {@link BuilderName}; what the source has decides when it is not set. */
    SELECTED("selected", ""),
    /** The file that is read as `Dockerfile`. */
    DOCKERFILE_PATH("dockerfile-path", "Dockerfile"),
    /** For all apps only: the branch whose push deploys apps that have none of their own. */
    DEPLOY_BRANCH("deploy-branch", "master"),
    /** The buildpacks in order, one a line; whatever wants the app when it is not set. */
    BUILDPACKS("buildpacks", ""),
    /** How many builds that are over are remembered; the configuration says it when it is not set. */
    RETENTION("retention", ""),
    /** The variable in which processes find the commit that they are of; empty for none. */
    REVISION_VARIABLE("rev-env-var", "GIT_REV"),
    /** How many seconds processes have to end after SIGTERM; the configuration says it when it is not set. */
    STOP_TIMEOUT("stop-timeout-seconds", "");

    private static final int LONGEST_STOP = 86_400;
    private static final Pattern VARIABLE = Pattern.compile("([A-Za-z_][A-Za-z0-9_]{0,99})?");

    private static final int MOST_RETAINED = 1000;
    private static final Pattern PATH =
            Pattern.compile("[A-Za-z0-9_@+.-]{1,100}(/[A-Za-z0-9_@+.-]{1,100}){0,15}");

    private final String word;
    private final String standard;

    BuildSetting(String word, String standard) {
        this.word = word;
        this.standard = standard;
    }

    /** How people write it. */
    public String word() {
        return word;
    }

    /** What holds when nobody sets it. */
    public String standard() {
        return standard;
    }

    /**
     * Checks what somebody wants to set.
     *
     * @throws RefusedException when it cannot be set
     */
    String check(String value) {
        if (this == BUILDPACKS) {
            value.lines().forEach(BuildpackName::parse);
            return value;
        }
        if (this == DEPLOY_BRANCH) {
            return BranchName.parse(value).value();
        }
        if (this == RETENTION) {
            return requireNumber(value);
        }
        if (this == STOP_TIMEOUT) {
            return requireSeconds(value);
        }
        if (this == REVISION_VARIABLE) {
            return requireVariable(value);
        }
        if (this == SELECTED) {
            return BuilderName.requireWord(value);
        }
        String path = value.replaceFirst("^\\./", "").replaceFirst("/+$", "");
        if (!PATH.matcher(path).matches() || (path + "/").contains("../") || path.equals(".")) {
            throw RefusedException.invalid(
                    "'%s' cannot be the %s. Write a path below the top of the source, such as 'services/api'"
                            .formatted(Excerpt.of(value), word));
        }
        return path;
    }

    private static String requireSeconds(String value) {
        if (!value.matches("[0-9]{1,5}") || Integer.parseInt(value) > LONGEST_STOP) {
            throw RefusedException.invalid(
                    "'%s' is no time for processes to end. Say seconds, 0 to %d"
                            .formatted(Excerpt.of(value), LONGEST_STOP));
        }
        return Integer.toString(Integer.parseInt(value));
    }

    private static String requireVariable(String value) {
        if (!VARIABLE.matcher(value).matches()) {
            throw RefusedException.invalid(
                    "'%s' cannot be the name of a variable".formatted(Excerpt.of(value)));
        }
        return value;
    }

    private static String requireNumber(String value) {
        if (!value.matches("[0-9]{1,4}")
                || Integer.parseInt(value) < 1
                || Integer.parseInt(value) > MOST_RETAINED) {
            throw RefusedException.invalid(
                    "'%s' is no number of builds to remember. Say 1 to %d"
                            .formatted(Excerpt.of(value), MOST_RETAINED));
        }
        return Integer.toString(Integer.parseInt(value));
    }
}
