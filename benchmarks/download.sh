#!/usr/bin/env bash
# Processor time of a download of 2 GiB from the service beside nginx with sendfile, in the same rounds: of a big file, which is sent from
# where it lies, and of parts, which are sent from the staging area. Only the server's own processes count, not curl.
#
#   benchmarks/download.sh JAR [ROUNDS]
set -euo pipefail

jar=$(realpath "$1")
rounds=${2:-5}
here=$(cd "$(dirname "$0")" && pwd)
state=$(mktemp -d)
# shellcheck source=benchmarks/service.sh
. "$here/service.sh"
web=$((port + 1))
trap 'end_service; kill "$(cat "$state/nginx.pid" 2> /dev/null)" 2> /dev/null || true; rm -rf "$state"' EXIT

mkdir "$state/big" "$state/parts"
head -c 2G /dev/urandom > "$state/big/file.bin"
for i in $(seq 1100); do head -c 2000000 "$state/big/file.bin" > "$state/parts/$i"; done
chmod -R a+rX "$state"

cat > "$state/nginx.conf" << END
pid $state/nginx.pid;
error_log $state/nginx.log;
worker_processes 1;
events {}
http {
    sendfile on;
    access_log off;
    client_body_temp_path $state/t1; proxy_temp_path $state/t2; fastcgi_temp_path $state/t3; uwsgi_temp_path $state/t4; scgi_temp_path $state/t5;
    server { listen 127.0.0.1:$web; root $state/big; }
}
END
nginx -c "$state/nginx.conf"
worker=$(pgrep -P "$(cat "$state/nginx.pid")")

# spent BYTES PID COMMAND…: processor seconds a GiB that the process used meanwhile.
spent() {
    local bytes=$1 pid=$2 before
    shift 2
    before=$(cpu "$pid")
    "$@"
    echo "$(cpu "$pid") $before $bytes" | awk '{printf "%.3f\n", ($1 - $2) / $3 * 2 ^ 30}'
}

fetch() { for path in "$@"; do curl -sf -H "$auth" -o /dev/null "$path"; done; }

compare() {
    local kind=$1 id bytes paths
    begin_service "$kind" "$state/$kind"
    id=$(append "$kind")
    await_bundle "$id" .phase waitingForClient
    curl -s -H "$auth" "$url/api/v1/sessions/$id/files?limit=100" > "$state/page"
    bytes=$(jq '[.files[] | select(.size > 1000000) | .size] | add' "$state/page")
    mapfile -t paths < <(jq -r --arg url "$url" '.files[] | select(.size > 1000000) | $url + .contentUrl' "$state/page")
    for _ in 1 2 3; do fetch "${paths[@]}"; done
    : > "$state/nginx"; : > "$state/service"
    for round in $(seq "$rounds"); do
        n=$(spent $((2 << 30)) "$worker" fetch "http://127.0.0.1:$web/file.bin"); s=$(spent "$bytes" "$service" fetch "${paths[@]}")
        echo "$n" >> "$state/nginx"; echo "$s" >> "$state/service"
        echo "$kind round $round: nginx $n s/GiB, service $s s/GiB"
    done
    awk -v kind="$kind" -v n="$(median < "$state/nginx")" -v s="$(median < "$state/service")" \
        'BEGIN {printf "%s medians: nginx %.3f, service %.3f processor seconds a GiB (%.2f times)\n", kind, n, s, s / n}'
    end_service
}

compare big
compare parts
