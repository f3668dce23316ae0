#!/usr/bin/env bash
# Backs up one bundle into a folder, with nothing but curl, jq and sha256sum.
#
#   backup.sh [--incremental] BUNDLE DIRECTORY
#
#   --incremental  add to the backup that is there what has changed since the newest of it; if there is none yet, make the first,
#                  which is a full one. So the same command can be run every night.
#
#   BACKUP_URL     the service, http://127.0.0.1:8080 if not set
#   BACKUP_TOKEN   a token; if not set, the one that the service made, read from BACKUP_TOKEN_FILE (./data/token)
#
# Leaves DIRECTORY/<BUNDLE, ":" written "+">/ with every delivered file, manage.json.manifest and capabilities.json; those of an
# increment begin with a number, the time of its begin: 1700000000000_manage.json.manifest. Every file is checked against its SHA-256 and
# flushed to disk before the service is told to drop its copy. Run again after it was interrupted it goes on where it was; after a
# restart of the service, if need be, it starts over. What a finished backup or increment left is never touched.
#
# Ends with 0; with 3 if single files could not be backed up, which it names; with another status if there is no backup.
set -euo pipefail

say() { printf '%s\n' "$*" >&2; }
die() { say "backup.sh: $*"; exit 1; }

usage() { say "usage: backup.sh [--incremental] BUNDLE DIRECTORY"; exit 2; }

incremental=false
arguments=()
for argument in "$@"; do
    case $argument in
        --incremental) incremental=true ;;
        --help) sed -n '2,/^set /{/^#/s/^# \{0,1\}//p;}' "$0"; exit 0 ;;
        -*) usage ;;
        *) arguments+=("$argument") ;;
    esac
