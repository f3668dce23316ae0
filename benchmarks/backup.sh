#!/usr/bin/env bash
# Times full backups, pulled by one and by two parallel curl, beside `tar cf - TREE | cat` of the same tree in the same run.
#
#   benchmarks/backup.sh JAR [DIRECTORY] [ROUNDS]
#
# Makes the trees in DIRECTORY (a temporary one if not named) with gen_tree.py: 50,000 small files, and about 1 GiB of mixed ones.
# Prints, for each round and the medians: seconds, and at the end the service's peak memory. The machine's caches are warm: every
# tree is read once before.
set -euo pipefail

jar=$(realpath "$1")
work=${2:-$(mktemp -d)}
rounds=${3:-3}
here=$(cd "$(dirname "$0")" && pwd)
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
port=${PORT:-18099}
url=http://127.0.0.1:$port
mkdir -p "$work"

for kind in small mixed; do
    if [ ! -d "$work/$kind" ]; then python3 "$here/gen_tree.py" "$kind" "$work/$kind"; fi
done

state=$(mktemp -d)
trap 'kill "$service" 2> /dev/null; wait "$service" 2> /dev/null || true; rm -rf "$state"' EXIT

begin_service() {
    "$java" ${JAVA_OPTS:-} -jar "$jar" --server.port="$port" --backup.data-directory="$state/data-$1" \
        --backup.bundles[0].name="bench.$1" --backup.bundles[0].directory="$work/$1" \
        --backup.bundles[0].version-code=1 --backup.bundles[0].version-name=1 > "$state/log" 2>&1 &
    service=$!
    for _ in $(seq 300); do
        if curl -sf "$url/api/v1/version" > /dev/null; then break; fi
        sleep 0.1
    done
    auth="Authorization: Bearer $(cat "$state/data-$1/token")"
}

# pull KIND WORKERS: a whole backup, its files thrown away; prints seconds from the append to the end of the bundle.
pull() {
    local kind=$1 workers=$2 id files more begun
    begun=$(date +%s.%N)
    id=$(curl -s -H "$auth" -H 'Content-Type: application/json' "$url/api/v1/sessions" \
        -d "{\"type\":\"backup\",\"bundles\":[{\"bundleName\":\"bench.$kind\",\"sendRate\":800}]}" | jq -r .sessionId)
    files=$url/api/v1/sessions/$id/files
    export auth url
    while true; do
        curl -s -H "$auth" "$files?state=ready&limit=50&wait=30" > "$state/page"
        jq -r '.files[] | .contentUrl' "$state/page" > "$state/urls"
        if [ ! -s "$state/urls" ]; then
            more=$(jq -r .more "$state/page")
            if [ "$more" = false ]; then break; fi
            continue
        fi
        # One curl process fetches and closes one file after the other, as an SDK would on one connection.
        split -n "l/$workers" "$state/urls" "$state/urls-"
        for part in "$state"/urls-*; do
            [ -s "$part" ] || continue
            between=
            while read -r path; do
                printf "$between"'url = "%s%s"\nheader = "%s"\noutput = "/dev/null"\n' "$url" "$path" "$auth"
                printf 'next\nurl = "%s%s"\nheader = "%s"\nrequest = "DELETE"\noutput = "/dev/null"\n' "$url" "$path" "$auth"
                between='next\n'
            done < "$part" > "$part.config"
            curl -s -K "$part.config" &
            pids+=($!)
        done
        wait "${pids[@]}"
        pids=()
        rm -f "$state"/urls-*
    done
    echo "$(date +%s.%N) $begun" | awk '{printf "%.2f\n", $1 - $2}'
    if [ "$(curl -s -H "$auth" "$url/api/v1/sessions/$id" | jq -r '.bundles[0].outcome')" != completed ]; then
        echo "the backup was not completed" >&2
        exit 1
    fi
    curl -s -X DELETE -H "$auth" "$url/api/v1/sessions/$id"
}
pids=()

seconds() { local begun; begun=$(date +%s.%N); "$@"; echo "$(date +%s.%N) $begun" | awk '{printf "%.2f\n", $1 - $2}'; }
tar_cat() { tar cf - -C "$work" "$1" | cat > /dev/null; }
median() { sort -n | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'; }

for kind in small mixed; do
    begin_service "$kind"
    tar_cat "$kind"
    pull "$kind" 1 > /dev/null # the JVM's first backup is its warm-up
    : > "$state/tar"; : > "$state/one"; : > "$state/two"
    for round in $(seq "$rounds"); do
        t=$(seconds tar_cat "$kind"); a=$(pull "$kind" 1); b=$(pull "$kind" 2)
        echo "$t" >> "$state/tar"; echo "$a" >> "$state/one"; echo "$b" >> "$state/two"
        echo "$kind round $round: tar|cat $t s, one curl $a s, two curl $b s"
    done
    awk -v kind="$kind" -v t="$(median < "$state/tar")" -v a="$(median < "$state/one")" -v b="$(median < "$state/two")" \
        'BEGIN {printf "%s median: tar|cat %.2f s, one curl %.2f s (%.2f times), two curl %.2f s (%.2f times)\n", kind, t, a, a / t, b, b / t}'
    echo "$kind peak memory of the service: $(awk '/VmHWM/ {printf "%d MiB", $2 / 1024}' "/proc/$service/status")"
    kill "$service"; wait "$service" 2> /dev/null || true
done
