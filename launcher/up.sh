# shellcheck shell=bash
# ./sampan up

readonly SERVE_WITHIN=600 # seconds; the first start makes the base layer

make_folders() {
    install -d -m 0711 "$SAMPAN_HOME"
    install -d -m 0700 "$SECRETS" "$LOGS" "$SAMPAN_HOME/db" "$SAMPAN_HOME/repos" "$SAMPAN_HOME/images" \
        "$SAMPAN_HOME/builds" "$SAMPAN_HOME/registry"
    install -d -m 0711 "$RUN"
    touch "$UP_LOG" && chmod 0600 "$UP_LOG"
}

make_router_user() {
    id -u "$ROUTER_USER" >/dev/null 2>&1 || {
        step "Making the user '$ROUTER_USER'"
        logged "useradd" useradd --system --user-group --no-create-home --home-dir /nonexistent \
            --shell /usr/sbin/nologin "$ROUTER_USER"
    }
    install -d -m 2770 -o root -g "$ROUTER_USER" "$SAMPAN_HOME/router"
    install -d -m 2750 -o root -g "$ROUTER_USER" "$SAMPAN_HOME/certs"
}

# Holds the lock of up and down until this script ends. Children must close it: 9>&-
take_lock() {
    exec 9>"$RUN/launcher.lock"
    flock -n 9 && return
    step "Waiting for another 'up' or 'down' to end"
    flock -w 900 9 || die "Another 'up' or 'down' has been running for 15 minutes; see $UP_LOG."
}

# check_free NAME VARIABLE: what is killed lets go of its port a moment later, and its supervisor starts it again.
check_free() {
    local holder
    for _ in {1..30}; do
        ! running "$1" >/dev/null || return 0
        holder=$(port_holder "${!2}") || return 0
        running "$1.supervisor" >/dev/null || break
        sleep 0.1
    done
    die "Port ${!2} ($2) is in use by $holder. Stop it, or set $2 to a free port."
}

check_ports() {
    check_free control SAMPAN_HTTP_PORT
    check_free control SAMPAN_SSH_PORT
    check_free router SAMPAN_ROUTER_HTTP_PORT
    check_free router SAMPAN_ROUTER_HTTPS_PORT
}

# Has another router follow the one that runs; else stops what runs, so that it can be started.
replace() {
    if [[ $1 == router ]] && can_be_followed "$2"; then
        follow_router "$2"
    else
        stop "$1"
    fi
}

# Starts the supervisor of control or router unless it runs; one that runs an older build is replaced.
start() {
    local name=$1 pid
    if pid=$(running "$name") && [[ $(process_arguments "$pid") != *"$BUILD/"* ]]; then
        step "Replacing the $2 by version ${BUILD##*/}"
        replace "$name" "$pid"
    elif [[ -n ${pid:-} && $(settings_of "$name") != "$(cat "$RUN/$name.settings" 2>/dev/null)" ]]; then
        step "Replacing the $2: its settings changed"
        replace "$name" "$pid"
    fi
    running "$name.supervisor" >/dev/null && return
    step "Starting the $2"
    rm -f -- "$RUN/$name.ends"
    touch "$LOGS/$name.log"
    setsid --fork "$ROOT/sampan" --supervise "$name" </dev/null >>"$LOGS/$name.log" 2>&1 9>&-
}

# Shows a line once: in place on a terminal, else one below the other.
show_progress() {
    local line=$1
    [[ -n $line && $line != ready && $line != "$shown" ]] || return 0
    shown=$line
    if [[ -t 1 ]]; then
        printf '\r\033[K       %s' "$line"
    else
        detail "$line"
    fi
}

# Prints how often the process has ended since its supervisor runs.
ends_of() {
    local ends=0
    [[ ! -r $RUN/$1.ends ]] || read -r ends <"$RUN/$1.ends" || true
    printf '%s\n' "$ends"
}

