#!/bin/bash
# The first program of the container in which a Dockerfile is built: buildah does it, with its steps in chroots.
#
# Usage: dockerfile.sh fetch [--tls-verify=BOOL IMAGE]...   fetches images with the logins in /logins/auth.json
#        dockerfile.sh build DOCKERFILE [OPTION-OF-BUILDAH...]
# Reads the app's files below /app, keeps layers in /cache, and writes below /out: `image.tar`, what docker save would
# write; `stage`, what is being done.
set -eu
action=$1
shift
settings=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/dockerfile" && pwd)
umask 022

# The user namespace is there already, made by the host: buildah has to take it for what it would have made itself.
export _CONTAINERS_USERNS_CONFIGURED=done BUILDAH_ISOLATION=chroot HOME=/var/tmp
export CONTAINERS_CONF=$settings/containers.conf CONTAINERS_REGISTRIES_CONF=$settings/registries.conf
export CONTAINERS_STORAGE_CONF=$settings/storage.conf
options=(--root /cache/storage --runroot /run/buildah --storage-driver overlay)

# Layers of earlier builds are worth their room only while there is some.
if [[ ! -e /out/stage && -d /cache/storage ]] && (($(df --output=pcent /cache | tail -n 1 | tr -dc 0-9) >= 80)); then
    echo "-----> Removing the layers of earlier builds, as the app's disk is nearly full"
    rm -rf /cache/storage
fi

echo "$action" >/out/stage
if [[ $action == fetch ]]; then
    while (($# > 1)); do
        echo "-----> Fetching $2"
        buildah "${options[@]}" pull --quiet --policy always "$1" --authfile /logins/auth.json \
            --signature-policy "$settings/policy.json" "$2" >/dev/null
        shift 2
    done
    echo done >/out/stage
    exit
fi
dockerfile=$1
shift

# Images that are here already and cannot be asked for again, without a login, are taken as they are.
buildah "${options[@]}" bud --isolation chroot --layers --format docker --network host \
    --signature-policy "$settings/policy.json" --file "$dockerfile" --tag app:latest "$@" /app

echo export >/out/stage
buildah "${options[@]}" push --quiet --signature-policy "$settings/policy.json" app:latest \
    docker-archive:/out/image.tar:app:latest

echo done >/out/stage
