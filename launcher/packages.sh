# shellcheck shell=bash
# Host packages: config/packages/*.txt name them, one per line, as PACKAGE or PACKAGE:PROGRAM.

lists_updated=

update_package_lists() {
    [[ -z $lists_updated ]] || return 0
    step "Updating the package lists"
    logged "apt-get update" apt-get -q update
    lists_updated=yes
}

apt_install() {
    step "Installing host packages: $*"
    # Nothing that is installed may go: on a host with another vendor's runc, Debian's would replace it.
    logged "apt-get install" env DEBIAN_FRONTEND=noninteractive \
        apt-get -q -y --no-install-recommends --no-remove -o Dpkg::Options::=--force-confold install "$@"
}

# Prints the packages of a list that are neither installed nor present as their program.
missing_packages() {
    local -A installed=()
    local line package program
    while read -r package line; do
        [[ $line == installed ]] && installed[$package]=yes
    done < <(dpkg-query -W -f='${Package} ${db:Status-Status}\n' 2>/dev/null)
    while IFS= read -r line || [[ -n $line ]]; do
        line=${line%%#*}
        line=${line//[[:space:]]/}
        [[ -n $line ]] || continue
        package=${line%%:*}
        program=${line#*:}
        [[ ${installed[$package]:-} == yes ]] && continue
        [[ $line == *:* ]] && command -v "$program" >/dev/null && continue
        printf '%s\n' "$package"
    done <"$1"
}

ensure_packages() {
    local -a missing
    mapfile -t missing < <(missing_packages "$ROOT/config/packages/$1.txt")
    ((${#missing[@]})) || return 0
    command -v apt-get >/dev/null ||
        die "These host packages are missing and there is no apt-get to install them: ${missing[*]}"
    update_package_lists
    apt_install "${missing[@]}"
}
