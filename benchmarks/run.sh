#!/usr/bin/env bash
# Prints the table of docs/benchmarks.md: backups and restores by the service beside GNU tar through a socket, an rsync daemon and restic, all in the
# same rounds on the same machine; and how long the service takes to start.
#
#   benchmarks/run.sh JAR [DIRECTORY] [ROUNDS] [ROW...]
#
# ROW is full-small, full-mixed, full-big, unchanged, changed, restore-small, restore-mixed, restore-big, start, vault-small, vault-mixed or vault-big;
# all if none is named. The rows of vaults are snapshots beside restic's (--no-cache), everything, nothing changed, a little changed, and a restore.
# ROUNDS is 3 if not named; the medians count. Makes the trees in DIRECTORY with gen_tree.py, SCALE times as large as usual (1 if not set), and
# writes everything there, up to 10 GB: without a DIRECTORY in memory (/dev/shm).
#
# The service's clients are pull.sh and push.sh, which are curl over PARALLEL connections (1 if not set). tar neither hashes nor lists what it sends:
# it is the floor. Times are wall times; what the programs read is cached; the JVM is warm, but for the start. Each step begins when what the step
# before wrote is on disk. The processor time is the service's own, without its client. Needs curl, jq, python3, rsync, and restic for its column.
set -euo pipefail
export LC_ALL=C

