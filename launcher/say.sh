# shellcheck shell=bash
# What the user reads, and what stays in a log unless it is needed.

step() { printf -- '-----> %s\n' "$*"; }

detail() { printf '       %s\n' "$*"; }

warn() { printf ' !     %s\n' "$*" >&2; }

die() {
    printf ' !     %s\n' "$@" >&2
    exit 1
}

# logged WHAT COMMAND…: runs a command with its output in the log; when it fails, shows the end of it and stops.
logged() {
    local what=$1 from code=0
    shift
    from=$(stat -c %s "$UP_LOG" 2>/dev/null || echo 0)
    "$@" </dev/null >>"$UP_LOG" 2>&1 || code=$?
    ((code == 0)) && return
    warn "$what failed with exit code $code. The end of $UP_LOG:"
    tail -c "+$((from + 1))" "$UP_LOG" | tail -n 25 | sed 's/^/       /' >&2
    exit 1
}

need_root() {
    ((EUID == 0)) || die "'./sampan $1' needs root. Run: sudo ./sampan $1"
}
