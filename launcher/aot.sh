# shellcheck shell=bash
# Ahead-of-time caches of the JVM (JEP 483, 514): a training run writes them, later starts read classes from them.

# Starts the training in the background when a cache of this build is missing; the next start has the use of it.
train_in_background() {
    [[ ${SAMPAN_AOT:-on} == on ]] || return 0
    [[ ! -e $BUILD/trained ]] || return 0
    setsid --fork nice -n 19 "$ROOT/sampan" --train "$BUILD" </dev/null >>"$LOGS/aot.log" 2>&1 9>&-
}

# Makes the router's cache before its first start: a router that was killed has to be back within a second.
train_router_first() {
    local home
    [[ ${SAMPAN_AOT:-on} == on && ! -e $BUILD/router.trained ]] || return 0
    step "Preparing the router for fast starts"
    : >"$BUILD/router.trained"
    home=$(mktemp -d)
    train_router "$BUILD" "$home" </dev/null >>"$LOGS/aot.log" 2>&1 9>&-
    rm -rf -- "$home"
}

# train BUILD: makes the control plane's cache. Training runs keep their state in a temporary folder and have a network of
# their own, so that they see and change nothing of what runs; that of the control plane ends before it serves.
train() {
    local build=$1 home job
    require_jdk
    (set -o noclobber && : >"$build/trained") 2>/dev/null || return 0
    remember trainer $$
    home=$(mktemp -d)
    # shellcheck disable=SC2064
    trap "rm -rf -- '$home'; forget trainer" EXIT
    set -m # in a process group of its own: a JVM that is asked to end would write its cache first
    train_control "$build" "$home" &
    job=$!
    # shellcheck disable=SC2064
    trap "kill -KILL -- -$job; rm -f -- '$build/trained' '$build'/control.aot.new*; exit 143" TERM
    wait "$job"
}

train_control() {
    control_command "$1"
    keep_cache "$1/control.aot" env SAMPAN_HOME="$2" unshare --net -- \
        "${COMMAND[0]}" -XX:AOTCacheOutput="$1/control.aot.new" -Dspring.context.exit=onRefresh \
        -Dspring.datasource.url=jdbc:h2:mem:train "${COMMAND[@]:1}"
}

# Trains with one app, one certificate and some requests of each kind, so that the cache holds what a router needs that has
# certificates to read before it answers.
train_router() {
    local java=("$JAVA_HOME/bin/java") origin=8000
    install -d -m 0755 "$2/router" "$2/app"
    echo training >"$2/app/index.html"
    "${java[@]}" -XX:TieredStopAtLevel=1 -cp "$1/sampan.jar" dev.sampan.certificate.RouterTraining "$2" "$origin"
    keep_cache "$1/router.aot" env SAMPAN_HOME="$2" unshare --net -- bash -c "$ROUTER_TRAINING" training "$origin" "$2/app" \
        "${java[@]}" -Xms16m -Xmx128m -XX:+UseSerialGC -XX:+UseCompactObjectHeaders -XX:AOTCacheOutput="$1/router.aot.new" \
        --enable-native-access=ALL-UNNAMED -Dfile.encoding=UTF-8 -cp "$1/sampan.jar" dev.sampan.router.RouterMain
}

# ORIGIN FOLDER COMMAND...: starts an app on that port and the router with that command, has them answer, and ends both.
readonly ROUTER_TRAINING='
    origin=$1 app=$2
    shift 2
    ip link set lo up
    "$JAVA_HOME/bin/jwebserver" -b 127.0.0.1 -p "$origin" -d "$app" >/dev/null &
    server=$!
    "$@" &
    router=$!
    for ((i = 0; i < 60; i++)); do
        if curl -s -f -o /dev/null -m 1 "http://localhost:$SAMPAN_ROUTER_HTTP_PORT/"; then ((++answered < 10)) || break; fi
        curl -s -k -o /dev/null -m 1 "https://localhost:$SAMPAN_ROUTER_HTTPS_PORT/" || true
        sleep 0.1
    done
    kill -TERM "$router"
    wait "$router"
    kill -TERM "$server"
    wait "$server"
'

keep_cache() {
    local cache=$1
    shift
    "$@" || true
    if [[ -s $cache.new ]]; then
        mv -f -- "$cache.new" "$cache"
        note "made '$cache'"
    else
        note "no '$cache' was made; starts go on without it"
    fi
    rm -f -- "$cache".new*
}
