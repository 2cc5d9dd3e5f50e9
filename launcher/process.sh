# shellcheck shell=bash
# Pid files that never hit another process: each holds pid, start time and the boot it belongs to.

boot_id() { cat /proc/sys/kernel/random/boot_id; }

# Prints the start time of a process in clock ticks since boot; fails when it is gone or a zombie (proc(5), field 22).
process_start() {
    local stat
    local -a fields
    { read -r stat <"/proc/$1/stat"; } 2>/dev/null || return 1
    read -ra fields <<<"${stat##*) }"
    [[ ${fields[0]} != [ZX] ]] || return 1
    printf '%s\n' "${fields[19]}"
}

process_arguments() {
    { tr '\0' ' ' <"/proc/$1/cmdline"; } 2>/dev/null
}

# remember NAME PID
remember() {
    local start
    start=$(process_start "$2") || return 0
    printf '%s %s %s\n' "$2" "$start" "$(boot_id)" >"$RUN/$1.pid.new"
    mv -f -- "$RUN/$1.pid.new" "$RUN/$1.pid"
}

forget() { rm -f -- "$RUN/$1.pid"; }

# Prints the pid of what runs under a name: control, router, or either with .supervisor behind it.
running() {
    local pid start boot
    [[ -r $RUN/$1.pid ]] || return 1
    read -r pid start boot <"$RUN/$1.pid" || return 1
    [[ $boot == "$(boot_id)" && $(process_start "$pid") == "$start" ]] || return 1
    case $1 in
        *.supervisor) [[ $(process_arguments "$pid") == *"--supervise ${1%.supervisor} "* ]] || return 1 ;;
        *) [[ $(process_arguments "$pid") == *"$DIST/"* ]] || return 1 ;;
    esac
    printf '%s\n' "$pid"
}

# Prints since when a process runs.
since() {
    local started now ticks
    started=$(process_start "$1") || return 1
    ticks=$(getconf CLK_TCK)
    now=$(date +%s)
    read -r uptime _ </proc/uptime
    date -d "@$((now - ${uptime%%.*} + started / ticks))" '+%Y-%m-%d %H:%M:%S'
}

# Whether something listens; asked of the kernel, since a server of SSH logs each client that leaves at once.
port_answers() {
    [[ -n $(ss -Hltn "sport = :$1") ]]
}

# Prints the HTTP status that 127.0.0.1:PORT answers with.
http_status() {
    (
        exec 3<>"/dev/tcp/127.0.0.1/$1" || exit 1
        printf 'GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' "$2" >&3
        read -r -t 5 _ code _ <&3 || exit 1
        [[ $code =~ ^[0-9]{3}$ ]] || exit 1
        printf '%s\n' "$code"
    ) 2>/dev/null
}

control_serves() { [[ $(http_status "$SAMPAN_HTTP_PORT" /actuator/health) == 200 ]]; }

router_serves() { [[ -n $(http_status "$SAMPAN_ROUTER_HTTP_PORT" /) ]]; }

# Prints what listens on a TCP port, as "'name' (pid 1)"; fails when nothing does.
port_holder() {
    local line
    line=$(ss -Hltnp "sport = :$1") || return 1
    [[ -n $line ]] || return 1
    if [[ $line =~ \"([^\"]+)\",pid=([0-9]+) ]]; then
        printf "'%s' (pid %s)\n" "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}"
    else
        printf 'a process that cannot be seen from here\n'
    fi
}
