# Sourced by the benchmarks: starts and stops the packaged service, and measures.
#
# Expects: jar (the packaged service), state (a directory for what it writes), here (the directory of the benchmarks).

java=${JAVA_HOME:+$JAVA_HOME/bin/}java
port=${PORT:-18099}
url=http://127.0.0.1:$port
service=

# begin_service NAME DIRECTORY [OPTION…]: with one bundle, bench.NAME, whose data is DIRECTORY; waits until it answers.
begin_service() {
    local name=$1 directory=$2
    shift 2
    # shellcheck disable=SC2086 # options are words
    "$java" ${JAVA_OPTS:-} -jar "$jar" --server.port="$port" --backup.data-directory="$state/data-$name" \
        --backup.bundles[0].name="bench.$name" --backup.bundles[0].directory="$directory" \
        --backup.bundles[0].version-code=1 --backup.bundles[0].version-name=1 "$@" > "$state/log" 2>&1 &
    service=$!
    for _ in $(seq 300); do
        if curl -sf "$url/api/v1/version" > /dev/null; then break; fi
        if ! kill -0 "$service" 2> /dev/null; then
            cat "$state/log" >&2
            echo "the service did not start; JAVA_HOME has to name a JDK 25" >&2
            exit 1
        fi
        sleep 0.1
    done
    token=$(cat "$state/data-$name/token")
    auth="Authorization: Bearer $token"
}

end_service() {
    if [ -n "$service" ]; then
        kill "$service" 2> /dev/null || true
        wait "$service" 2> /dev/null || true
        service=
    fi
}

# append NAME: begins a backup of bench.NAME; prints the session's id.
append() {
    curl -s -H "$auth" -H 'Content-Type: application/json' "$url/api/v1/sessions" \
        -d "{\"type\":\"backup\",\"bundles\":[{\"bundleName\":\"bench.$1\",\"sendRate\":800}]}" | jq -r .sessionId
}

# await_bundle SESSION MEMBER VALUE: until the bundle's view says so, a minute at most.
await_bundle() {
    local end=$((SECONDS + 60))
    while [ "$(curl -s -H "$auth" "$url/api/v1/sessions/$1" | jq -r ".bundles[0]$2")" != "$3" ]; do
        if [ $SECONDS -gt $end ]; then echo "the bundle's $2 never became $3" >&2; exit 1; fi
    done
}


# seconds COMMAND…: runs it; prints how long it took.
seconds() {
    local begun
    begun=$(date +%s.%N)
    "$@"
    echo "$(date +%s.%N) $begun" | awk '{printf "%.2f\n", $1 - $2}'
}

# cpu PID…: seconds of processor time that these processes have used so far.
cpu() {
    local pid
    for pid in "$@"; do cut -d ' ' -f 14,15 "/proc/$pid/stat"; done |
        awk -v hz="$(getconf CLK_TCK)" '{sum += $1 + $2} END {printf "%.2f\n", sum / hz}'
}

median() { sort -n | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'; }
