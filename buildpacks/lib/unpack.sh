#!/bin/bash
# Unpacks Node.js and npm, as the npm registry has them, to where programs of no package belong.
#
# Reads /downloads/NAME.tgz, writes below /layer.
set -eu -o pipefail
umask 022
prefix=/layer/usr/local

for file in /downloads/*.tgz; do
    name=$(basename -- "$file" .tgz)
    case $name in
        node-linux-*)
            mkdir -p "$prefix/bin" "$prefix/share/doc/node"
            tar -xzf "$file" --no-same-owner --strip-components=2 -C "$prefix/bin" package/bin/node
            tar -xzf "$file" --no-same-owner --strip-components=1 -C "$prefix/share/doc/node" package/LICENSE
            ;;
        npm)
            mkdir -p "$prefix/bin" "$prefix/lib/node_modules/npm"
            tar -xzf "$file" --no-same-owner --strip-components=1 -C "$prefix/lib/node_modules/npm"
            rm -rf "$prefix/lib/node_modules/npm"/{man,docs}
            ln -s ../lib/node_modules/npm/bin/npm-cli.js "$prefix/bin/npm"
            ln -s ../lib/node_modules/npm/bin/npx-cli.js "$prefix/bin/npx"
            ;;
        *)
            echo " !     '$name' is not known here"
            exit 1
            ;;
    esac
done
chmod -R u=rwX,go=rX "$prefix"
chmod 755 "$prefix/bin/node" "$prefix"/lib/node_modules/npm/bin/*

# A stack that was made for older versions lacks a library that newer ones need.
if ! "$prefix/bin/node" --version >/dev/null 2>&1; then
    echo "Fetching the libraries that Node.js needs"
    sandbox=(-o APT::Sandbox::User=root -o Acquire::Retries=3)
    cd /var/tmp
    apt-get "${sandbox[@]}" -qq update
    apt-get "${sandbox[@]}" -qq download libatomic1 libstdc++6
    for file in ./*.deb; do dpkg-deb --extract "$file" /layer; done
    # The container itself gets them, too, for the test below.
    for file in ./*.deb; do dpkg-deb --extract "$file" /; done
fi
"$prefix/bin/node" --version
