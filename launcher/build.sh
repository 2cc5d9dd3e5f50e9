# shellcheck shell=bash
# Builds the distribution, and lays a copy of it where the processes run from.

readonly JAR=$ROOT/target/sampan.jar
readonly BUILT=$ROOT/target/.built

# True when a source is newer than the last build.
build_is_stale() {
    local reference=$JAR
    [[ -f $JAR ]] || return 0
    [[ $BUILT -nt $JAR ]] && reference=$BUILT
    [[ -n $(find "$ROOT/pom.xml" "$ROOT/src/main" "$ROOT/templates" "$ROOT/buildpacks" \
        -newer "$reference" -print -quit 2>/dev/null) ]]
}

# Maven as the owner of the checkout, so that no file of root's is left in it.
maven() {
    local owner
    owner=$(stat -c %U "$ROOT")
    if ((EUID == 0)) && [[ $owner != root && $owner != UNKNOWN ]]; then
        [[ ! -e $ROOT/target ]] || chown -R --no-dereference "$owner:" "$ROOT/target"
        runuser -u "$owner" -- env JAVA_HOME="$JAVA_HOME" "$ROOT/mvnw" -B "$@"
    else
        "$ROOT/mvnw" -B "$@"
    fi
}

build() {
    local stamp
    if [[ ${SAMPAN_BUILD:-auto} == never ]]; then
        [[ -f $JAR ]] || die "SAMPAN_BUILD is 'never' and there is no '$JAR'."
        return
    fi
    build_is_stale || return 0
    step "Building Sampan with $JAVA_HOME (less than a minute)"
    stamp=$(mktemp)
    cd -- "$ROOT"
    logged "The build" maven -q package -Prun
    [[ -f $JAR ]] || die "The build ended well but made no '$JAR'."
    touch -r "$stamp" "$BUILT"
    rm -f -- "$stamp"
}

version() {
    sed -n '/<artifactId>sampan<\/artifactId>/,/<version>/s:.*<version>\(.*\)</version>.*:\1:p' "$ROOT/pom.xml" | head -n 1
}

# The name of a build: its version and a digest of its jars.
build_id() {
    local digest
    digest=$(cat "$JAR" <(cd "$ROOT/target/lib" && stat -c '%n %s' -- *) | sha256sum)
    printf '%s-%s\n' "$(version)" "${digest:0:12}"
}

# Copies the build to $SAMPAN_HOME/dist/ID and sets BUILD to that folder. Processes run from the copy: the checkout
# may be rebuilt under them, and the router's user need not be able to read it.
lay_distribution() {
    local id
    id=$(build_id)
    BUILD=$DIST/$id
    if [[ ! -d $BUILD ]]; then
        step "Laying out version $id"
        rm -rf -- "$BUILD.new"
        install -d -m 0755 "$DIST" "$BUILD.new"
        install -m 0644 -p "$JAR" "$BUILD.new/"
        cp -r --preserve=timestamps "$ROOT/target/lib" "$BUILD.new/lib"
        chmod -R u=rwX,go=rX "$BUILD.new"
        mv -T -- "$BUILD.new" "$BUILD"
    fi
    use_build "$id"
}

# Says by its name which build is started from now on.
use_build() {
    ln -sfnT "$1" "$DIST/current.new"
    mv -fT -- "$DIST/current.new" "$DIST/current"
}

# Removes builds that nothing runs from.
clear_old_distributions() {
    local folder
    for folder in "$DIST"/*/; do
        folder=${folder%/}
        [[ -L $folder || $folder == "$BUILD" ]] && continue
        is_used "$folder" || rm -rf -- "$folder"
    done
}

is_used() {
    local name pid
    for name in control router; do
        pid=$(running "$name") && [[ $(process_arguments "$pid") == *"$1/"* ]] && return
    done
    for pid in $(routers); do
        [[ $(process_arguments "$pid") == *"$1/"* ]] && return
    done
    return 1
}
