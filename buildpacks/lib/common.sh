# What the buildpacks share; to be sourced.

# A new part of the work.
step() { echo "-----> $*"; }

# Something to look at.
warn() { echo " !     $*"; }

# Ends the build with the cause.
fail() {
    local text
    for text; do warn "$text"; done
    exit 1
}

# Exports the app's variables, one file each in ENV_DIR, but for those that would break the build itself.
export_env() {
    local file name
    [[ -d $1 ]] || return 0
    for file in "$1"/*; do
        name=${file##*/}
        case $name in
            PATH | HOME | PWD | SHELL | IFS | BASH_ENV | ENV | LD_* | GIT_* | PORT | DYNO | '*') continue ;;
        esac
        [[ -f $file ]] && export "$name=$(<"$file")"
    done
}
