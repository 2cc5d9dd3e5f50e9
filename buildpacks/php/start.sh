#!/bin/bash
# Starts PHP's process manager and a web server before it; when one of them ends, so does the other.
set -eu
memory=
for file in /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes; do
    if [[ -r $file ]]; then
        memory=$(<"$file")
        break
    fi
done
# A process takes up to 128 MiB; half of that on average.
children=4
if [[ $memory =~ ^[0-9]{7,14}$ ]]; then children=$((memory / 67108864)); fi
((children >= 2)) || children=2
((children <= 64)) || children=64
sed "s/@CHILDREN@/${WEB_CONCURRENCY:-$children}/" /app/.sampan/php-fpm.conf >/tmp/php-fpm.conf
sed "s/@PORT@/${PORT:?}/" /app/.sampan/nginx.conf >/tmp/nginx.conf

trap 'kill -QUIT $(jobs -p) 2>/dev/null' TERM INT QUIT
"$(ls /usr/sbin/php-fpm* | head -n 1)" --nodaemonize --fpm-config /tmp/php-fpm.conf &
manager=$!
# The first request must find it.
while [[ ! -S /tmp/php-fpm.sock ]] && kill -0 "$manager" 2>/dev/null; do sleep 0.05; done
nginx -e stderr -c /tmp/nginx.conf &
code=0
wait -n || code=$?
kill -QUIT $(jobs -p) 2>/dev/null || true
wait
exit "$code"
