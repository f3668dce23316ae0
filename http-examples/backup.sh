#!/usr/bin/env bash
# Backs up one bundle into a folder, with nothing but curl, jq and sha256sum.
#
#   backup.sh BUNDLE DIRECTORY
#
#   BACKUP_URL     the service, http://127.0.0.1:8080 if not set
#   BACKUP_TOKEN   a token; if not set, the one that the service made, read from BACKUP_TOKEN_FILE (./data/token)
#
# Leaves DIRECTORY/<BUNDLE, ":" written "+">/ with every delivered file, manage.json.manifest and capabilities.json. Every file is
# checked against its SHA-256 and flushed to disk before the service is told to drop its copy. Run again after it was interrupted
# it goes on where it was; after a restart of the service it starts over. A finished backup is never touched.
#
# Ends with 0; with 3 if single files could not be backed up, which it names; with another status if there is no backup.
set -euo pipefail

say() { printf '%s\n' "$*" >&2; }
die() { say "backup.sh: $*"; exit 1; }

[ $# -eq 2 ] || { say "usage: backup.sh BUNDLE DIRECTORY"; exit 2; }
bundle=$1
dir=$2/${bundle//:/+}
url=${BACKUP_URL:-http://127.0.0.1:8080}
token_file=${BACKUP_TOKEN_FILE:-./data/token}
token=${BACKUP_TOKEN:-$(cat "$token_file" 2> /dev/null || true)}
[ -n "$token" ] || die "no token: set BACKUP_TOKEN, or BACKUP_TOKEN_FILE to the service's data/token"
[[ $bundle =~ ^[A-Za-z][A-Za-z0-9_.-]{0,127}(:[1-9][0-9]*)?$ ]] || die "$bundle is not the name of a bundle"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# The token goes to curl by a file, so that no list of processes shows it.
(umask 077 && printf 'header = "Authorization: Bearer %s"\n' "$token" > "$work/auth")

# api METHOD PATH [curl options]: the answer's body in $work/body and on stdout, its status in $work/status. A connection that
# fails and an answer that says "later" are tried again: every request here may be repeated.
api() {
    local method=$1 path=$2 try
    shift 2
    for try in 1 2 3 4 5 6 7 8; do
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

size_of() { if [ -f "$1" ]; then wc -c < "$1" | tr -d ' '; else echo -1; fi; }
has_sha256() { [ "$(sha256sum < "$1" | cut -d' ' -f1)" = "$2" ]; }

# download PATH FILE SIZE: goes on with what FILE already has. 2 if the service no longer has these bytes.
download() {
    local path=$1 file=$2 size=$3 try status
    for try in 1 2 3 4 5 6 7 8; do
        if [ "$(size_of "$file")" -gt "$size" ]; then rm -f "$file"; fi
        if [ "$(size_of "$file")" -eq "$size" ]; then return 0; fi
        if [ "$size" -eq 0 ]; then : > "$file"; fi
        status=$(curl -sS --fail -K "$work/auth" -C - -o "$file" -w '%{http_code}' "$url$path" 2> "$work/error") || true
        case $status in
            200 | 206) ;;
            404 | 409 | 410) return 2 ;;
            401 | 403) die "the service refuses the token" ;;
            *) sleep "$try" ;;
        esac
    done
    [ "$(size_of "$file")" -eq "$size" ]
}

# take URI SIZE SHA256 CONTENT_URL MANIFEST_URL MANIFEST_SHA256 KIND: fetch, check, flush, rename, close.
take() {
    local uri=$1 size=$2 sha256=$3 content=$4 manifest=$5 manifest_sha256=$6 kind=$7 try code
    [[ $uri =~ ^[A-Za-z0-9_.]{1,255}$ && $uri != . && $uri != .. ]] || die "the service announced a file named $uri"
    if [ -f "$dir/$uri" ] && ! has_sha256 "$dir/$uri" "$sha256"; then rm -f "$dir/$uri"; fi
    for try in 1 2 3; do
        if [ -f "$dir/$uri" ]; then break; fi
        code=0
        download "$content" "$dir/$uri.partial" "$size" || code=$?
        if [ $code -eq 2 ]; then return 0; fi # it changed, or its bundle has ended: the list will tell
        [ $code -eq 0 ] || die "cannot fetch $uri: $(cat "$work/error")"
        if has_sha256 "$dir/$uri.partial" "$sha256"; then
            sync "$dir/$uri.partial"
            mv "$dir/$uri.partial" "$dir/$uri"
        else
            say "  $uri arrived damaged, or is left from an earlier content; fetching it anew"
            rm -f "$dir/$uri.partial"
        fi
    done
    [ -f "$dir/$uri" ] || die "$uri does not arrive with the SHA-256 that was announced"
    if [ "$kind" = index ]; then
        api GET "$manifest" > "$dir/$uri.manifest.partial" || die "cannot fetch the manifest: $(problem)"
        has_sha256 "$dir/$uri.manifest.partial" "$manifest_sha256" || die "the manifest arrived damaged"
        sync "$dir/$uri.manifest.partial"
        mv "$dir/$uri.manifest.partial" "$dir/$uri.manifest"
    fi
    sync "$dir"
    if api DELETE "$files/$uri?sha256=$sha256" > /dev/null; then
        say "  $uri ($size bytes)"
        closed=$((closed + 1))
        return 0
    fi
    case $(cat "$work/status") in
        409) say "  $uri changed while it was fetched; it will be announced anew" ;;
        404 | 410) ;; # its bundle has ended: the list will tell
        *) die "cannot close $uri: $(problem)" ;;
    esac
    rm -f "$dir/$uri"
}

