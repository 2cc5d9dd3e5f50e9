# What becomes of the jar that was built; to be sourced by compile.

# The time of every file in a layer. An archive of classes is only used while the jars have the time they had.
readonly LAYER_TIME=@315532801

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

has_entry() { jar --list --file "$1" | grep "$2" >/dev/null; }

# The one jar or war that can be started; nothing when there is none.
find_jar() {
    local found=() file
    for file in "$1"/*.jar "$1"/*.war; do
        case $file in
            *-sources.jar | *-javadoc.jar | *-tests.jar | *-plain.jar | */original-*) continue ;;
        esac
        [[ -f $file ]] || continue
        (cd /tmp/java && rm -rf META-INF && jar --extract --file "$BUILD_DIR/$file" META-INF/MANIFEST.MF) 2>/dev/null || continue
        grep -q '^Main-Class:' /tmp/java/META-INF/MANIFEST.MF && found+=("$file")
    done
    ((${#found[@]} == 1)) && echo "${found[0]}"
    return 0
}

# Copies the libraries that changed, so that the others stay in the layer that holds them.
keep_libraries() {
    local from=$1 to=$BUILD_DIR/.java-libraries file name
    for file in "$to"/*; do
        [[ -f $file && ! -f $from/${file##*/} ]] && rm -f -- "$file"
    done
    for file in "$from"/*.jar; do
        name=${file##*/}
        cmp -s -- "$file" "$to/$name" || cp -- "$file" "$to/$name"
        touch -d "$LAYER_TIME" -- "$to/$name"
    done
}

# A Spring Boot jar starts faster when it is unpacked: libraries in a layer of their own, classes in an archive.
unpack_spring_boot() {
    local jar=$1 folder=$BUILD_DIR/.java
    step "Unpacking the Spring Boot application"
    rm -rf -- /var/tmp/unpacked "$folder"
    java -Djarmode=tools -jar "$jar" extract --destination /var/tmp/unpacked >/dev/null 2>&1 || return 1
    mkdir -p "$folder"
    keep_libraries /var/tmp/unpacked/lib
    ln -s ../.java-libraries "$folder/lib"
    cp -- "/var/tmp/unpacked/${jar##*/}" "$folder/app.jar"
    touch -d "$LAYER_TIME" -- "$folder/app.jar"
    step "Archiving the classes"
    # The context is made once without being started. What it lacks here, such as a database, is no fault of the build.
    if ! (cd / && timeout 120 java -XX:ArchiveClassesAtExit="$folder/classes.jsa" -Dspring.context.exit=onRefresh \
        -Dserver.port=0 -jar "$folder/app.jar" >/tmp/java/archive.log 2>&1); then
        echo "The application cannot be started here, so its classes are read one by one when it starts:"
        grep -vE '^\s+at ' /tmp/java/archive.log | tail -n 3
        rm -f -- "$folder/classes.jsa"
    fi
}

# Writes what bin/release prints, and how much memory the JVM takes.
write_release() {
    local jar=$1 command=
    mkdir -p .profile.d
    cp -- "$HERE/lib/memory.sh" .profile.d/sampan-java.sh
    if [[ -n $jar ]]; then
        command="exec java -Dserver.port=\$PORT -jar /app/$jar"
        if has_entry "$jar" '^BOOT-INF/' && unpack_spring_boot "$jar"; then
            command="exec java -Dserver.port=\$PORT -jar /app/.java/app.jar"
            [[ -f .java/classes.jsa ]] &&
                command="exec java -XX:SharedArchiveFile=/app/.java/classes.jsa -Dserver.port=\$PORT -jar /app/.java/app.jar"
            grep -qs "$output/" Procfile || rm -rf -- "$output"
        else
            find .java-libraries -mindepth 1 -delete 2>/dev/null || true
        fi
    elif [[ ! -f Procfile ]]; then
        fail "$output/ has no jar, or more than one, with a Main-Class: add a Procfile with a line such as 'web: java -jar $output/app.jar'"
    fi
    {
        echo 'config_vars:'
        echo "  JAVA_HOME: $JAVA_HOME"
        [[ -z $command ]] || printf 'default_process_types:\n  web: "%s"\n' "$command"
    } >/tmp/java/release.yml
}