jar=$(realpath "$1")
work=${2:-$(mktemp -d -p "$(test -w /dev/shm && echo /dev/shm || echo /tmp)")}
rounds=${3:-3}
rows=("${@:4}")
if [ ${#rows[@]} -eq 0 ]; then
    rows=(full-small full-mixed full-big unchanged changed restore-small restore-mixed restore-big start vault-small vault-mixed vault-big)
fi
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$work"
state=$(mktemp -d -p "$work")
daemon='' receiver=''
# shellcheck source=benchmarks/service.sh
. "$here/service.sh"
end_process() { if [ -n "$1" ]; then kill "$1" 2> /dev/null || true; fi; }
trap 'end_service; end_process "$daemon"; end_process "$receiver"; rm -rf "$state"; [ -n "${2:-}" ] || rm -rf "$work"' EXIT

export RESTIC_PASSWORD=x RESTIC_REPOSITORY=$state/restic
restic() { command restic -q --cache-dir "$state/restic-cache" "$@" > /dev/null; }
has_restic=
if command -v restic > /dev/null; then has_restic=yes; fi

begin_daemon() {
    mkdir -p "$state/x"
    printf '%s\n' "port = $((port + 1))" 'address = 127.0.0.1' 'use chroot = no' 'reverse lookup = no' "pid file = $state/rsync.pid" \
        '[x]' "path = $state/x" 'read only = no' "uid = $(id -u)" "gid = $(id -g)" > "$state/rsync.conf"
    rsync --daemon --no-detach --config="$state/rsync.conf" &
    daemon=$!
}

# listen COMMAND…: runs it with the bytes of one connection as its input; returns when it listens.
listen() {
    rm -f "$state/listening" "$state/received"
    mkfifo "$state/received"
    python3 -c '
import os, socket, subprocess, sys
server = socket.create_server(("127.0.0.1", int(sys.argv[1])))
open(sys.argv[2], "w").close()
connection, _ = server.accept()
subprocess.run(sys.argv[4:], stdin=connection, check=True)
open(sys.argv[3], "w").write("all\n")' "$((port + 2))" "$state/listening" "$state/received" "$@" &
    receiver=$!
    until [ -e "$state/listening" ]; do sleep 0.01; done
}

# send COMMAND…: its output goes to the one that listens; until that has everything.
send() {
    "$@" > "/dev/tcp/127.0.0.1/$((port + 2))"
    read -r _ < "$state/received"
}

empty() { rm -rf "${state:?}/$1"; mkdir "$state/$1"; sync -f "$state"; }
tree() {
    if [ ! -d "$work/$1" ]; then python3 "$here/gen_tree.py" "$1" "$work/$1" --scale "${SCALE:-1}" >&2; fi
}

# note COLUMN VALUE: of this round.
note() { echo "$2" >> "$state/$1.column"; }
# timed COLUMN COMMAND…
timed() {
    local column=$1
    shift
    sync -f "$state"
    note "$column" "$(seconds "$@")"
}
# service_does COMMAND…: which prints its seconds, and perhaps more.
service_does() {
    local before answer
    sync -f "$state"
    before=$(cpu "$service")
    answer=$("$@")
    note service "${answer%% *}"
    note cpu "$(echo "$(cpu "$service") $before" | awk '{printf "%.2f", $1 - $2}')"
    if [ "$answer" != "${answer#* }" ]; then note bytes "$(echo "$answer" | awk '{print $2 + $3}')"; fi
}

# row NAME AIM: the line of the table.
row() {
    value() { if [ -e "$state/$1.column" ]; then median < "$state/$1.column"; else echo -; fi; }
    awk -v name="$1" -v aim="$2" -v t="$(value tar)" -v r="$(value rsync)" -v x="$(value restic)" -v s="$(value service)" -v c="$(value cpu)" \
        -v b="$(value bytes)" -v m="$(awk '/VmHWM/ {print int($2 / 1024)}' "/proc/$service/status")" \
        'BEGIN {printf "| %s | %s | %s | %s | %.2f (%.2f) | **%.2f** | %s | %s | %d |\n",
            name, t, r, x, s, c, s / r, aim, b == "-" ? b : sprintf("%.2f", b / 1e6), m}'
    rm -f "$state"/*.column
}

full() {
    tree "$1"
    begin_service "$1" "$work/$1" ${STAGING:+--backup.staging.max-size="$STAGING"}
    for _ in 1 2 3 4; do "$here/pull.sh" "$url" "$token" "bench.$1" > "$state/warm"; done
    for _ in $(seq "$rounds"); do
        listen sh -c 'exec cat > /dev/null'
        timed tar send tar cf - -C "$work/$1" .
        empty x; timed rsync rsync -a "$work/$1/" "rsync://127.0.0.1:$((port + 1))/x/"; empty x
        if [ -n "$has_restic" ]; then
            rm -rf "$state/restic" "$state/restic-cache"; restic init; timed restic restic backup "$work/$1"; rm -rf "$state/restic"
        fi
        service_does "$here/pull.sh" "$url" "$token" "bench.$1"
    done
    row "full, $1" "$2"
    end_service
    rm -rf "$state/data-$1"
}

# increments KIND AIM: of a copy of the small tree; KIND is unchanged or changed.
increments() {
    local seed=0
    tree small
    cp -a "$work/small" "$state/tree"
    begin_service tree "$state/tree"
    empty x; rsync -a "$state/tree/" "rsync://127.0.0.1:$((port + 1))/x/"
    tar cf /dev/null --listed-incremental="$state/listed" -C "$state/tree" .
    if [ -n "$has_restic" ]; then restic init; restic backup "$state/tree"; fi
    sleep 3 # what is younger than two seconds is looked at again
    for _ in $(seq 8); do "$here/pull.sh" "$url" "$token" bench.tree "$state/manifest" > "$state/warm"; done
    for _ in $(seq "$rounds"); do
        if [ "$1" = changed ]; then
            seed=$((seed + 1))
            python3 "$here/mutate_tree.py" "$state/tree" --seed $seed > "$state/mutated"
            sync -f "$state"
            sleep 3
        fi
        listen sh -c 'exec cat > /dev/null'
        timed tar send tar cf - --listed-incremental="$state/listed" -C "$state/tree" .
        timed rsync rsync -a --delete "$state/tree/" "rsync://127.0.0.1:$((port + 1))/x/"
        if [ -n "$has_restic" ]; then timed restic restic backup "$state/tree"; fi
        service_does "$here/pull.sh" "$url" "$token" bench.tree "$state/manifest"
    done
    row "small, $1" "$2"
    end_service
    rm -rf "$state"/{data-tree,tree,x,restic,restic-cache,listed,manifest}
}

restores() {
    tree "$1"
    mkdir -p "$state/target"
    begin_service "$1" "$work/$1" --backup.bundles[1].name=bench.target --backup.bundles[1].directory="$state/target" \
        --backup.bundles[1].version-code=1 --backup.bundles[1].version-name=1 --backup.restore.keep-previous=0
    BACKUP_URL=$url BACKUP_TOKEN=$token "$here/../http-examples/backup.sh" --quiet "bench.$1" "$state/backup"
    push() { "$here/push.sh" "$url" "$token" "bench.$1" "$state/backup/bench.$1" bench.target; }
    if [ -n "$has_restic" ]; then restic init; restic backup "$work/$1"; fi
    for _ in 1 2 3; do push "$1" > "$state/warm"; done
    for _ in $(seq "$rounds"); do
        empty x; listen tar xf - -C "$state/x"; timed tar send tar cf - -C "$work/$1" .
        empty x; timed rsync rsync -a "$work/$1/" "rsync://127.0.0.1:$((port + 1))/x/"; empty x
        if [ -n "$has_restic" ]; then timed restic restic restore latest --target "$state/x"; empty x; fi
        service_does push "$1"
    done
    row "restore, $1" "$2"
    end_service
    rm -rf "$state"/{"data-$1",backup,target,restic,restic-cache}
}

# first_answer OPTIONS…: the seconds of a start until the service answers, and its resident memory ten seconds later.
first_answer() {
    local begun=$EPOCHREALTIME
    "$java" "$@" --server.port="$port" --backup.data-directory="$state/data-start" --backup.bundles-directory="$state" > "$state/log" 2>&1 &
    service=$!
    until curl -sf "$url/api/v1/version" > "$state/discarded" || ! kill -0 "$service"; do sleep 0.1; done
    echo "$EPOCHREALTIME $begun" | awk '{printf "%.2f\n", $1 - $2}' >> "$state/start.column"
    sleep 10
    awk '/VmRSS/ {print int($2 / 1024)}' "/proc/$service/status" >> "$state/resident.column"
    end_service
}

starts() {
    "$java" -Djarmode=tools -jar "$jar" extract --destination "$state/app" > "$state/discarded"
    local app
    app=$state/app/$(basename "$jar")
    local headers=(-XX:+UseSerialGC -XX:+UseCompactObjectHeaders)
    local small=("${headers[@]}" -Xms32m -XX:TrimNativeHeapInterval=5000)
    "$java" "${headers[@]}" -XX:AOTCacheOutput="$state/app.aot" -Dspring.context.exit=onRefresh -jar "$app" --backup.data-directory="$state/data-train" \
        --server.port=0 > "$state/log" 2>&1
    for kind in "plain" "little memory" "with the AOT cache"; do
        for _ in $(seq "$rounds"); do
            case $kind in
                plain) first_answer -jar "$jar" ;;
                little*) first_answer "${small[@]}" -jar "$jar" ;;
                *) first_answer "${small[@]}" -XX:AOTCache="$state/app.aot" -jar "$app" ;;
            esac
        done
        echo "start, $kind: $(median < "$state/start.column") s to the first answer, $(median < "$state/resident.column") MiB resident"
        rm -f "$state"/*.column
    done
}

# ask METHOD PATH [curl options]: the answer of the service.
ask() { curl -sS --fail-with-body -X "$1" -H "$auth" -H 'Content-Type: application/json' "${@:3}" "$url/api/v1$2"; }

# snapshot VAULT: a run for the bundle; prints its seconds.
snapshot() {
    local begun=$EPOCHREALTIME run
    run=$(ask POST "/vaults/$1/runs" -d '{"kind":"backup","bundles":["bench.tree"]}' | jq -r '.runs[0].runId')
    until [ "$(ask GET "/runs/$run?wait=60" | tee "$state/run" | jq -r .state)" = ended ]; do :; done
    echo "$EPOCHREALTIME $begun" | awk '{printf "%.2f\n", $1 - $2}'
    jq -e '.outcome == "completed"' "$state/run" > "$state/discarded"
}

# restore_snapshot VAULT: the newest snapshot into another bundle; prints the seconds.
restore_snapshot() {
    local begun snapshot session
    snapshot=$(ask GET "/vaults/$1/snapshots?limit=1" | jq -r '.snapshots[0].snapshotId')
    begun=$EPOCHREALTIME
    session=$(ask POST /sessions -d "{\"type\":\"restore\",\"bundles\":[{\"bundleName\":\"bench.tree\",\"restoreTo\":\"bench.target\",
        \"fromSnapshot\":{\"vault\":\"$1\",\"snapshotId\":\"$snapshot\"}}]}" | jq -r .sessionId)
    ask POST "/sessions/$session/bundles/bench.tree/publish" -d '{}' > "$state/discarded"
    until [ "$(ask GET "/sessions/$session/bundles/bench.tree" | tee "$state/run" | jq -r .state)" = ended ]; do
        ask GET "/sessions/$session/bundles/bench.tree/report?wait=30" > "$state/discarded"
    done
    echo "$EPOCHREALTIME $begun" | awk '{printf "%.2f\n", $1 - $2}'
    jq -e '.outcome == "completed"' "$state/run" > "$state/discarded"
    ask DELETE "/sessions/$session" > "$state/discarded"
}

vault_head() {
    [ "$(( headed++ ))" -eq 0 ] || return 0
    echo
    echo "| seconds | restic | service (processor time) | beside restic | aim | peak MiB |"
    echo "| --- | --- | --- | --- | --- | --- |"
}

vault_row() {
    awk -v name="$1" -v aim="$2" -v x="$(median < "$state/restic.column")" -v s="$(median < "$state/service.column")" \
        -v c="$(median < "$state/cpu.column")" -v m="$(awk '/VmHWM/ {print int($2 / 1024)}' "/proc/$service/status")" \
        'BEGIN {printf "| %s | %.2f | %.2f (%.2f) | **%.2f** | %s | %d |\n", name, x, s, c, s / x, aim, m}'
    rm -f "$state"/*.column
}

# A little, such that each kind of tree has something that changed: 1 %, or one block of a big file.
change() {
    if [ "$1" = big ]; then
        dd if=/dev/urandom of="$(find "$state/tree" -type f | sort | head -n 1)" bs=4096 seek=$((RANDOM * 2)) count=1 conv=notrunc status=none
    else
        python3 "$here/mutate_tree.py" "$state/tree" --seed "$2" > "$state/mutated"
    fi
    sync -f "$state"
    sleep 3 # what is younger than two seconds is looked at again
}

# vaults KIND AIMS…: for everything, nothing changed, a little changed.
vaults() {
    local round options=()
    [ -n "$has_restic" ] || { echo "restic is not installed" >&2; return; }
    tree "$1"
    cp -a "$work/$1" "$state/tree"
    mkdir -p "$state/target"
    for round in $(seq "$((rounds + 3))"); do
        options+=("--backup.vaults[$((round - 1))].name=v$round" "--backup.vaults[$((round - 1))].location=$state/vault-$round")
    done
    begin_service tree "$state/tree" "${options[@]}" --backup.bundles[1].name=bench.target --backup.bundles[1].directory="$state/target" \
        --backup.bundles[1].version-code=1 --backup.bundles[1].version-name=1 --backup.restore.keep-previous=0
    for round in 1 2 3; do snapshot "v$((rounds + round))" > "$state/warm"; rm -rf "$state/vault-$((rounds + round))"; done
    for round in $(seq "$rounds"); do
        # Both write into memory that was in use before: a virtual machine takes long to get memory that it has not used yet.
        rm -rf "$state/restic" "$state/vault-$((round - 1))"; command restic -q init > "$state/discarded"
        timed restic command restic -q --no-cache backup "$state/tree"
        service_does snapshot "v$round"
    done
    vault_row "$1, everything" "$2"
    for round in $(seq "$rounds"); do
        timed restic command restic -q --no-cache backup "$state/tree"
        service_does snapshot "v$rounds"
    done
    vault_row "$1, nothing changed" "$3"
    for round in $(seq "$rounds"); do
        change "$1" "$round"
        timed restic command restic -q --no-cache backup "$state/tree"
        service_does snapshot "v$rounds"
    done
    vault_row "$1, a little changed (stored $(jq '.bytesStored / 1e4 | floor / 100' "$state/run") MB)" "$4"
    for round in $(seq "$rounds"); do
        empty x; timed restic command restic -q --no-cache restore latest --target "$state/x"; empty x
        service_does restore_snapshot "v$rounds"
    done
    vault_row "$1, restore" 1.00
    RESTIC_REPOSITORY=$state/vault-$rounds/local/bench.tree RESTIC_PASSWORD_FILE=$state/data-tree/vaults/v$rounds.password \
        env -u RESTIC_PASSWORD restic -q --no-cache check >&2
    end_service
    rm -rf "$state"/{data-tree,tree,target,x,restic} "$state"/vault-*
}

headed=0
begin_daemon
if [ "${rows[*]}" != start ]; then
    echo "| seconds | tar | rsync daemon | restic | service (processor time) | beside rsync | aim | MB sent | peak MiB |"
    echo "| --- | --- | --- | --- | --- | --- | --- | --- | --- |"
fi
for each in "${rows[@]}"; do
    case $each in
        full-small) full small 0.75 ;;
        full-mixed) full mixed 1.00 ;;
        full-big) full big 1.00 ;;
        unchanged) increments unchanged 0.50 ;;
        changed) increments changed 0.70 ;;
        restore-small) restores small 0.90 ;;
        restore-mixed) restores mixed 1.20 ;;
        restore-big) restores big 1.00 ;;
        start) starts ;;
        vault-small) vault_head; vaults small 0.40 0.15 0.25 ;;
        vault-mixed) vault_head; vaults mixed 0.60 - - ;;
        vault-big) vault_head; vaults big 0.50 - 0.40 ;;
        *) echo "there is no row $each" >&2; exit 2 ;;
    esac
done
