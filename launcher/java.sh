# shellcheck shell=bash
# Finds the JDK.

readonly JAVA_NEEDED=25

# Prints the major version of the JDK in a folder; fails when there is none.
jdk_major() {
    local line
    [[ -x $1/bin/javac && -r $1/release ]] || return 1
    while IFS= read -r line; do
        if [[ $line =~ ^JAVA_VERSION=\"?([0-9]+) ]]; then
            printf '%s\n' "${BASH_REMATCH[1]}"
            return
        fi
    done <"$1/release"
    return 1
}

jdk_candidates() {
    local javac
    printf '%s\n' /usr/lib/jvm/* /opt/java/* /opt/jdk*
    javac=$(command -v javac) && dirname -- "$(dirname -- "$(readlink -f -- "$javac")")"
    return 0
}

# Sets JAVA_HOME to the one that is set, if it is new enough, else to the newest JDK on this machine.
find_jdk() {
    local candidate major best=0 found=
    if [[ -n ${JAVA_HOME:-} ]] && major=$(jdk_major "$JAVA_HOME") && ((major >= JAVA_NEEDED)); then
        export JAVA_HOME
        return
    fi
    while IFS= read -r candidate; do
        major=$(jdk_major "$candidate") || continue
        if ((major >= JAVA_NEEDED && major > best)); then
            best=$major
            found=$candidate
        fi
    done < <(jdk_candidates)
    [[ -n $found ]] || return 1
    export JAVA_HOME=$found
}

no_jdk() {
    die "No JDK $JAVA_NEEDED or newer found (looked at JAVA_HOME, /usr/lib/jvm, /opt and PATH)." \
        "Debian 13: apt-get install openjdk-$JAVA_NEEDED-jdk-headless" \
        "Debian 12: install Eclipse Temurin $JAVA_NEEDED (adoptium.net), or unpack any JDK $JAVA_NEEDED below /usr/lib/jvm." \
        "Then run this again."
}

# As find_jdk, but installs Debian's package where there is one.
ensure_jdk() {
    local package=openjdk-$JAVA_NEEDED-jdk-headless
    find_jdk && return
    command -v apt-get >/dev/null || no_jdk
    update_package_lists
    [[ -n $(apt-cache policy "$package" | sed -n 's/^ *Candidate: \([^(].*\)/\1/p') ]] || no_jdk
    apt_install "$package"
    find_jdk || no_jdk
}

require_jdk() {
    find_jdk || no_jdk
}
