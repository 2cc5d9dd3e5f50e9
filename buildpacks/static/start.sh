#!/bin/bash
# Starts the web server of a static site on $PORT. Addresses that are no file are answered with $STATIC_FALLBACK, which
# single-page applications set to index.html.
set -eu
fallback==404
if [[ -n ${STATIC_FALLBACK:-} ]]; then
    fallback=/${STATIC_FALLBACK#/}
    root=$(sed -n 's/^ *root \(.*\);$/\1/p' /app/.sampan/nginx.conf)
    if [[ ! $fallback =~ ^/[A-Za-z0-9._/-]+$ || $fallback == *..* || ! -f $root$fallback ]]; then
        echo "STATIC_FALLBACK names '$STATIC_FALLBACK', which is not a file of the site" >&2
        exit 1
    fi
fi
sed -e "s/@PORT@/${PORT:?}/" -e "s|@FALLBACK@|$fallback|" /app/.sampan/nginx.conf >/tmp/nginx.conf
exec nginx -e stderr -c /tmp/nginx.conf
