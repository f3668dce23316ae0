#!/usr/bin/env bash
# Restores one bundle from a folder that backup.sh filled, with nothing but curl, jq and openssl.
#
#   restore.sh [--dry-run] [--merge] [--to BUNDLE] [--allow-downgrade] BUNDLE DIRECTORY
#
#   --dry-run          only verify, and say what a restore would add, change and remove
#   --merge            leave in place what the backup does not have
#   --to BUNDLE        restore to another bundle
#   --allow-downgrade  also if the data is of a newer version than the installed application
#
#   BACKUP_URL     the service, http://127.0.0.1:8080 if not set
#   BACKUP_TOKEN   a token; if not set, the one that the service made, read from BACKUP_TOKEN_FILE (./data/token)
#
# Reads DIRECTORY/<BUNDLE, ":" written "+">/. Asks the service what it needs, sends that with its SHA-256, and publishes. After a
# broken connection, or a restart of the service, it goes on where the service stands; so it does when it is run again after it was
# interrupted, for which it leaves a file .restore in the directory (in the directory for temporary files if that is read-only).
#
# Ends with 0; with 3 if the data is restored but something of it could not be set, which it names; with another status if
# nothing was changed.
set -euo pipefail

say() { printf '%s\n' "$*" >&2; }
die() { say "restore.sh: $*"; exit 1; }
usage() { say "usage: restore.sh [--dry-run] [--merge] [--to BUNDLE] [--allow-downgrade] BUNDLE DIRECTORY"; exit 2; }

dry=false mode=replace target='' downgrade=false
while [ $# -gt 2 ]; do
    case $1 in
        --dry-run) dry=true ;;
        --merge) mode=merge ;;
        --to) [ $# -gt 3 ] || usage; target=$2; shift ;;
        --allow-downgrade) downgrade=true ;;
        *) usage ;;
    esac
    shift
done
[ $# -eq 2 ] || usage
case $1 in -*) usage ;; esac
bundle=$1
dir=$2/${bundle//:/+}
target=${target:-$bundle}
url=${BACKUP_URL:-http://127.0.0.1:8080}
token_file=${BACKUP_TOKEN_FILE:-./data/token}
token=${BACKUP_TOKEN:-$(cat "$token_file" 2> /dev/null || true)}
[ -n "$token" ] || die "no token: set BACKUP_TOKEN, or BACKUP_TOKEN_FILE to the service's data/token"
for name in "$bundle" "$target"; do
    [[ $name =~ ^[A-Za-z][A-Za-z0-9_.-]{0,127}(:[1-9][0-9]*)?$ ]] || die "$name is not the name of a bundle"
done
[ -d "$dir" ] || die "there is no $dir"
[ ! -e "$dir/.session" ] || die "the backup in $dir is not finished; run backup.sh again first"
[ -f "$dir/capabilities.json" ] || die "$dir has no capabilities.json"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# The token goes to curl by a file, so that no list of processes shows it.
(umask 077 && printf 'header = "Authorization: Bearer %s"\n' "$token" > "$work/auth")

# api METHOD PATH [curl options]: the answer's body in $work/body and on stdout, its status in $work/status. A connection that
# fails and an answer that says "later" are tried again: every request here may be repeated.
api() {
    local method=$1 path=$2 try
    shift 2
    for try in 1 2 3 4 5 6 7 8 9 10; do
        : > "$work/body"
        curl -sS -K "$work/auth" -X "$method" -o "$work/body" -w '%{http_code}' "$@" "$url$path" \
            > "$work/status" 2> "$work/error" || printf 000 > "$work/status"
        case $(cat "$work/status") in
            000 | 429 | 502 | 503 | 504 | 507) sleep "$try" ;;
            *) break ;;
        esac
    done
    case $(cat "$work/status") in
        2??) cat "$work/body" ;;
        *) return 1 ;;
    esac
}

# What the last answer of api said, as one sentence.
problem() {
    if [ "$(cat "$work/status")" = 000 ]; then
        cat "$work/error"
    else
        jq -er '"\(.title): \(.detail)"' "$work/body" 2> /dev/null || echo "HTTP status $(cat "$work/status")"
    fi
}

