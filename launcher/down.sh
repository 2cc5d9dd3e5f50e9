# shellcheck shell=bash
# ./sampan down

readonly STOP_WITHIN=40 # seconds, then kill -9

# stop NAME: ends its supervisor, and with it the process.
stop() {
    local name=$1 supervisor child deadline=$((SECONDS + STOP_WITHIN))
    supervisor=$(running "$name.supervisor") || supervisor=
    child=$(running "$name") || child=
    if [[ -n $supervisor ]]; then
        kill -TERM "$supervisor"
    elif [[ -n $child ]]; then
        kill -TERM "$child"
    fi
    while running "$name" >/dev/null || running "$name.supervisor" >/dev/null; do
        if ((SECONDS >= deadline)); then
            warn "$name did not end within $STOP_WITHIN s; it is killed"
            [[ -z $child ]] || kill -KILL "$child" 2>/dev/null || true
            deadline=$((SECONDS + STOP_WITHIN))
        fi
        sleep 0.05
    done
    forget "$name"
    forget "$name.supervisor"
}

# The apps stay wanted: the next 'up' starts them again.
stop_apps() {
    control_serves || die "'down --apps' stops apps through the control plane, and it does not answer. Run 'sudo ./sampan up' first."
    remote ps:suspend
}

# Lets go of what no container uses any more: the disks of the apps and their user namespaces.
release_mounts() {
    local mount released=0
    while read -r mount; do
        umount -- "$mount" || { warn "'$mount' is still in use"; released=1; }
    done < <(awk -v below="$SAMPAN_HOME/" 'index($2, below) == 1 { print $2 }' /proc/mounts | sort -r)
    return "$released"
}

stop_one() {
    running "$1" >/dev/null || running "$1.supervisor" >/dev/null || return 0
    step "Stopping the $2"
    stop "$1"
}

# Routers that retire end sooner now.
end_retiring() {
    local pid
    for pid in $(retiring_routers); do
        kill -TERM "$pid" 2>/dev/null || true
    done
}

await_retiring() {
    local deadline=$((SECONDS + STOP_WITHIN)) pid
    while [[ -n $(retiring_routers) ]]; do
        if ((SECONDS >= deadline)); then
            warn "routers that retire did not end within $STOP_WITHIN s; they are killed"
            for pid in $(retiring_routers); do kill -KILL "$pid" 2>/dev/null || true; done
            deadline=$((SECONDS + STOP_WITHIN))
        fi
        sleep 0.05
    done
}

# A training that has not ended is done again after the next start.
stop_training() {
    local trainer deadline=$((SECONDS + STOP_WITHIN))
    trainer=$(running trainer) || return 0
    kill -TERM "$trainer" 2>/dev/null || true
    while running trainer >/dev/null; do
        ((SECONDS < deadline)) || kill -KILL "$trainer" 2>/dev/null || true
        sleep 0.05
    done
    forget trainer
}

down() {
    local apps=
    while (($#)); do
        case $1 in
            --apps) apps=yes ;;
            *) die "'down' knows no '$1'. Usage: sudo ./sampan down [--apps]" ;;
        esac
        shift
    done
    need_root down
    [[ -d $RUN ]] || { detail "Nothing runs below $SAMPAN_HOME"; return; }
    take_lock
    [[ -z $apps ]] || stop_apps
    stop_one control "control plane"
    end_retiring
    stop_one router "router"
    await_retiring
    stop_training
    if [[ -z $apps ]]; then
        detail "Stopped; containers run on. 'down --apps' stops them too."
    else
        release_mounts || die "Sampan is stopped, but something of the apps is still in use; 'fuser -vm FOLDER' says by whom"
        detail "Stopped, with all apps."
    fi
}
