# shellcheck shell=bash
# ./sampan test

run_tests() {
    local log
    need_root test
    log=$(mktemp -d)
    UP_LOG=$log/packages.log
    ensure_packages host
    ensure_packages tests
    ensure_jdk
    find_npm_registry
    rm -rf -- "$log" "$ROOT/target/surefire-reports" "$ROOT/target/failsafe-reports"
    step "Running all tests with $JAVA_HOME"
    cd -- "$ROOT"
    exec ./mvnw -B verify "$@"
}
