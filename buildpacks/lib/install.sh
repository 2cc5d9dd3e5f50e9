#!/bin/bash
# Installs packages into the running root file system and copies everything that changed to /layer.
#
# Usage: install.sh PACKAGE...
set -eu -o pipefail
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8
sandbox=(-o APT::Sandbox::User=root)

# What is older than this file came with the image.
touch /tmp/.before
sleep 0.05

# No service is started during the installation, and nobody reads manuals in a container.
printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d
chmod 755 /usr/sbin/policy-rc.d
cat >/etc/dpkg/dpkg.cfg.d/without-manuals <<'END'
path-exclude=/usr/share/doc/*
path-include=/usr/share/doc/*/copyright
path-exclude=/usr/share/man/*
path-exclude=/usr/share/info/*
path-exclude=/usr/share/locale/*
END

# Packages with alternatives link their manuals, which are left out, and fail without the folders.
mkdir -p /usr/share/man/man{1,2,3,4,5,6,7,8}

echo "Reading package lists"
apt-get "${sandbox[@]}" -q update | { grep -v '^Hit:\|^Ign:\|^Get:\|^Reading' || true; }

# apt fetches one file after another from a server; hundreds of small ones are fetched eight at a time. What this leaves
# out, or what is damaged, apt fetches itself: it checks the digest of every package before it unpacks it.
archives=/var/cache/apt/archives
apt-get "${sandbox[@]}" -q -y --no-install-recommends --print-uris install "$@" |
    sed -n "s|^'\([^']*\)' \([^ /]*\.deb\) .*|\1 $archives/\2|p" >/tmp/.packages
echo "Fetching $(wc -l </tmp/.packages) packages"
xargs -r -P 8 -L 1 /usr/lib/apt/apt-helper "${sandbox[@]}" download-file </tmp/.packages >/dev/null 2>&1 || true

echo "Installing"
apt-get "${sandbox[@]}" -q -y --no-install-recommends -o Dpkg::Options::=--force-unsafe-io -o Dpkg::Use-Pty=0 \
    -o Acquire::Retries=3 install "$@" |
    { grep -v '^Get:\|^(Reading database\|^Preparing to unpack\|^Selecting previously\|^Unpacking\|^Setting up\|^Adding .diversion\|^update-alternatives: using\|^Processing triggers\|^  ' || true; }

rm -f /usr/sbin/policy-rc.d /etc/dpkg/dpkg.cfg.d/without-manuals
rm -rf /var/lib/apt/lists /var/cache/apt /var/cache/debconf/*-old /var/cache/ldconfig /var/log/apt /var/log/dpkg.log \
    /var/log/alternatives.log /var/lib/dpkg/*-old
mkdir -p /var/lib/apt/lists/partial /var/cache/apt/archives/partial

# Files of a layer all have the same time, so compiled Python must not depend on the time of its source.
if command -v python3 >/dev/null; then
    echo "Compiling Python's library"
    python3 -m compileall -q -j 0 --invalidation-mode unchecked-hash -f /usr/lib/python3 /usr/lib/python3.* >/dev/null || true
fi

echo "Packing"
find / -xdev -mindepth 1 \( -path /layer -o -path /tmp -o -path /proc -o -path /sys -o -path /dev -o -path /run \
    -o -path /packs \) -prune -o -newercc /tmp/.before ! -type s -printf '%P\0' >/tmp/.changed
tar -C / --no-recursion --null --verbatim-files-from --files-from=/tmp/.changed --numeric-owner -cf - |
    tar -C /layer --numeric-owner -xpf -
