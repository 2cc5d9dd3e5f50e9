#!/bin/bash
# The first program of a build container: asks the buildpacks whose app this is, then compiles and releases it.
#
# Which buildpack it will be is guessed by the caller, because the guess decides on the image that this runs in. When
# the guess was wrong nothing is compiled, and the caller starts again with the right one.
#
# Usage: build.sh GUESS NAME...
# Writes below /out: `buildpack`, the name; `stage`, what is being done; `release.yml`, what bin/release printed.
set -u
guess=$1
shift
packs=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
umask 022

echo detect >/out/stage
found=
for name; do
    if shown=$("$packs/$name/bin/detect" /app 2>/out/detect.log); then
        found=$name
        break
    fi
done
printf '%s\n' "$found" >/out/buildpack
if [[ -z $found ]]; then
    exit 1
fi
if [[ $found != "$guess" ]]; then
    exit 0
fi

echo compile >/out/stage
echo "-----> $shown app detected"
"$packs/$found/bin/compile" /app /cache /env || exit

echo release >/out/stage
"$packs/$found/bin/release" /app >/out/release.yml || exit

echo done >/out/stage