done
[ ${#arguments[@]} -eq 2 ] || usage
bundle=${arguments[0]}
dir=${arguments[1]}/${bundle//:/+}
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

# field MANIFEST NAME: what the first line of a manifest says.
field() { head -n 1 "$1" | tr '&' '\n' | sed -n "s/^$2=//p"; }

# The index of the newest generation in the folder: the one that no other calls its parent, and of several the one that began last.
newest() {
    local file
    for file in "$dir"/*manage.json.manifest; do
        [ ! -f "$file" ] || field "$file" parent
    done > "$work/parents"
    for file in "$dir"/*manage.json.manifest; do
        if [ -f "$file" ] && ! grep -qxF -e "$(field "$file" generation)" "$work/parents"; then
            printf '%s %s\n' "$(field "$file" begunAt)" "${file##*/}"
        fi
    done | sort -n | tail -n 1 | cut -d' ' -f2 | sed 's/\.manifest$//'
}

# What the names of this run's files begin with; noted before the first of them, so that a run that starts over knows what was its own.
require_own() {
    local file
    if [ "$type" = incrementalBackup ] && [ -z "$prefix" ]; then
        [[ $1 =~ ^[0-9]{1,18}_ ]] || die "the service announced a file named $1 in an incremental backup"
        prefix=${BASH_REMATCH[0]}
        for file in "$dir/$prefix"*; do
            [ ! -e "$file" ] || die "$dir has files that begin with $prefix already"
        done
        printf '%s\n' "$prefix" >> "$dir/.session"
        sync "$dir/.session"
    fi
    [[ $1 = "$prefix"* ]] || die "the service announced a file named $1, and this run's names begin with $prefix"
}

# take URI SIZE SHA256 CONTENT_URL MANIFEST_URL MANIFEST_SHA256 KIND: fetch, check, flush, rename, close.
take() {
    local uri=$1 size=$2 sha256=$3 content=$4 manifest=$5 manifest_sha256=$6 kind=$7 try code
    [[ $uri =~ ^[A-Za-z0-9_.]{1,255}$ && $uri != . && $uri != .. ]] || die "the service announced a file named $uri"
    require_own "$uri"
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

# What this run is, line by line: a name for it, its type, the index that it starts from, the beginning of its files' names.
remember() {
    local key
    if [ ! -f "$dir/.session" ]; then
        key=$(printf '%s' "$(date +%s%N) $$ $RANDOM $RANDOM $dir" | sha256sum | cut -c1-32)
        printf '%s\n' "$key" "$type" "$previous" > "$dir/.session.partial"
        sync "$dir/.session.partial"
        mv "$dir/.session.partial" "$dir/.session"
    fi
    type=$(sed -n 2p "$dir/.session")
    type=${type:-backup}
    previous=$(sed -n 3p "$dir/.session")
    prefix=$(sed -n 4p "$dir/.session")
}

# Gives up before anything was appended: the next run begins anew.
abandon() {
    local problem
    problem=$(problem)
    rm -f "$dir/.session"
    api DELETE "$session" > /dev/null || true
    die "$problem"
}

# The session of what .session remembers: whoever is interrupted in between gets the same one by the same name.
begin() {
    local key
    remember
    key=$(sed -n 1p "$dir/.session")
    if [ "$type" = backup ]; then
        jq -n --arg bundle "$bundle" '{type: "backup", bundles: [{bundleName: $bundle}]}' > "$work/request"
    else
        printf '{"type":"incrementalBackup"}' > "$work/request"
    fi
    api POST /api/v1/sessions -H 'Content-Type: application/json' -H "Idempotency-Key: $key" --data "@$work/request" \
        > "$work/session" || die "$(problem)"
    session=/api/v1/sessions/$(jq -r .sessionId "$work/session")
    task=$session/bundles/${bundle//:/%3A}
    files=$task/files
    if [ "$type" = incrementalBackup ] && ! api GET "$task" > /dev/null; then
        [ "$(cat "$work/status")" = 404 ] || die "$(problem)"
        append "$key"
    fi
}

# Says what the increment starts from, then has it made. With a manifest the time says no more than that it is one.
append() {
    local manifest=$dir/$previous.manifest
    [ -f "$manifest" ] || abandon
    api PUT "$session/manifests/${bundle//:/%3A}" -T "$manifest" -H 'Content-Type: text/plain' > /dev/null || refused
    jq -n --arg bundle "$bundle" --argjson begun "$(field "$manifest" begunAt)" \
        '{bundles: [{bundleName: $bundle, lastIncrementalTime: ([$begun / 1000 | floor, 1] | max)}]}' > "$work/request"
    api POST "$session/bundles" -H 'Content-Type: application/json' -H "Idempotency-Key: $1" --data "@$work/request" \
        > /dev/null || refused
}

# The last answer to the append or what comes before it: nothing was begun, unless nobody can tell.
refused() {
    case $(cat "$work/status") in
        4??) abandon ;;
        *) die "$(problem)" ;;
    esac
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
    [ -f "$dir/${prefix}manage.json" ] || die "the backup was completed, but $dir has no ${prefix}manage.json"
    if [ -f "$dir/capabilities.json.partial" ]; then
        sync "$dir/capabilities.json.partial"
        mv "$dir/capabilities.json.partial" "$dir/capabilities.json"
    fi
    rm -f "$dir/.session"
    sync "$dir"
    api DELETE "$session" > /dev/null || say "the session could not be released: $(problem)"
    local came
    came="$(jq -r '"\(.filesClosed) files, \(.bytesClosed) bytes"' "$work/bundle") of $bundle"
    if [ "$type" = backup ]; then say "$came are in $dir"; else say "$came were added to $dir"; fi
    if [ "$(jq -r .failedCount "$work/bundle")" = 0 ]; then exit 0; fi
    api GET "$session/events?types=onProcess&limit=1000" > "$work/events" || exit 3
    jq -r '.events[].data.process.processResult.errorInfo.errorMessage // empty' "$work/events" >&2
    say "$(jq -r .failedCount "$work/bundle") files could not be backed up"
    exit 3
}

# Removes what this run has left, and nothing of others.
clear_run() {
    if [ "$type" = backup ]; then
        find "$dir" -mindepth 1 -maxdepth 1 -type f -exec rm -f {} +
    else
        if [ -n "$prefix" ]; then find "$dir" -mindepth 1 -maxdepth 1 -type f -name "$prefix*" -exec rm -f {} +; fi
        rm -f "$dir/capabilities.json.partial" "$dir/.session"
    fi
}

type=backup previous='' prefix=''
if [ -f "$dir/.session" ]; then
    if [ "$(sed -n 2p "$dir/.session")" = incrementalBackup ] && [ $incremental = false ]; then
        die "an incremental backup into $dir is not finished; run with --incremental to go on with it"
    fi
elif [ -d "$dir" ] && [ -n "$(ls -A "$dir")" ]; then
    previous=$(newest)
    [ -n "$previous" ] || die "$dir is not empty and holds no backup; choose another directory"
    [ $incremental = true ] || die "$dir holds a finished backup; choose another directory, or add to it with --incremental"
    type=incrementalBackup
elif [ $incremental = true ]; then
    say "$dir has no backup yet; this first one is a full one"
fi
mkdir -p "$dir"

for attempt in 1 2 3; do
    closed=0
    begin
    say "backing up $bundle in ${session##*/}${previous:+, what has changed since $previous}"
    api GET "$session/capabilities" > "$dir/capabilities.json.partial" || rm -f "$dir/capabilities.json.partial"
    drain || true
    ended=$(outcome)
    if [ "$ended" = completed ]; then finish; fi
    # Only a restart of the service, and a session that is gone, are mended by starting over.
    code=$(jq -r '.err.code // 0' "$work/bundle" 2> /dev/null || echo 0)
    restarted=$(api GET "$session/events?types=onBackupServiceDied" 2> /dev/null | jq -r '.events | length' 2> /dev/null || echo 1)
    [ -n "$ended" ] || [ "$(cat "$work/status")" != 000 ] || die "the service cannot be reached: $(problem)"
    clear_run
    if [ "$restarted" = 0 ]; then
        if [ "$type" = backup ]; then rmdir "$dir"; fi
        die "$bundle was not backed up ($ended): $(jq -r '.err.message // "somebody ended it"' "$work/bundle") [$code]"
    fi
    say "the service was restarted; starting over"
    api DELETE "$session" > /dev/null || true
done
die "gave up after three attempts"
