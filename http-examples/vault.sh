#!/usr/bin/env bash
# Backs up bundles into a vault of the service, and restores them from it. Needs bash, curl and jq 1.6.
#
#   vault.sh schedule NAME CRON ZONE BUNDLE...   back these bundles up whenever CRON says; BUNDLE may have "*" and "?". Keeps 14 daily,
#                                                8 weekly and 12 monthly snapshots. A schedule of that name is replaced
#   vault.sh now BUNDLE...                       back up now and wait for the end; prints the snapshots
#   vault.sh list [BUNDLE]                       print the snapshots, newest first
#   vault.sh browse SNAPSHOT [DIRECTORY]         print what is in a directory of a snapshot
#   vault.sh restore [--dry-run] [--to BUNDLE] SNAPSHOT [PATH]...
#                                                restore a snapshot, or only these files and directories of it,
#                                                written as in manifests ("%" as "%25"); other data is kept
#
#   --vault VAULT  another vault than "main"; stands before the command
#   BACKUP_URL     the service, http://127.0.0.1:8080 if not set
#   BACKUP_TOKEN   a token with the authority "vault", for schedule also "vault-admin"; if not set, that in BACKUP_TOKEN_FILE (./data/token)
#
# Ends with
#    0  it is done
#    3  it is done except for single files, which are named
#   75  the service or the connection does not work: run it again
#    1  it was refused, or failed; the reason is printed
#    2  the options or arguments are wrong
[ -n "${BASH_VERSION-}" ] || exec bash "$0" "$@"
set +o posix
set +fC -euo pipefail

usage="vault.sh [--vault VAULT] schedule NAME CRON ZONE BUNDLE...
       vault.sh [--vault VAULT] now BUNDLE...
       vault.sh [--vault VAULT] list [BUNDLE]
       vault.sh [--vault VAULT] browse SNAPSHOT [DIRECTORY]
       vault.sh [--vault VAULT] restore [--dry-run] [--to BUNDLE] SNAPSHOT [PATH]..."
vault=main foreseen=false quiet=false

# ---- what backup.sh has too, word for word -------------------------------------------------------------------------------------------

# What somebody should know; and what only whoever watches wants to.
say() { printf '%s\n' "$*" >&2 2> /dev/null || true; }
note() { [ $quiet = true ] || say "$@"; }
# quit STATUS: ends, as foreseen.
quit() { foreseen=true; exit "$1"; }
die() { say "${0##*/}: $*"; quit 1; }
later() { say "${0##*/}: $*"; say "run it again to go on"; quit 75; }
misused() { say "${0##*/}: $*"; say "usage: $usage"; quit 2; }

# clean_up STATUS: the last of all. What nobody foresaw, such as a temporary directory that is full, is no reason to give up for good.
# shellcheck disable=SC2317 # the trap calls it
clean_up() {
    rm -rf "$work"
    if [ "$foreseen" = false ] && [ "$1" -lt 128 ]; then
        say "${0##*/}: something failed that should not; run it again to go on"
        exit 75
    fi
}

# settle: the same surroundings whoever calls: a terminal, cron, systemd, sh instead of bash, a shell with settings of its own.
settle() {
    shopt -u nullglob failglob dotglob nocasematch nocaseglob
    unset CDPATH
    export LC_ALL=C
    umask 077
    # Whether anybody takes what is said or not, the work goes on. A closed descriptor would be given to the next file that is opened.
    trap '' PIPE
    exec < /dev/null
    { true >&1; } 2> /dev/null || exec > /dev/null
    true >&2 || exec 2> /dev/null
    work=$(mktemp -d) || later "no temporary directory can be made in ${TMPDIR:-/tmp}"
    trap 'clean_up $?' EXIT
    for tool in curl jq sha256sum flock; do
        command -v $tool > /dev/null || die "$tool is not installed, or not in PATH ($PATH)"
    done
}

