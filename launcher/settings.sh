# shellcheck shell=bash
# Settings: the environment first, then /etc/sampan/environment, then the defaults.

readonly ENVIRONMENT_FILE=/etc/sampan/environment
readonly CONFIG_LOCATION=-Dspring.config.additional-location=optional:file:$ROOT/config/,optional:file:/etc/sampan/
readonly ROUTER_USER=sampan-router

read_environment_file() {
    local line key
    [[ -r $ENVIRONMENT_FILE ]] || return 0
    while IFS= read -r line || [[ -n $line ]]; do
        [[ $line =~ ^[[:space:]]*(#.*)?$ ]] && continue
        [[ $line =~ ^(SAMPAN_[A-Z0-9_]+)=(.*)$ ]] || die "$ENVIRONMENT_FILE has a line that is not SAMPAN_NAME=VALUE: '$line'"
        key=${BASH_REMATCH[1]}
        [[ -v $key ]] || export "$key=${BASH_REMATCH[2]}"
    done <"$ENVIRONMENT_FILE"
}

check_port() {
    local name=$1 value=${!1}
    if [[ ! $value =~ ^[0-9]{1,5}$ ]] || ((10#$value < 1 || 10#$value > 65535)); then
        die "$name is '$value'; it must be a port from 1 to 65535."
    fi
}

load_settings() {
    local name
    read_environment_file
    export SAMPAN_HOME=${SAMPAN_HOME:-/var/lib/sampan}
    export SAMPAN_HTTP_PORT=${SAMPAN_HTTP_PORT:-7700}
    export SAMPAN_SSH_PORT=${SAMPAN_SSH_PORT:-7722}
    export SAMPAN_ROUTER_HTTP_PORT=${SAMPAN_ROUTER_HTTP_PORT:-80}
    export SAMPAN_ROUTER_HTTPS_PORT=${SAMPAN_ROUTER_HTTPS_PORT:-443}
    export SAMPAN_DOMAIN=${SAMPAN_DOMAIN:-localhost}
    [[ $SAMPAN_HOME == /* ]] || die "SAMPAN_HOME is '$SAMPAN_HOME'; it must be an absolute path."
    for name in SAMPAN_HTTP_PORT SAMPAN_SSH_PORT SAMPAN_ROUTER_HTTP_PORT SAMPAN_ROUTER_HTTPS_PORT; do
        check_port "$name"
    done
    readonly RUN=$SAMPAN_HOME/run LOGS=$SAMPAN_HOME/log SECRETS=$SAMPAN_HOME/secrets DIST=$SAMPAN_HOME/dist
    UP_LOG=$LOGS/up.log
    readonly PROGRESS=$LOGS/progress OPERATOR_KEY=$SECRETS/operator_key
}