sha256() { openssl dgst -sha256 -r "$1" | cut -d' ' -f1; }
digest() { printf 'Repr-Digest: sha-256=:%s:' "$(openssl dgst -sha256 -binary "$1" | openssl base64 -A)"; }

# The name of this run, then the session: whoever is interrupted in between gets the same session by the same name.
begin() {
    local key
    memory=$dir/.restore
    if ! { : >> "$memory"; } 2> /dev/null; then
        memory=${TMPDIR:-/tmp}/restore-$(id -u)-$(printf '%s' "$url $dir" | cksum | cut -d' ' -f1)
        : >> "$memory"
    fi
    if [ ! -s "$memory" ]; then
        printf '%s\n' "$(date +%s%N) $$ $RANDOM $RANDOM" | cksum | tr -dc 0-9 > "$memory"
        printf '%s\n' "-$RANDOM$RANDOM-$(date +%s%N)" >> "$memory"
    fi
    key=$(tr -d '\n' < "$memory")
    jq -n --arg bundle "$bundle" --arg target "$target" --arg mode "$mode" --argjson downgrade "$downgrade" \
        --slurpfile capabilities "$dir/capabilities.json" \
        '{type: "restore", remoteCapabilities: $capabilities[0],
          bundles: [{bundleName: $bundle, restoreTo: $target, restoreMode: $mode, allowDowngrade: $downgrade}]}' > "$work/request"
    if ! api POST /api/v1/sessions -H 'Content-Type: application/json' -H "Idempotency-Key: $key" --data "@$work/request" \
        > "$work/session"; then
        # An interrupted run with other options: it is given up, this one begins anew.
        if [ "$(cat "$work/status")" = 422 ]; then rm -f "$memory"; die "an interrupted run with other options; run again"; fi
        rm -f "$memory"
        die "$(problem)"
    fi
    session=/api/v1/sessions/$(jq -r .sessionId "$work/session")
    task=$session/bundles/${bundle//:/%3A}
}

# send FILE URI: goes on with what the service already has. What is there with these bytes already is not sent.
send() {
    local file=$1 uri=$2 try size offset status
    size=$(wc -c < "$file" | tr -d ' ')
    for try in 1 2 3 4 5 6 7 8 9 10; do
        offset=0
        if api GET "$task/uploads/$uri" > "$work/upload"; then
            offset=$(jq -r .offset "$work/upload")
            if [ "$(jq -r .complete "$work/upload")" = true ]; then
                if [ "$(jq -r .sha256 "$work/upload")" = "$(sha256 "$file")" ]; then return 0; fi
                offset=0 # of an interrupted run, with other bytes
            fi
        elif [ "$(cat "$work/status")" != 404 ]; then
            die "cannot look at $uri: $(problem)"
        fi
        if [ "$offset" -gt "$size" ]; then offset=0; fi
        if [ "$offset" -eq 0 ]; then set --; else set -- -C "$offset"; fi
        status=$(curl -sS -K "$work/auth" -T "$file" "$@" -H "$(digest "$file")" -H 'Content-Type: application/octet-stream' \
            -o "$work/body" -w '%{http_code}' "$url$task/uploads/$uri" 2> "$work/error") || status=000
        printf %s "$status" > "$work/status"
        case $status in
            200) say "  $uri ($size bytes)"; return 0 ;;
            000 | 409 | 429 | 5??) sleep "$try" ;;
            *) die "cannot send $uri: $(problem)" ;;
        esac
    done
    die "cannot send $uri: $(problem)"
}