# Text without the byte-order mark and the white space that editors leave around it.
trimmed() {
    local text=${1#$'\xef\xbb\xbf'}
    text=${text#"${text%%[![:space:]]*}"}
    printf '%s' "${text%"${text##*[![:space:]]}"}"
}

# prepare_curl: what each call is made with. The token goes to curl by a file, so that no list of processes shows it. -q, which has to come
# first in each call, keeps ~/.curlrc out.
prepare_curl() {
    local file=${BACKUP_TOKEN_FILE:-./data/token} token direct=${no_proxy:-${NO_PROXY:-}}
    url=$(trimmed "${BACKUP_URL:-http://127.0.0.1:8080}")
    while [[ $url = */ ]]; do url=${url%/}; done
    [[ $url =~ ^[^[:space:][:cntrl:]?#]+$ ]] || die "BACKUP_URL is no address of a service: $url"
    token=$(trimmed "${BACKUP_TOKEN:-}")
    if [ -z "$token" ]; then
        token=$(tr -d '\000' 2> /dev/null < "$file") ||
            die "no token: set BACKUP_TOKEN, or BACKUP_TOKEN_FILE to the service's data/token ($file cannot be read)"
        token=$(trimmed "$token")
        [ -n "$token" ] || die "no token: $file is empty"
    fi
    [[ $token =~ ^[A-Za-z0-9._~+/-]+=*$ ]] || die "the token has characters that no token has; see BACKUP_TOKEN, or $file"
    printf 'header = "Authorization: Bearer %s"\n' "$token" > "$work/curl"
    # A connection on which nothing moves is given up; no answer takes half as long. Names may have brackets and braces.
    printf '%s\n' globoff 'connect-timeout = 10' 'speed-limit = 1' 'speed-time = 300' >> "$work/curl"
    # Nobody means a proxy that he has for the internet when he calls his own machine.
    if [ "$direct" != '*' ]; then printf 'noproxy = "localhost,127.0.0.1,::1,%s"\n' "${direct//[\"\\]/}" >> "$work/curl"; fi
}

# ---- the vault -----------------------------------------------------------------------------------------------------------------------

# call METHOD PATH [curl options]: asks, five times if need be; the body in $work/body, and on stdout if it is no problem. $status is 000 if
# there was no whole answer.
call() {
    local method=$1 path=$2 try
    shift 2
    for try in 1 2 3 4 5; do
        : > "$work/body"
        status=$(curl -q -K "$work/curl" -sS -w '%{http_code}' -X "$method" -o "$work/body" "$@" "$url$path" 2> "$work/error") || status=000
        case $status in
            2??) cat "$work/body"; return 0 ;;
            000 | 408 | 429 | 5??) [ $try = 5 ] || sleep $try ;;
            *) return 1 ;;
        esac
    done
    return 1
}

# What the last answer said, as one sentence.
reason() {
    jq -er '"\(.title): \(.detail)"' "$work/body" 2> /dev/null && return
    if [ "$status" = 000 ]; then echo "$url: $(head -n 1 "$work/error")"; else echo "HTTP status $status; is $url the service?"; fi
}

failed() { case $status in 000 | 408 | 429 | 5??) later "$(reason)" ;; *) die "$(reason)" ;; esac; }

# get PATH; send METHOD PATH JSON [curl options]: the body of the answer; ends with the reason if there is none.
get() { call GET "$1" || failed; }
send() { call "$1" "$2" -H 'Content-Type: application/json' --data "$3" "${@:4}" || failed; }
key() { echo "Idempotency-Key: ${work##*/}-$RANDOM$RANDOM"; }
encoded() { jq -rn --arg text "$1" '$text | @uri'; }

# list_of TEXT...: as a JSON array.
list_of() { jq -cn '$ARGS.positional' --args -- "$@"; }

schedule() {
    [ $# -ge 4 ] || misused "schedule takes a name, a cron expression, a time zone and bundles"
    local body
    body=$(jq -cn --arg vault "$vault" --arg cron "$2" --arg zone "$3" --argjson bundles "$(list_of "${@:4}")" \
        '{$vault, $bundles, $cron, timeZone: $zone, jitter: "PT10M", retention: {daily: 14, weekly: 8, monthly: 12}}')
    send PUT "/api/v1/schedules/$(encoded "$1")" "$body" > "$work/schedule"
    jq -r '"\(.name): next run at \(.nextRunAt // "no time")"' "$work/schedule"
}

now() {
    [ $# -ge 1 ] || misused "now takes bundles"
    local run worst=0
    send POST "/api/v1/vaults/$vault/runs" "{\"kind\":\"backup\",\"bundles\":$(list_of "$@")}" -H "$(key)" > "$work/runs"
    jq -r '.runs[].runId' "$work/runs" > "$work/ids"
    while read -r run; do
        while get "/api/v1/runs/$run?wait=30" > "$work/run" && [ "$(jq -r .state "$work/run")" != ended ]; do
            note "$(jq -r '"\(.bundleName): \(.state), \(.bytesDone) of \(.bytesTotal // "?") bytes"' "$work/run")"
        done
        case $(jq -r .outcome "$work/run") in
            completed) jq -r '"\(.snapshotId)  \(.bundleName)  \(.bytesStored) bytes stored"' "$work/run" ;;
            *) say "$(jq -r '"\(.bundleName): \(.outcome): \(.err.message // "no reason given")"' "$work/run")"; worst=1 ;;
        esac
    done < "$work/ids"
    quit $worst
}

list() {
    local next='' query
    query=${1:+&bundleName=$(encoded "$1")}
    while :; do
        get "/api/v1/vaults/$vault/snapshots?limit=1000$query$next" > "$work/page"
        jq -r '.snapshots[] | "\(.snapshotId)  \(.takenAt)  \(.bundleName)  \(.files) files, \(.bytes) bytes"
            + (if .complete then "" else ", not complete" end) + (if .goneAt then ", gone at \(.goneAt)" else "" end)' "$work/page" || return 0
        next=$(jq -r '.next // empty | @uri' "$work/page")
        if [ -z "$next" ]; then return 0; fi
        next="&after=$next"
    done
}

browse() {
    case $# in 1 | 2) ;; *) misused "browse takes a snapshot, as list prints it, and a directory" ;; esac
    local next='' query
    query=${2:+&path=$(encoded "$2")}
    if [[ ${2-} = *%* ]]; then query+='&encodeFlag=1'; fi
    while :; do
        get "/api/v1/vaults/$vault/snapshots/$(encoded "$1")/tree?limit=1000$query$next" > "$work/page"
        jq -r '.entries[] | "\(.mtime)  \(.size // 0 | tostring | " " * (12 - length) + .)  \(.path)"
            + (if .type == "directory" then "/" elif .type == "link" then " -> \(.link)" else "" end)' "$work/page" || return 0
        next=$(jq -r '.next // empty | @uri' "$work/page")
        if [ -z "$next" ]; then return 0; fi
        next="&after=$next"
    done
}

restore() {
    local dry=false to='' snapshot bundle body task session
    while [ $# -gt 0 ]; do
        case $1 in
            --dry-run) dry=true ;;
            --to) [ $# -ge 2 ] || misused "--to takes a bundle"; shift; to=$1 ;;
            --) shift; break ;;
            -*) misused "restore has no option $1" ;;
            *) break ;;
        esac
        shift
    done
    [ $# -ge 1 ] || misused "restore takes a snapshot, as list prints it"
    snapshot=$1
    shift
    bundle=$(get "/api/v1/vaults/$vault/snapshots/$(encoded "$snapshot")" | jq -r .bundleName) || quit $?
    body=$(jq -cn --arg bundle "$bundle" --arg to "${to:-$bundle}" --arg vault "$vault" --arg snapshot "$snapshot" \
        --argjson paths "$(list_of "$@")" '{type: "restore", bundles: [{bundleName: $bundle, restoreTo: $to,
            fromSnapshot: {$vault, snapshotId: $snapshot, paths: $paths}}]}')
    session=/api/v1/sessions/$(send POST /api/v1/sessions "$body" -H "$(key)" | jq -r .sessionId) || quit $?
    task=$session/bundles/$bundle
    # A bundle that was refused has ended; its report says why.
    call POST "$task/publish" -H 'Content-Type: application/json' --data "{\"dryRun\":$dry}" > /dev/null || grep -q bundle-not-running "$work/body" || failed
    while get "$task/report?wait=30&limit=1000" > "$work/report" && [ "$(jq -r '.outcome // (.dryRun | select(.))' "$work/report")" = '' ]; do
        note "$bundle: not restored yet"
    done
    call DELETE "$session" > /dev/null || say "the session could not be released: $(reason)"
    jq -r '.failed[]? | "\(.path): \(.message)"' "$work/report" >&2
    if [ $dry = true ] && jq -e .dryRun "$work/report" > /dev/null; then
        jq -r '(.changes[]? | "\(.change)  \(.path)"), "\(.added) would be added, \(.changed) changed, \(.removed) removed"' "$work/report"
    elif [ "$(jq -r .outcome "$work/report")" = completed ]; then
        echo "$bundle: restored${to:+ to $to}"
    else
        die "$bundle: $(jq -r '.err | (if .path then "\(.path): " else "" end) + (.message // "it was not restored")' "$work/report")"
    fi
    quit "$(jq '[.failed[]?] | if length > 0 then 3 else 0 end' "$work/report")"
}

while [ $# -gt 0 ]; do
    case $1 in
        --vault) [ $# -ge 2 ] || misused "--vault takes a name"; vault=$2; shift 2 ;;
        --help) sed -n '2,/^set /{/^#/s/^# \{0,1\}//p;}' "${BASH_SOURCE[0]}"; exit 0 ;;
        *) break ;;
    esac
done
case ${1-} in
    schedule | now | list | browse | restore) ;;
    *) misused "${1+there is no command $1}${1-name a command}" ;;
esac
[[ $vault =~ ^[a-z][a-z0-9-]*$ ]] || misused "$vault is no name of a vault"
settle
prepare_curl
"$@"
quit 0
