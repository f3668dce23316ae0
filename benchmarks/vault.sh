#!/usr/bin/env bash
# Times snapshots of the service's own repositories (SnapshotBenchmark, in one warm JVM) beside `restic --no-cache backup` of the same tree, in
# the same rounds: everything, nothing changed, and 1 % changed (mutate_tree.py; of the large files one block of 4 KiB).
#
#   benchmarks/vault.sh CLASSPATH [DIRECTORY] [ROUNDS]
#
# CLASSPATH has the classes, the test classes and their dependencies. Makes the trees in DIRECTORY (a temporary one if not named) with gen_tree.py,
# and works on copies of them. Prints seconds and processor time. restic checks each repository at the end. Caches are warm.
set -euo pipefail

classpath=$1
work=${2:-$(mktemp -d)}
rounds=${3:-3}
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$work"
state=$(mktemp -d -p "$work")
# In memory, where it can be, as for backup.sh.
repositories=$(mktemp -d -p "$(test -w /dev/shm && echo /dev/shm || echo "$state")")
export RESTIC_PASSWORD=x TIMEFORMAT='%R s, %U + %S s of processors'
trap 'kill "${BENCHMARK_PID:-}" 2> /dev/null || true; rm -rf "$state" "$repositories"' EXIT

coproc BENCHMARK { exec java --enable-native-access=ALL-UNNAMED -Xmx512m -cp "$classpath" io.bundlebackup.vault.work.SnapshotBenchmark 2> "$state/errors"; }

ours() {
    local line
    echo "$1 $2" >&"${BENCHMARK[1]}"
    read -r -t 900 line <&"${BENCHMARK[0]}" || { cat "$state/errors"; return 1; }
    echo "$kind $3: service $line"
}
theirs() {
    echo -n "$kind $3: restic "
    time restic -q --no-cache -r "$2" backup "$1"
}
both() {
    theirs "$state/tree" "$repositories/restic" "$1"
    ours "$state/tree" "$repositories/service" "$1"
}
change() {
    if [ "$kind" = big ]; then
        dd if=/dev/urandom of="$(find "$state/tree" -type f | sort | head -1)" bs=4096 count=1 seek=$((25000 + $1)) conv=notrunc status=none
    else
        python3 "$here/mutate_tree.py" "$state/tree" --seed "$1" > /dev/null
    fi
}

for kind in small mixed big; do
    if [ ! -d "$work/$kind" ]; then python3 "$here/gen_tree.py" "$kind" "$work/$kind"; fi
    cp -a "$work/$kind" "$state/tree"
    if [ "$kind" = small ]; then
        for _ in 1 2 3; do ours "$state/tree" "$repositories/warm" warm > /dev/null; rm -rf "$repositories"/warm*; done # a JVM has to get warm
    fi
    sync -f "$state"
    sleep 3 # what is younger than two seconds is compared again
    for round in $(seq "$rounds"); do
        rm -rf "${repositories:?}"/*
        restic -q --no-cache -r "$repositories/restic" init --repository-version 2
        both everything
        both nothing
        change "$round"
        sleep 3
        both changes
    done
    restic -q --no-cache -r "$repositories/service" check
    rm -rf "$state/tree"
done
