# shellcheck shell=bash
# ./sampan status and ./sampan doctor

# Prints one line about control or router; fails when it does not serve.
status_of() {
    local name=$1 label=$2 where=$3 pid state=serves code=0
    if ! pid=$(running "$name"); then
        printf '%-15s down\n' "$label"
        return 1
    fi
    "${name}_serves" || { state='does not answer'; code=1; }
    printf '%-15s %s   pid %s since %s   version %s   %s\n' "$label" "$state" "$pid" "$(since "$pid")" \
        "$(running_version "$pid")" "$where"
    return $code
}

running_version() {
    local arguments
    arguments=$(process_arguments "$1")
    arguments=${arguments#*"$DIST/"}
    printf '%s\n' "${arguments%%/*}"
}

status() {
    local code=0 pid
    (($# == 0)) || die "'status' takes no arguments."
    status_of control "Control plane" "HTTP $SAMPAN_HTTP_PORT, SSH $SAMPAN_SSH_PORT" || code=3
    status_of router "Router" "HTTP $SAMPAN_ROUTER_HTTP_PORT, HTTPS $SAMPAN_ROUTER_HTTPS_PORT" || code=3
    for pid in $(retiring_routers); do
        printf '%-15s retires   pid %s since %s   version %s\n' Router "$pid" "$(since "$pid")" "$(running_version "$pid")"
    done
    if [[ -r $OPERATOR_KEY ]] && port_answers "$SAMPAN_SSH_PORT"; then
        printf '%-15s %s\n' Apps "$(list_apps | wc -l)"
    fi
    return $code
}

doctor() {
    require_jdk
    [[ -w $LOGS ]] || UP_LOG=$(mktemp)
    build
    exec "$JAVA_HOME/bin/java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED \
        "$CONFIG_LOCATION" -cp "$JAR" dev.sampan.doctor.DoctorMain "$@"
}
