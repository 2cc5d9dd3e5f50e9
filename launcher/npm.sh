# shellcheck shell=bash
# Node.js comes from the npm registry, at the address that npm itself would take.

# Prints the address that Debian's npm package brings; its definitions name it as the default of 'registry'.
registry_of_npm_package() (
    folder=$(mktemp -d)
    trap 'rm -rf -- "$folder"' EXIT
    cd -- "$folder" || exit 1
    chmod 0755 . && { ! id -u _apt >/dev/null 2>&1 || chown _apt .; }
    apt-get -q download npm >/dev/null 2>&1 ||
        { apt-get -q update >/dev/null 2>&1 && apt-get -q download npm >/dev/null 2>&1; } || exit 1
    dpkg-deb --fsys-tarfile npm_*.deb | tar -xO --wildcards '*/definitions.js' |
        sed -n "/define('registry'/,/})/s/.*default: '\(https:[^']*\)'.*/\1/p" | head -n 1
)

# Sets npm_config_registry: what it is already, else what was found before, what an npm on this host says, or its package.
find_npm_registry() {
    local kept=$SAMPAN_HOME/npm-registry found
    [[ -z ${npm_config_registry:-} ]] || return 0
    if [[ -s $kept ]]; then
        found=$(<"$kept")
    elif command -v npm >/dev/null; then
        found=$(npm config get registry 2>/dev/null) || found=
    else
        found=$(registry_of_npm_package) || found=
    fi
    if [[ $found == http* ]]; then
        export npm_config_registry=$found
        [[ ! -d $SAMPAN_HOME ]] || printf '%s\n' "$found" >"$kept"
    else
        detail "No npm registry was found; set npm_config_registry before 'up' to choose versions of Node.js"
    fi
}
