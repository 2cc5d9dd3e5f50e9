# shellcheck shell=bash
# One router follows another: the new process gets the open sockets of the one that runs, which then retires.

readonly FOLLOW_WITHIN=60 # seconds

# Prints the pid of the router that takes connections; it has named itself in a link.
current_router() {
    local link
    link=$(readlink -- "$SAMPAN_HOME/router/control.sock") || return 1
    [[ $link =~ ^control\.([0-9]+)\.sock$ ]] && printf '%s\n' "${BASH_REMATCH[1]}"
}

# Prints the pids of all routers that are there, those that retire among them.
routers() {
    local socket pid
    for socket in "$SAMPAN_HOME"/router/control.*.sock; do
        [[ $socket =~ /control\.([0-9]+)\.sock$ ]] || continue
        pid=${BASH_REMATCH[1]}
        process_start "$pid" >/dev/null && [[ $(process_arguments "$pid") == *"$DIST/"*RouterMain* ]] &&
            printf '%s\n' "$pid"
    done
    return 0
}

# Prints the pids of routers that another one has followed.
retiring_routers() {
    local pid current
    current=$(running router) || current=
    for pid in $(routers); do
        [[ $pid == "$current" ]] || printf '%s\n' "$pid"
    done
}

can_be_followed() { [[ -S $SAMPAN_HOME/router/handover.$1.sock ]]; }

# The part of the supervisor: starts a router beside the one that runs and returns once it takes the connections. It goes
# by the name of the router from then on; the supervisor of the one before it is told to start no other.
follow() {
    local deadline=$((SECONDS + FOLLOW_WITHIN)) other
    launch_child
    until [[ $(current_router) == "$child" ]]; do
        if ((SECONDS >= deadline)) || [[ -n $stopping ]]; then
            note "router $child did not take over within $FOLLOW_WITHIN s"
            kill -KILL "$child" 2>/dev/null || true
        fi
        if ! process_start "$child" >/dev/null; then
            wait "$child" || code=$?
            printf '%s\n' "$code" >"$RUN/router.unfollowed"
            return 1
        fi
        sleep 0.02
    done
    other=$(running router.supervisor) || other=
    remember router.supervisor $$
    remember router "$child"
    [[ -z $other ]] || kill -USR1 "$other" 2>/dev/null || true
    note "router $child has followed"
}

# True when the router that ended was followed by one below another supervisor.
was_followed() {
    local current
    [[ $name == router ]] || return 1
    [[ -z $followed ]] || return 0
    current=$(current_router) && [[ $current != "$1" ]] && routers | grep -qx -- "$current"
}

# The part of 'up': replaces the router that runs, whose pid is given. When the new one does not take over, the old one
# goes on, and so does its build.
follow_router() {
    local before=$1 from deadline=$((SECONDS + FOLLOW_WITHIN + 30)) now
    from=$(stat -c %s "$LOGS/router.log")
    rm -f -- "$RUN/router.unfollowed"
    setsid --fork "$ROOT/sampan" --supervise router --follow </dev/null >>"$LOGS/router.log" 2>&1 9>&-
    while true; do
        now=$(running router) && [[ $now != "$before" ]] && return
        if [[ -e $RUN/router.unfollowed ]] || ((SECONDS >= deadline)); then
            break
        fi
        sleep 0.05
    done
    tail -c "+$((from + 1))" "$LOGS/router.log" | tail -n 25 | sed 's/^/       /' >&2
    use_build "$(running_version "$before")"
    die "The new router did not take over; the one before it, pid $before, goes on." \
        "See above and $LOGS/router.log. With a gap of a second or two: sudo ./sampan down && sudo ./sampan up"
}

restart_router() {
    local before
    (($# == 0)) || die "'router:restart' takes no arguments."
    need_root router:restart
    [[ -d $RUN ]] || die "The router is not running. Run: sudo ./sampan up"
    take_lock
    require_jdk
    before=$(running router) || die "The router is not running. Run: sudo ./sampan up"
    can_be_followed "$before" ||
        die "The router that runs, pid $before, cannot be followed by another one. Run: sudo ./sampan down && sudo ./sampan up"
    step "Starting a router beside the one that runs"
    follow_router "$before"
    detail "Router $(running router) takes the connections; $before retires"
}
