# shellcheck shell=bash
# ./sampan up

readonly SERVE_WITHIN=600 # seconds; the first start makes the base layer

make_folders() {
    install -d -m 0711 "$SAMPAN_HOME"
    install -d -m 0700 "$SECRETS" "$LOGS" "$SAMPAN_HOME/db" "$SAMPAN_HOME/repos" "$SAMPAN_HOME/images"
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
}

# Holds the lock of up and down until this script ends. Children must close it: 9>&-
take_lock() {
    exec 9>"$RUN/launcher.lock"
    flock -n 9 && return
    step "Waiting for another 'up' or 'down' to end"
    flock -w 900 9 || die "Another 'up' or 'down' has been running for 15 minutes; see $UP_LOG."
}

check_free() {
    local holder
    holder=$(port_holder "${!1}") || return 0
    die "Port ${!1} ($1) is in use by $holder. Stop it, or set $1 to a free port."
}

check_ports() {
    if ! running control >/dev/null; then
        check_free SAMPAN_HTTP_PORT
        check_free SAMPAN_SSH_PORT
    fi
    if ! running router >/dev/null; then
        check_free SAMPAN_ROUTER_HTTP_PORT
    fi
}

# Starts the supervisor of control or router unless it runs; one that runs an older build is replaced.
start() {
    local name=$1 pid
    if pid=$(running "$name") && [[ $(process_arguments "$pid") != *"$BUILD/"* ]]; then
        step "Replacing the $2 by version ${BUILD##*/}"
        stop "$name"
    elif [[ -n ${pid:-} && $(settings_of "$name") != "$(cat "$RUN/$name.settings" 2>/dev/null)" ]]; then
        step "Replacing the $2: its settings changed"
        stop "$name"
    fi
    running "$name.supervisor" >/dev/null && return
    step "Starting the $2"
    rm -f -- "$RUN/$name.failures"
    touch "$LOGS/$name.log"
    setsid --fork "$ROOT/sampan" --supervise "$name" </dev/null >>"$LOGS/$name.log" 2>&1 9>&-
}

# Shows what the control plane writes to its progress file: in place on a terminal, else one line each.
show_progress() {
    local line
    line=$(tail -n 1 "$PROGRESS" 2>/dev/null) || return 0
    [[ -n $line && $line != "$shown" ]] || return 0
    shown=$line
    if [[ -t 1 ]]; then
        printf '\r\033[K       %s' "$line"
    else
        detail "$line"
    fi
}

gave_up() {
    local name=$1 failures=0
    [[ ! -r $RUN/$name.failures ]] || read -r failures <"$RUN/$name.failures" || true
    ((failures >= 2))
}

# await NAME LABEL: waits until it serves. A process that ends twice at once is stopped and its log shown.
await() {
    local name=$1 deadline=$((SECONDS + SERVE_WITHIN)) shown=
    while ! "${name}_serves"; do
        if gave_up "$name"; then
            stop "$name"
            warn "The $2 ends as soon as it starts. The end of $LOGS/$name.log:"
            tail -n 25 "$LOGS/$name.log" | sed 's/^/       /' >&2
            exit 1
        fi
        ((SECONDS < deadline)) || die "The $2 did not answer within $SERVE_WITHIN s. See $LOGS/$name.log."
        [[ $name != control ]] || show_progress
        sleep 0.1
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

foreground() {
    trap 'down; exit 0' TERM INT
    tail -n 0 -F "$LOGS/control.log" "$LOGS/router.log" 2>/dev/null 9>&- &
    exec 9>&-
    wait
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
    ensure_packages host
    ensure_jdk
    make_router_user
    build
    lay_distribution
    check_ports
    : >"$PROGRESS.new" && { running control >/dev/null || mv -f -- "$PROGRESS.new" "$PROGRESS"; }
    start router "router"
    start control "control plane"
    await router "router"
    await control "control plane"
    clear_old_distributions
    train_in_background
    print_addresses
    [[ -z $in_foreground ]] || foreground
}
