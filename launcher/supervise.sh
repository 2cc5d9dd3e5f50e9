# shellcheck shell=bash
# The small loop above control plane and router: starts them again after a crash, and keeps their logs from growing.

readonly LOG_LIMIT=$((10 * 1024 * 1024))
readonly STABLE_AFTER=30 # seconds; who ends earlier than that again and again is started again ever later
readonly LONGEST_PAUSE=30
readonly ROUTER_NICE=-10
readonly ROUTER_FILES=262144 # a descriptor for each client, and one for its request

# Sets COMMAND to the argument vector of the control plane.
control_command() {
    local -a options
    read -ra options <<<"${SAMPAN_JAVA_OPTS:--Xms64m -Xmx384m}"
    COMMAND=("$JAVA_HOME/bin/java" "${options[@]}" -XX:+UseSerialGC -XX:+UseCompactObjectHeaders
        -XX:+ExitOnOutOfMemoryError
        --enable-native-access=ALL-UNNAMED -Dfile.encoding=UTF-8)
    [[ ! -r $1/control.aot ]] || COMMAND+=("-XX:AOTCache=$1/control.aot")
    COMMAND+=("$CONFIG_LOCATION" -jar "$1/sampan.jar")
}

# Sets COMMAND to the argument vector of the router: its own user, and of root's powers only that to use ports below 1024.
router_command() {
    local -a options
    local name capabilities=-all,+net_bind_service
    read -ra options <<<"${SAMPAN_ROUTER_JAVA_OPTS:--Xms16m -Xmx128m -XX:MaxDirectMemorySize=256m}"
    COMMAND=(env -i "PATH=$PATH" LANG=C.UTF-8)
    for name in SAMPAN_HOME "${!SAMPAN_ROUTER_@}"; do
        COMMAND+=("$name=${!name}")
    done
    COMMAND+=(setpriv --reuid "$ROUTER_USER" --regid "$ROUTER_USER" --clear-groups
        "--inh-caps=$capabilities" "--ambient-caps=$capabilities" "--bounding-set=$capabilities" --no-new-privs
        "$JAVA_HOME/bin/java" "${options[@]}" -XX:+UseSerialGC -XX:+UseCompactObjectHeaders
        -XX:+ExitOnOutOfMemoryError
        --enable-native-access=ALL-UNNAMED -Dfile.encoding=UTF-8)
    [[ ! -r $1/router.aot ]] || COMMAND+=("-XX:AOTCache=$1/router.aot")
    COMMAND+=(-cp "$1/sampan.jar" dev.sampan.router.RouterMain --follow on)
}

# Prints a digest of the settings that a process is started with.
settings_of() {
    local key
    {
        printf '%s\n' "$JAVA_HOME"
        if [[ $1 == router ]]; then
            for key in SAMPAN_HOME "${!SAMPAN_ROUTER_@}"; do printf '%s=%s\n' "$key" "${!key}"; done
        else
            for key in "${!SAMPAN_@}"; do printf '%s=%s\n' "$key" "${!key}"; done
        fi
    } | sha256sum
}

note() { printf '%(%Y-%m-%dT%H:%M:%S%z)T launcher: %s\n' -1 "$*"; }

# Keeps NAME.log below its limit, with two older ones. The process goes on writing: its log is open for appending.
rotate_log() {
    local log=$LOGS/$1.log
    (($(stat -c %s "$log") > LOG_LIMIT)) || return 0
    [[ ! -f $log.1 ]] || mv -f -- "$log.1" "$log.2"
    cp -- "$log" "$log.1"
    truncate -s 0 "$log"
}

# The router goes before builds and apps: a busy machine must slow neither its requests nor its start after a crash.
# What the supervisor starts inherits both: its own priority, and that of its session where the kernel shares processors
# out by sessions first (sched(7), autogroup).
prefer_router() {
    [[ $name == router ]] || return 0
    {
        renice -n "$ROUTER_NICE" -p $$ >/dev/null &&
            if [[ -e /proc/$$/autogroup ]]; then echo "$ROUTER_NICE" >"/proc/$$/autogroup"; fi
    } 2>/dev/null || note "the kernel does not let the router go before other work"
}

