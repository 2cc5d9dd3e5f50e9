#!/bin/bash
# The first program of a build container: finds out whose app this is, then lets the buildpacks compile and release it.
#
# Usage: build.sh detect GUESS NAME...  asks the buildpacks in order; the first that wants the app gets it. Which one it
#            will be is guessed by the caller, because the guess decides on the image that this runs in. When the guess
#            was wrong nothing is compiled, and the caller starts again with the right one.
#        build.sh chosen NAME...        uses all of these in order, each of which has to want the app.
# Writes below /out: `buildpack`, the name; `stage`, what is being done; `release-NAME.yml`, what bin/release printed.
set -u
mode=$1
shift
packs=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
umask 022

# Where the files of a buildpack are.
place() {
    if [[ -d /fetched/$1 ]]; then echo "/fetched/$1"; else echo "$packs/$1"; fi
}

# Compiles with one buildpack; what its `export` sets is there for those after it.
compile() {
    local name=$1 title=$2 place
    place=$(place "$name")
    echo compile >/out/stage
    echo "-----> $title app detected"
    mkdir -p "/cache/$name"
    "$place/bin/compile" /app "/cache/$name" /env || exit
    if [[ -f $place/export ]]; then
        set +u
        source "$place/export"
        set -u
    fi
    echo release >/out/stage
    if [[ -x $place/bin/release ]]; then
        "$place/bin/release" /app >"/out/release-$name.yml" || exit
    fi
}

echo detect >/out/stage
case $mode in
    detect)
        guess=$1
        shift
        found=
        for name; do
            if shown=$("$packs/$name/bin/detect" /app 2>/out/detect.log); then
                found=$name
                break
            fi
        done
        printf '%s\n' "$found" >/out/buildpack
        [[ -n $found ]] || exit 1
        [[ $found == "$guess" ]] || exit 0
        compile "$found" "$shown"
        ;;
    chosen)
        # Buildpacks may write to their own folder, above all a file named `export`.
        cp -r -- "$packs" /var/tmp/packs && packs=/var/tmp/packs
        # So each can tell whether others come after it.
        export SAMPAN_BUILDPACKS="$*"
        for name; do
            if ! shown=$("$(place "$name")/bin/detect" /app); then
                [[ -z $shown ]] || echo "$shown"
                echo " !     Buildpack '$name' was chosen but does not want this app"
                exit 1
            fi
            compile "$name" "$shown"
            echo detect >/out/stage
        done
        ;;
esac

# What app.json wants to be done with the finished app, in its own environment; what it changes is part of the image.
if [[ -n ${SAMPAN_PREDEPLOY:-} ]]; then
    echo predeploy >/out/stage
    echo "-----> Executing predeploy task from app.json: $SAMPAN_PREDEPLOY"
    source "$packs/lib/common.sh"
    export_env /env
    export PATH=/app/bin:/app/node_modules/.bin:/app/.venv/bin:$PATH
    cd /app
    set +u
    for file in .profile.d/*.sh; do [[ -f $file ]] && source "$file"; done
    if ! bash -c "$SAMPAN_PREDEPLOY"; then
        echo " !     The predeploy task '$SAMPAN_PREDEPLOY' of app.json failed"
        exit 1
    fi
fi

echo done >/out/stage
