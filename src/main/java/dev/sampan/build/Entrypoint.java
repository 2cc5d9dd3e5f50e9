package dev.sampan.build;

import java.util.List;

/** What stands before the command of a process type in the images that buildpacks make. */
final class Entrypoint {

    /**
     * The shell stays the first process: a signal's default action does not reach a first process, and what an app
     * leaves behind has to be reaped. It hands signals on to all processes of the app and ends with the app's exit code.
     */
    private static final String SCRIPT =
            """
            shopt -s nullglob
            for file in /app/.profile.d/*.sh; do source "$file"; done
            shopt -u nullglob
            forward() { signalled=1; if [[ -n ${app:-} ]]; then kill -"$1" -- -"$app" 2>/dev/null; else exit 143; fi; }
            for signal in TERM INT HUP QUIT USR1 USR2; do trap "forward $signal" "$signal"; done
            set -m
            /bin/bash -c "$1" </dev/null &
            app=$!
            set +m
            exec 2>/dev/null
            while signalled=; do wait "$app"; code=$?; [[ -n $signalled ]] || break; done
            exit "$code"
            """;

    /** The arguments of a process are these and one more: its command, as the Procfile has it. */
    static final List<String> ARGUMENTS = List.of("/bin/bash", "-c", SCRIPT, "start");

    private Entrypoint() {}
}
