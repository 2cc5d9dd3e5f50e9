# What becomes of the jar that was built; to be sourced by compile.

# When the host trusts other certificates than the stack, so does the build.
trust_the_host() {
    local bundle=/etc/ssl/certs/ca-certificates.crt store=$CACHE_DIR/trust.p12 sum
    mountpoint -q "$bundle" 2>/dev/null || return 0
    sum=$(sha256sum <"$bundle")
    if [[ ! -f $store || ! -f $store.of || $(<"$store.of") != "$sum" ]]; then
        rm -f -- "$store"
        java "$HERE/lib/Trust.java" "$bundle" "$store"
        printf '%s\n' "$sum" >"$store.of"
    fi
    export JAVA_TOOL_OPTIONS="${JAVA_TOOL_OPTIONS:-} -Djavax.net.ssl.trustStore=$store -Djavax.net.ssl.trustStorePassword=changeit"
}

# Runs the program that finds the jar and takes it apart; it is compiled once.
unpack() {
    local classes=$CACHE_DIR/unpack sum
    sum=$(cat -- "$HERE/lib/Unpack.java" "$JAVA_HOME/release" | sha256sum)
    if [[ ! -f $classes/of || $(<"$classes/of") != "$sum" ]]; then
        rm -rf -- "$classes"
        mkdir -p "$classes"
        javac -d "$classes" "$HERE/lib/Unpack.java"
        printf '%s\n' "$sum" >"$classes/of"
    fi
    java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp "$classes" Unpack "$@" 2>/tmp/java/unpack.log >/tmp/java/facts ||
        { cat /tmp/java/unpack.log; return 1; }
}

fact() { sed -n "s/^$1=//p" /tmp/java/facts; }

# Makes the context once without starting it. What it lacks here, such as a database, is no fault of the build.
try_context() {
    (cd / && timeout 120 java "$@" -Dspring.context.exit=onRefresh -Dserver.port=0 "@$BUILD_DIR/.java/run" >/tmp/java/archive.log 2>&1) && return
    echo "The application cannot be started here, so some classes are read one by one when it starts:"
    grep -vE '^\s+at ' /tmp/java/archive.log | tail -n 3
}

# An archive of the libraries' classes lies in their layer, and is made again only when they or Java changed.
archive_libraries() {
    local libraries=$BUILD_DIR/.java-libraries list=/tmp/java/classes
    if [[ -f $libraries/classes.jsa ]] && cmp -s -- "$libraries/classes.of" "$JAVA_HOME/release"; then
        return
    fi
    step "Archiving the classes of the libraries"
    try_context "-XX:DumpLoadedClassList=$list"
    rm -f -- "$libraries/classes.jsa"
    java -Xshare:dump -XX:SharedClassListFile="$list" -XX:SharedArchiveFile="$libraries/classes.jsa" \
        "@$BUILD_DIR/.java/libraries" >/tmp/java/archive.log 2>&1 || tail -n 3 /tmp/java/archive.log
    cp -- "$JAVA_HOME/release" "$libraries/classes.of"
}

# How a Spring Boot jar that was taken apart is started; it starts faster so, and with an archive of its classes.
boot_command() {
    local archive=.java-libraries/classes.jsa
    if [[ $(fact order) == libraries ]]; then
        archive_libraries
    else
        # What comes first in the class path changes with each push, and so does the archive.
        archive=.java/classes.jsa
        rm -f -- .java-libraries/classes.{jsa,of}
        step "Archiving the classes"
        try_context "-XX:ArchiveClassesAtExit=$BUILD_DIR/$archive"
    fi
    command="exec java -Dserver.port=\$PORT @/app/.java/run"
    [[ ! -f $archive ]] || command="exec java -XX:SharedArchiveFile=/app/$archive -Dserver.port=\$PORT @/app/.java/run"
}

# Writes what bin/release prints, and how much memory the JVM takes.
write_release() {
    local output=$1 jar command=
    mkdir -p .profile.d .java
    cp -- "$HERE/lib/memory.sh" .profile.d/sampan-java.sh
    if grep -qs "$output/" Procfile; then
        unpack "$output"
    else
        unpack "$output" "$BUILD_DIR/.java-libraries" "$BUILD_DIR/.java"
    fi
    jar=$(fact jar)
    # It may be that of a module.
    [[ -z $jar ]] || output=${jar%/*}
    if [[ -n $(fact order) ]]; then
        boot_command
        rm -rf -- "$output"
    else
        rmdir .java 2>/dev/null || true
        find .java-libraries -mindepth 1 -delete 2>/dev/null || true
        if [[ -n $jar ]]; then
            command="exec java -Dserver.port=\$PORT -jar /app/$jar"
        elif [[ ! -f Procfile ]]; then
            fail "$output/ has no jar, or more than one, with a Main-Class, and those of modules neither: add a Procfile with a line such as 'web: java -jar $output/app.jar'"
        fi
    fi
    {
        echo 'config_vars:'
        echo "  JAVA_HOME: $JAVA_HOME"
        [[ -z $command ]] || printf 'default_process_types:\n  web: "%s"\n' "$command"
    } >/tmp/java/release.yml
}
