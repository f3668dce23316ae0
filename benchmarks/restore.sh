#!/usr/bin/env bash
# Times restores, sent by one client over one connection (push.py), from its first PUT to the end of the bundle, when the new tree is durable and
# in place; beside `tar x` and `sync -f`, and `rsync -a` and `sync -f`, of the same tree in the same rounds on the same file system.
#
#   benchmarks/restore.sh JAR [DIRECTORY] [ROUNDS]
#
# Makes the trees in DIRECTORY (a temporary one if not named) as backup.sh does. Prints the seconds of each round, the medians, and the
# service's peak memory. Before each step what is left to write is written, so that nobody pays for another.
set -euo pipefail

jar=$(realpath "$1")
work=${2:-$(mktemp -d)}
rounds=${3:-5}
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$work"
state=$(mktemp -d -p "$work")
# shellcheck source=benchmarks/service.sh
. "$here/service.sh"
trap 'end_service; rm -rf "$state"' EXIT

clear() { rm -rf "$state/x"; mkdir "$state/x"; sync -f "$state"; }
untar() { tar xf "$state/$1.tar" -C "$state/x" && sync -f "$state/x"; }
copy() { rsync -a "$work/$1/" "$state/x/" && sync -f "$state/x"; }
push() { python3 "$here/push.py" "$url" "$token" "bench.$1" "$state/backup/bench.$1" "bench.target" 2> /dev/null; }

for kind in small mixed; do
    if [ ! -d "$work/$kind" ]; then python3 "$here/gen_tree.py" "$kind" "$work/$kind"; fi
    tar cf "$state/$kind.tar" -C "$work" "$kind"
    mkdir -p "$state/$kind/target"
    begin_service "$kind" "$work/$kind" --backup.bundles[1].name=bench.target \
        --backup.bundles[1].directory="$state/$kind/target" --backup.bundles[1].version-code=1 \
        --backup.bundles[1].version-name=1 --backup.restore.keep-previous=0
    BACKUP_URL=$url BACKUP_TOKEN=$token "$here/../http-examples/backup.sh" "bench.$kind" "$state/backup" 2> /dev/null
    for _ in 1 2 3; do push "$kind" > /dev/null; done # a JVM has to get warm
    : > "$state/t"; : > "$state/r"; : > "$state/p"
    for round in $(seq "$rounds"); do
        clear; t=$(seconds untar "$kind")
        clear; r=$(seconds copy "$kind")
        clear; p=$(push "$kind")
        echo "$t" >> "$state/t"; echo "$r" >> "$state/r"; echo "$p" >> "$state/p"
        echo "$kind round $round: tar x + sync $t s, rsync + sync $r s, restore $p s"
    done
    awk -v kind="$kind" -v t="$(median < "$state/t")" -v r="$(median < "$state/r")" -v p="$(median < "$state/p")" \
        'BEGIN {printf "%s medians: tar x + sync %.2f s, rsync + sync %.2f s, restore %.2f s (%.2f times tar x, %.2f times rsync)\n",
            kind, t, r, p, p / t, p / r}'
    echo "$kind peak memory of the service: $(awk '/VmHWM/ {printf "%d MiB", $2 / 1024}' "/proc/$service/status")"
    end_service
done