# await NAME LABEL: waits until it serves. A process that ends twice before that is stopped and its log shown.
await() {
    local name=$1 deadline=$((SECONDS + SERVE_WITHIN)) ends
    ends=$(ends_of "$name")
    while ! "${name}_serves"; do
        if (($(ends_of "$name") >= ends + 2)); then
            stop "$name"
            warn "The $2 ended before it served, twice. The end of $LOGS/$name.log:"
            tail -n 25 "$LOGS/$name.log" | sed 's/^/       /' >&2
            exit 1
        fi
        ((SECONDS < deadline)) || die "The $2 did not answer within $SERVE_WITHIN s. See $LOGS/$name.log."
        sleep 0.1
    done
}

# Waits until the control plane has made the base layer; it writes the steps to its progress file, at last 'ready', or a
# line that begins with '!' when it failed and will try again; in the foreground, we wait for that.
await_base_layer() {
    local in_foreground=$1 deadline=$((SECONDS + SERVE_WITHIN)) shown='' line=''
    while [[ $line != ready ]]; do
        line=$(tail -n 1 "$PROGRESS" 2>/dev/null) || line=
        if [[ $line == '!'* && -z $in_foreground ]]; then
            die "${line:2:400}" "The control plane tries it again every minute; see $LOGS/control.log."
        fi
        running control.supervisor >/dev/null || die "The control plane was stopped. See $LOGS/control.log."
        ((SECONDS < deadline)) || die "The base layer was not ready within $SERVE_WITHIN s. See $LOGS/control.log."
        show_progress "${line:0:400}"
        [[ $line == ready ]] || sleep 0.1
    done
    [[ -z $shown || ! -t 1 ]] || printf '\n'
}

print_addresses() {
    local suffix=
    ((SAMPAN_ROUTER_HTTP_PORT == 80)) || suffix=:$SAMPAN_ROUTER_HTTP_PORT
    cat <<ADDRESSES

=====> Sampan $(version) is up
       Dashboard   http://127.0.0.1:$SAMPAN_HTTP_PORT/   user admin, password in $SECRETS/admin-password
       API         http://127.0.0.1:$SAMPAN_HTTP_PORT/api/v1   bearer token in $SECRETS/admin-token
       Git         http://admin:TOKEN@127.0.0.1:$SAMPAN_HTTP_PORT/git/APP.git   or ssh://sampan@127.0.0.1:$SAMPAN_SSH_PORT/APP
       Apps        http://APP.$SAMPAN_DOMAIN$suffix/
       Commands    ./sampan help
ADDRESSES
}

# In a container with control groups v2, ours is not the real root: a group that holds processes cannot share out its
# controllers to groups below it. So all processes move to one below it first.
leave_root_group() {
    local root=/sys/fs/cgroup pid controllers
    [[ -e $root/cgroup.controllers && -e $root/cgroup.type ]] || return 0
    mkdir -p "$root/launcher"
    while read -r pid; do
        { echo "$pid" >"$root/launcher/cgroup.procs"; } 2>/dev/null || true
    done <"$root/cgroup.procs"
    read -r controllers <"$root/cgroup.controllers"
    echo "+${controllers// / +}" >"$root/cgroup.subtree_control"
}

# Shows the logs until a signal comes, then stops everything.
foreground() {
    local logs
    trap : TERM INT
    tail -n 0 -F "$LOGS/control.log" "$LOGS/router.log" 2>/dev/null 9>&- &
    logs=$!
    exec 9>&-
    wait "$logs" || true
    kill "$logs" 2>/dev/null || true
    down
}

up() {
    local in_foreground=
    while (($#)); do
        case $1 in
            --foreground) in_foreground=yes ;;
            *) die "'up' knows no '$1'. Usage: sudo ./sampan up [--foreground]" ;;
        esac
        shift
    done
    need_root up
    make_folders
    take_lock
    [[ -z $in_foreground ]] || leave_root_group
    ensure_packages host
    ensure_jdk
    find_npm_registry
    make_router_user
    build
    lay_distribution
    check_ports
    running control >/dev/null || : >"$PROGRESS"
    train_router_first
    start router "router"
    start control "control plane"
    await router "router"
    await control "control plane"
    await_base_layer "$in_foreground"
    clear_old_distributions
    train_in_background
    print_addresses
    [[ -z $in_foreground ]] || foreground
}