# A name for this run, then the session: whoever is interrupted in between gets the same session by the same name.
begin() {
    local key
    if [ ! -f "$dir/.session" ]; then
        key=$(printf '%s' "$(date +%s%N) $$ $RANDOM $RANDOM $dir" | sha256sum | cut -c1-32)
        printf '%s\n' "$key" > "$dir/.session.partial"
        sync "$dir/.session.partial"
        mv "$dir/.session.partial" "$dir/.session"
    fi
    key=$(cat "$dir/.session")
    jq -n --arg bundle "$bundle" '{type: "backup", bundles: [{bundleName: $bundle}]}' > "$work/request"
    api POST /api/v1/sessions -H 'Content-Type: application/json' -H "Idempotency-Key: $key" --data "@$work/request" \
        > "$work/session" || die "$(problem)"
    session=/api/v1/sessions/$(jq -r .sessionId "$work/session")
    task=$session/bundles/${bundle//:/%3A}
    files=$task/files
}

# Fetches and closes all there is, until nothing more will come. The list shows what is not closed yet, so it is its own memory.
drain() {
    local uri size sha256 content manifest manifest_sha256 kind fruitless=0 before
    while [ $fruitless -lt 20 ]; do
        before=$closed
        api GET "$files?state=ready&limit=100&wait=30" > "$work/page" || return 1
        jq -r '.files[] | [.uri, .size, .sha256, .contentUrl, .manifestUrl, .manifestSha256, .kind] | @tsv' \
            "$work/page" > "$work/list"
        if [ ! -s "$work/list" ]; then
            if [ "$(jq -r .more "$work/page")" = false ]; then return 0; fi
            continue
        fi
        while IFS=$'\t' read -r -u 3 uri size sha256 content manifest manifest_sha256 kind; do
            take "$uri" "$size" "$sha256" "$content" "$manifest" "$manifest_sha256" "$kind"
        done 3< "$work/list"
        # What changes all the time is announced again and again, but not for ever.
        if [ "$closed" -gt "$before" ]; then fruitless=0; else fruitless=$((fruitless + 1)) && sleep 1; fi
    done
    return 1
}

# How the bundle ended; empty if it has not, or nobody can tell.
outcome() {
    local try
    for try in 1 2 3 4 5 6 7 8 9 10; do
        api GET "$task" > "$work/bundle" || return 0
        if [ "$(jq -r .state "$work/bundle")" = ended ]; then
            jq -r .outcome "$work/bundle"
            return 0
        fi
        sleep 1
    done
}

finish() {
    [ -f "$dir/manage.json" ] || die "the backup was completed, but $dir has no manage.json"
    sync "$dir/capabilities.json"
    rm -f "$dir/.session"
    sync "$dir"
    api DELETE "$session" > /dev/null || say "the session could not be released: $(problem)"
    say "$(jq -r '"\(.filesClosed) files, \(.bytesClosed) bytes"' "$work/bundle") of $bundle are in $dir"
    if [ "$(jq -r .failedCount "$work/bundle")" = 0 ]; then exit 0; fi
    api GET "$session/events?types=onProcess&limit=1000" > "$work/events" || exit 3
    jq -r '.events[].data.process.processResult.errorInfo.errorMessage // empty' "$work/events" >&2
    say "$(jq -r .failedCount "$work/bundle") files could not be backed up"
    exit 3
}

if [ ! -f "$dir/.session" ] && [ -d "$dir" ] && [ -n "$(ls -A "$dir")" ]; then
    if [ -f "$dir/manage.json" ]; then die "$dir holds a finished backup; choose another directory"; fi
    die "$dir is not empty and holds no backup; choose another directory"
fi
mkdir -p "$dir"

for attempt in 1 2 3; do
    closed=0
    begin
    say "backing up $bundle in ${session##*/}"
    if api GET "$session/capabilities" > "$dir/capabilities.json.partial"; then
        mv "$dir/capabilities.json.partial" "$dir/capabilities.json"
    fi
    drain || true
    ended=$(outcome)
    if [ "$ended" = completed ]; then finish; fi
    # Only a restart of the service, and a session that is gone, are mended by starting over.
    code=$(jq -r '.err.code // 0' "$work/bundle" 2> /dev/null || echo 0)
    restarted=$(api GET "$session/events?types=onBackupServiceDied" 2> /dev/null | jq -r '.events | length' 2> /dev/null || echo 1)
    [ -n "$ended" ] || [ "$(cat "$work/status")" != 000 ] || die "the service cannot be reached: $(problem)"
    find "$dir" -mindepth 1 -maxdepth 1 -type f -exec rm -f {} +
    if [ "$restarted" = 0 ]; then
        rmdir "$dir"
        die "$bundle was not backed up ($ended): $(jq -r '.err.message // "somebody ended it"' "$work/bundle") [$code]"
    fi
    say "the service was restarted; starting over"
    api DELETE "$session" > /dev/null || true
done
die "gave up after three attempts"
