#!/usr/bin/env bash
# Times restores, sent by one client over one connection (push.py), from its first PUT to the end of the bundle, when the new tree is durable and
# in place; beside `rsync -a` of the same tree to an rsync daemon, and `sync -f`, in the same rounds on the same file system.
#
#   benchmarks/restore.sh JAR [DIRECTORY] [ROUNDS] [KIND...]
#
# KIND is small, mixed, big, or all of them if none is named. Makes the trees in DIRECTORY (a temporary one if not named) with gen_tree.py, SCALE
# times as large as usual (1 if not set). Prints the seconds of each round with the service's processor time, the medians, and the service's peak
# memory. Before each step what is left to write is written, so that nobody pays for another.
set -euo pipefail

jar=$(realpath "$1")
work=${2:-$(mktemp -d)}
rounds=${3:-5}
kinds=("${@:4}")
if [ ${#kinds[@]} -eq 0 ]; then kinds=(small mixed big); fi
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$work"
state=$(mktemp -d -p "$work")
daemon=
# shellcheck source=benchmarks/service.sh
. "$here/service.sh"
end_daemon() { if [ -n "$daemon" ]; then kill "$daemon"; fi; }
trap 'end_service; end_daemon; rm -rf "$state"' EXIT

mkdir "$state/x"
printf '%s\n' "port = $((port + 1))" 'address = 127.0.0.1' 'use chroot = no' 'reverse lookup = no' "pid file = $state/rsync.pid" \
    '[x]' "path = $state/x" 'read only = no' "uid = $(id -u)" "gid = $(id -g)" > "$state/rsync.conf"
rsync --daemon --no-detach --config="$state/rsync.conf" &
daemon=$!

clear() { rm -rf "$state/x"; mkdir "$state/x"; sync -f "$state"; }
copy() { rsync -a "$work/$1/" "rsync://127.0.0.1:$((port + 1))/x/" && sync -f "$state/x"; }
push() { python3 "$here/push.py" "$url" "$token" "bench.$1" "$state/backup/bench.$1" "bench.target" 2> /dev/null; }

for kind in "${kinds[@]}"; do
    if [ ! -d "$work/$kind" ]; then python3 "$here/gen_tree.py" "$kind" "$work/$kind" --scale "${SCALE:-1}"; fi
    mkdir -p "$state/$kind/target"
    begin_service "$kind" "$work/$kind" --backup.bundles[1].name=bench.target \
        --backup.bundles[1].directory="$state/$kind/target" --backup.bundles[1].version-code=1 \
        --backup.bundles[1].version-name=1 --backup.restore.keep-previous=0
    BACKUP_URL=$url BACKUP_TOKEN=$token "$here/../http-examples/backup.sh" "bench.$kind" "$state/backup" 2> /dev/null
    for _ in 1 2 3; do push "$kind" > /dev/null; done # a JVM has to get warm
    : > "$state/r"; : > "$state/p"; : > "$state/c"
    for round in $(seq "$rounds"); do
        clear; r=$(seconds copy "$kind")
        clear; before=$(cpu "$service"); p=$(push "$kind"); c=$(echo "$(cpu "$service") $before" | awk '{printf "%.2f", $1 - $2}')
        echo "$r" >> "$state/r"; echo "$p" >> "$state/p"; echo "$c" >> "$state/c"
        echo "$kind round $round: rsync + sync $r s, restore $p s (processor time of the service $c s)"
    done
    awk -v kind="$kind" -v r="$(median < "$state/r")" -v p="$(median < "$state/p")" -v c="$(median < "$state/c")" \
        'BEGIN {printf "%s medians: rsync + sync %.2f s, restore %.2f s (%.2f times rsync), processor time of the service %.2f s\n",
            kind, r, p, p / r, c}'
    echo "$kind peak memory of the service: $(awk '/VmHWM/ {printf "%d MiB", $2 / 1024}' "/proc/$service/status")"
    end_service
    rm -rf "$state/backup" "$state/data-$kind" "${state:?}/$kind"
done
