package dev.sampan.build;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What was added to the build of a Dockerfile, as buildah gets it: values of arguments may be secrets, so none stands in an
 * argument vector, which every user of the machine can read.
 *
 * @param words the options without values of arguments
 * @param file lines `NAME=VALUE` for {@link #FILE}; may be empty
 * @param env arguments whose value has several lines, which buildah takes from its environment
 * @see <a href="https://github.com/containers/buildah/blob/main/docs/buildah-build.1.md">buildah-build(1)</a>
 */
record BuildArguments(List<String> words, String file, Map<String, String> env) {

    static final String FOLDER = "/arguments";
    static final String FILE = "build-args";

    private static final String FLAG = "--build-arg";

    static BuildArguments of(List<String> options) {
        List<String> words = new ArrayList<>();
        StringBuilder file = new StringBuilder();
        Map<String, String> env = new TreeMap<>();
        for (int i = 0; i < options.size(); i++) {
            if (!options.get(i).equals(FLAG)) {
                words.add(options.get(i));
                continue;
            }
            String argument = options.get(++i);
            int equals = argument.indexOf('=');
            String name = equals < 0 ? argument : argument.substring(0, equals);
            if (equals >= 0 && argument.indexOf('\n') < 0) {
                file.append(argument).append('\n');
                continue;
            }
            words.addAll(List.of(FLAG, name));
            if (equals >= 0) {
                env.put(name, argument.substring(equals + 1));
            }
        }
        if (!file.isEmpty()) {
            words.add("--build-arg-file=" + FOLDER + "/" + FILE);
        }
        return new BuildArguments(List.copyOf(words), file.toString(), env);
    }

    /** Without the values. */
    @Override
    public String toString() {
        return "BuildArguments" + words;
    }
}