# How many clients the router takes is bound by its descriptors; where the kernel gives fewer, it takes fewer.
raise_descriptors() {
    [[ $name == router ]] || return 0
    ulimit -n "$ROUTER_FILES" 2>/dev/null || ulimit -n "$(ulimit -Hn)" 2>/dev/null ||
        note "the kernel leaves the router at $(ulimit -n) open files"
}

start_child() {
    launch_child
    remember "$name" "$child"
}

launch_child() {
    "${name}_command" "$(readlink -f -- "$DIST/current")"
    cd -- "$SAMPAN_HOME"
    "${COMMAND[@]}" &
    child=$!
    [[ $name != router ]] || { echo -900 >"/proc/$child/oom_score_adj"; } 2>/dev/null ||
        note "the kernel does not let the router be spared when memory runs out"
    [[ -z $stopping ]] || stop_child
}

# Finds a process that a supervisor before this one left behind, and waits for it instead of starting another.
adopt_child() {
    local pid
    pid=$(running "$name") || return 1
    note "$name runs already as pid $pid"
    tail --pid="$pid" -s 0.3 -f /dev/null &
    child=$!
    adopted=$pid
}

stop_child() {
    stopping=yes
    [[ -z $child ]] || kill -TERM "${adopted:-$child}" 2>/dev/null || true
}

# Waits until the child ends; sets code.
await_child() {
    local ticker ended
    while true; do
        sleep 30 &
        ticker=$!
        ended=
        code=0
        wait -n -p ended "$child" "$ticker" || code=$?
        if [[ ${ended:-} == "$ticker" ]]; then
            rotate_log "$name"
            continue
        fi
        kill "$ticker" 2>/dev/null || true
        wait "$ticker" 2>/dev/null || true
        [[ ${ended:-} == "$child" ]] && break
        kill -0 "$child" 2>/dev/null || break
    done
    child=
    adopted=
}

# Sleeps before the next start: not at all after the first crashes, then twice as long each time.
pause_before_start() {
    local pause=0
    if ((failures > 3)); then
        pause=$((failures > 8 ? LONGEST_PAUSE : 1 << (failures - 4)))
    fi
    note "$name ended with exit code $code; it is started again in $pause s"
    printf '%s\n' "$ends" >"$RUN/$name.ends"
    ((pause == 0)) && return
    sleep "$pause" &
    wait $! || true
    kill $! 2>/dev/null || true
}

# supervise NAME [--follow]: starts it, or has a router follow the one that runs.
supervise() {
    local name=$1 following=${2:-} child='' adopted='' stopping='' followed='' failures=0 ends=0 code=0 started ended
    require_jdk
    trap stop_child TERM INT
    trap 'followed=yes' USR1
    trap '' HUP
    prefer_router
    raise_descriptors
    if [[ -n $following ]]; then
        follow || exit 1
    else
        remember "$name.supervisor" $$
    fi
    rm -f -- "$RUN/$name.settings" # the password of the database is among them
    (umask 077 && settings_of "$name" >"$RUN/$name.settings")
    rm -f -- "$RUN/$name.ends"
    while [[ -z $stopping ]]; do
        started=$SECONDS
        [[ -n $child ]] || adopt_child || start_child
        ended=${adopted:-$child}
        await_child
        if [[ -n $stopping ]] || was_followed "$ended"; then break; fi
        ((SECONDS - started < STABLE_AFTER)) || failures=0
        failures=$((failures + 1))
        ends=$((ends + 1))
        pause_before_start
    done
    note "$name stopped"
    if [[ $(running "$name.supervisor") == "$$" ]]; then
        forget "$name"
        forget "$name.supervisor"
    fi
}
