#!/usr/bin/env bash
# Times incremental backups of 50,000 small files, pulled by one client over one connection (pull.py): when nothing changed, and when 1 % did
# (mutate_tree.py); beside `find -printf` of everything that a scan looks at, `rsync -a` to the copy of the round before, and `restic backup`, if
# there is one, of the same tree in the same rounds.
#
#   benchmarks/increment.sh JAR [DIRECTORY] [ROUNDS]
#
# Makes the tree in DIRECTORY (a temporary one if not named) with gen_tree.py, and works on a copy of it. Prints the seconds of each round, the
# medians, what was transferred, and the service's peak memory. Caches are warm.
set -euo pipefail

jar=$(realpath "$1")
work=${2:-$(mktemp -d)}
rounds=${3:-5}
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$work"
state=$(mktemp -d -p "$work")
# shellcheck source=benchmarks/service.sh
. "$here/service.sh"
# In memory, where it can be, as for backup.sh.
copy=$(mktemp -d -p "$(test -w /dev/shm && echo /dev/shm || echo "$state")")
trap 'end_service; rm -rf "$state" "$copy"' EXIT

look() { find "$state/tree" -printf '%s %T@ %C@ %i\n' > /dev/null; }
sync_copy() { rsync -a --delete "$state/tree/" "$copy/tree/"; }
restic_backup() {
    RESTIC_PASSWORD=x restic -q --cache-dir "$copy/cache" -r "$copy/restic" backup "$state/tree"
}
increment() { python3 "$here/pull.py" "$url" "$token" bench.tree "$state/manifest"; }

if [ ! -d "$work/small" ]; then python3 "$here/gen_tree.py" small "$work/small"; fi
cp -a "$work/small" "$state/tree"
sync -f "$state"
begin_service tree "$state/tree"
sync_copy
with_restic=
if command -v restic > /dev/null; then
    with_restic=yes
    RESTIC_PASSWORD=x restic -q --cache-dir "$copy/cache" -r "$copy/restic" init > /dev/null
    restic_backup
fi
sleep 3 # what is younger than two seconds is looked at again
for _ in $(seq 20); do increment > /dev/null; done # a JVM has to get warm

# Of all rounds of one kind.
measure() {
    local kind=$1 seed=$2 round f r i s
    : > "$state/f"; : > "$state/r"; : > "$state/i"; : > "$state/s"
    for round in $(seq "$rounds"); do
        if [ "$kind" = changed ]; then
            python3 "$here/mutate_tree.py" "$state/tree" --seed $((seed + round)) > /dev/null
            sync -f "$state"
            sleep 3
        fi
        f=$(seconds look); i=$(increment); r=$(seconds sync_copy)
        s=-; if [ -n "$with_restic" ]; then s=$(seconds restic_backup); fi
        echo "$f" >> "$state/f"; echo "$r" >> "$state/r"; echo "$i" >> "$state/i"; echo "$s" >> "$state/s"
        echo "$kind round $round: find $f s, increment, manifest (s), bytes of files, of the manifest: $i; rsync $r s, restic $s s"
    done
    awk -v kind="$kind" -v f="$(median < "$state/f")" -v r="$(median < "$state/r")" -v s="$(median < "$state/s")" \
        -v i="$(cut -d' ' -f1 "$state/i" | median)" -v m="$(cut -d' ' -f2 "$state/i" | median)" \
        -v b="$(cut -d' ' -f3 "$state/i" | median)" -v l="$(cut -d' ' -f4 "$state/i" | median)" \
        'BEGIN {printf "%s medians: find %.2f s, increment %.2f s and %.2f s for sending the manifest, rsync %.2f s, restic %s s\n",
            kind, f, i, m, r, s
            printf "%s: %.2f times find, %.2f times rsync; %.1f MB of files and %.1f MB of manifest came\n",
            kind, i / f, i / r, b / 1e6, l / 1e6}'
}

measure unchanged 0
measure changed 100
echo "peak memory of the service: $(awk '/VmHWM/ {printf "%d MiB", $2 / 1024}' "/proc/$service/status")"
end_service