# Sends what the service says that it needs, until it has all of it.
publish() {
    local uri reason round before sent=-1
    for round in $(seq 1000); do
        if api POST "$task/publish" -H 'Content-Type: application/json' --data "{\"dryRun\":$dry}" > "$work/published"; then
            return 0
        fi
        [ "$(jq -r '.missing | type' "$work/body" 2> /dev/null)" = array ] || return 1
        before=$sent
        sent=$(jq -r '.missing | map(.uri) | join(" ")' "$work/body" | cksum)
        [ "$sent" != "$before" ] || die "the service goes on asking for the same files: $(problem)"
        jq -r '.missing[] | [.uri, .reason] | @tsv' "$work/body" > "$work/missing"
        while IFS=$'\t' read -r -u 3 uri reason; do
            [[ $uri =~ ^[A-Za-z0-9_.]{1,255}$ && $uri != . && $uri != .. ]] || die "the service asks for a file named $uri"
            [ -f "$dir/$uri" ] || fail "$dir lacks $uri ($reason): this backup cannot be restored"
            send "$dir/$uri" "$uri"
        done 3< "$work/missing"
    done
    return 1
}

leave() {
    rm -f "$memory"
    api DELETE "$session" > /dev/null || say "the session could not be released: $(problem)"
}

fail() {
    leave
    die "$*"
}

begin
say "restoring $bundle in ${session##*/}"
api GET "$task" > "$work/bundle" || fail "$(problem)"
if [ "$(jq -r .outcome "$work/bundle")" = rejected ]; then fail "$(jq -r '"\(.err.message) [\(.err.code)]"' "$work/bundle")"; fi
if [ "$(jq -r .state "$work/bundle")" != ended ]; then
    found=0
    for manifest in "$dir"/*manage.json.manifest; do
        [ -f "$manifest" ] || continue
        uri=$(basename "$manifest" .manifest)
        if ! api PUT "$task/uploads/$uri/manifest" -T "$manifest" -H "$(digest "$manifest")" -H 'Content-Type: text/plain' > /dev/null; then
            # After the publication of an interrupted run there is nothing to send any more.
            [ "$(jq -r .type "$work/body" 2> /dev/null)" = /problems/published ] || fail "$uri.manifest: $(problem)"
        fi
        found=1
    done
    if [ $found = 0 ]; then
        for tar in "$dir"/*.tar; do
            [ -f "$tar" ] || fail "$dir has neither a manifest nor a tar"
            send "$tar" "$(basename "$tar")"
        done
    fi
    publish || fail "$(problem)"
fi

while :; do
    api GET "$task/report?wait=30&limit=1000" > "$work/report" || die "$(problem)"
    if [ "$(jq -r '.outcome != null or .dryRun' "$work/report")" = true ]; then break; fi
    # A restart of the service drops a dry run; a publication it keeps, and answers in the same way again.
    publish || [ "$(jq -r .type "$work/body" 2> /dev/null)" = /problems/bundle-not-running ] || fail "$(problem)"
done

if [ "$(jq -r .dryRun "$work/report")" = true ]; then
    jq -r '.changes[] | "\(.change)\t\(.path)"' "$work/report"
    next=$(jq -r '.next // empty' "$work/report")
    while [ -n "$next" ]; do
        api GET "$task/report?limit=1000&after=$next" > "$work/page" || die "$(problem)"
        jq -r '.changes[] | "\(.change)\t\(.path)"' "$work/page"
        next=$(jq -r '.next // empty' "$work/page")
    done
    say "$(jq -r '"a restore would add \(.added), change \(.changed) and remove \(.removed) entries"' "$work/report") of $target"
    leave
    exit 0
fi

outcome=$(jq -r .outcome "$work/report")
api GET "$task" > "$work/bundle" || die "$(problem)"
if [ "$outcome" != completed ]; then
    fail "$bundle was not restored ($outcome): $(jq -r '(.err.message // "somebody ended it") + (if .err.path then " (\(.err.path))" else "" end)
        + (if .err.uri then " in \(.err.uri)" else "" end) + " [\(.err.code // 0)]"' "$work/bundle"). Nothing was changed."
fi
leave
say "$(jq -r '"\(.files) files, \(.bytes) bytes"' "$work/report") of $bundle are restored to $target"
jq -r '.failed[] | "\(.path): \(.message)"' "$work/report" >&2
if [ "$(jq -r .failedCount "$work/bundle")" = 0 ]; then exit 0; fi
exit 3
