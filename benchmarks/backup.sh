#!/usr/bin/env bash
# Times full backups, pulled by one client over one connection (pull.py), beside `tar cf - TREE | cat` and `rsync -a TREE EMPTY` of the same tree in
# the same rounds.
#
#   benchmarks/backup.sh JAR [DIRECTORY] [ROUNDS]
#
# Makes the trees in DIRECTORY (a temporary one if not named) with gen_tree.py: 50,000 small files, and about 1 GiB of mixed ones.
# Prints the seconds of each round, the medians, and the service's peak memory. Caches are warm.
set -euo pipefail

jar=$(realpath "$1")
work=${2:-$(mktemp -d)}
rounds=${3:-5}
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$work"
state=$(mktemp -d)
# shellcheck source=benchmarks/service.sh
. "$here/service.sh"
# In memory, where it can be: a disk that still writes the last round's copy would tell more of itself than of rsync.
empty=$(mktemp -d -p "$(test -w /dev/shm && echo /dev/shm || echo "$state")")
trap 'end_service; rm -rf "$state" "$empty"' EXIT

tar_cat() { tar cf - -C "$work" "$1" | cat > /dev/null; }
copy() { rsync -a "$work/$1/" "$empty/copy/"; }

for kind in small mixed; do
    if [ ! -d "$work/$kind" ]; then python3 "$here/gen_tree.py" "$kind" "$work/$kind"; fi
    begin_service "$kind" "$work/$kind"
    tar_cat "$kind"
    for _ in 1 2 3 4 5; do pull "$kind" > /dev/null; done # a JVM has to get warm
    : > "$state/tar"; : > "$state/rsync"; : > "$state/pull"
    for round in $(seq "$rounds"); do
        t=$(seconds tar_cat "$kind"); r=$(seconds copy "$kind"); rm -rf "$empty/copy"; p=$(pull "$kind")
        echo "$t" >> "$state/tar"; echo "$r" >> "$state/rsync"; echo "$p" >> "$state/pull"
        echo "$kind round $round: tar|cat $t s, rsync $r s, backup $p s"
    done
    awk -v kind="$kind" -v t="$(median < "$state/tar")" -v r="$(median < "$state/rsync")" -v p="$(median < "$state/pull")" \
        'BEGIN {printf "%s medians: tar|cat %.2f s, rsync %.2f s, backup %.2f s (%.2f times tar|cat, %.2f times rsync)\n",
            kind, t, r, p, p / t, p / r}'
    echo "$kind peak memory of the service: $(awk '/VmHWM/ {printf "%d MiB", $2 / 1024}' "/proc/$service/status")"
    end_service
done
