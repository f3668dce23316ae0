#!/usr/bin/env bash
# Backs up bundles into a folder, and checks such a folder. Needs only bash, curl, jq, sha256sum and flock.
#
#   backup.sh [--incremental] [--quiet] [--] BUNDLE DIRECTORY
#   backup.sh --all [--incremental] [--quiet] [--] DIRECTORY
#   backup.sh --verify [--quiet] [--] FOLDER
#
#   --all          back up every bundle that the caller may back up, one after the other
#   --verify       compare every file of every generation in FOLDER with the size and the SHA-256 that the indexes and manifests state.
#                  This needs no service. FOLDER is a DIRECTORY of an earlier backup, or the folder of one bundle in it
#   --incremental  add what has changed since the newest backup in the folder; if there is no backup yet, make a full one. So the same
#                  command can be run every night. Files that the folder has lost are sent again
#   --quiet        print only what asks for an action: use it with cron, which mails all output
#
#   BACKUP_URL     the service, http://127.0.0.1:8080 if not set; behind a proxy with its path, such as https://example.com/backup
#   BACKUP_TOKEN   a token; if not set, the token that the service made, read from BACKUP_TOKEN_FILE (./data/token)
#   CURL_CA_BUNDLE, https_proxy, no_proxy and TMPDIR have their usual meaning; ~/.curlrc is not read
#
# The result is DIRECTORY/<BUNDLE, ":" written "+">/ with every delivered file, manage.json.manifest and capabilities.json. The files of an
# increment begin with the time of its begin: 1700000000000_manage.json.manifest. Only their owner can read them. Every file is checked
# against its SHA-256 and flushed to disk before the service is told to delete its copy. After an interruption, run the same command
# again to go on, also after a restart of the service; it starts over if the session has expired. Files of a finished backup or increment are
# never changed. To delete an older generation, remove its manage.json and manage.json.manifest.
#
# Ends with
#    0  the bundle is backed up (even if messages could not be printed); with --verify, everything is there and undamaged
#    3  the bundle is backed up except for single files, which are named; with --verify, everything is there and undamaged, but the
#       newest backup of a bundle could not take every file: it says how many are missing
#   75  the service, the connection or the disk does not work: what was fetched is kept, run again to go on. A service that was never
#       reached is given up after some seconds
#    4  another run is working in that folder; nothing was changed
#    1  there is no backup; with --verify, something is missing or damaged, and is named
#    2  the options or arguments are wrong
# With --all the status is that of the worst bundle: 1, else 75, else 4, else 3, else 0. All other bundles are backed up nevertheless.
#
# Needs bash 4.3, curl 7.71, jq 1.5, flock of util-linux or busybox, and the tools of coreutils 8.24 or busybox 1.30.
[ -n "${BASH_VERSION-}" ] || exec bash "$0" "$@"
set +o posix
set +fC -euo pipefail

usage="backup.sh [--incremental] [--quiet] [--] BUNDLE DIRECTORY
       backup.sh --all [--incremental] [--quiet] [--] DIRECTORY
       backup.sh --verify [--quiet] [--] FOLDER"

# What somebody should know; and what only whoever watches wants to.
say() { printf '%s\n' "$*" >&2 2> /dev/null || true; }
note() { [ $quiet = true ] || say "$@"; }
# quit STATUS: ends, as foreseen.
quit() { foreseen=true; exit "$1"; }
die() { say "${0##*/}: $*"; quit 1; }
later() { say "${0##*/}: $*"; say "run it again to go on"; quit 75; }
misused() { say "${0##*/}: $*"; say "usage: $usage"; quit 2; }

incremental=false quiet=false all=false verify=false foreseen=false
arguments=()
while [ $# -gt 0 ]; do
    case $1 in
        --incremental) incremental=true ;;
        --quiet) quiet=true ;;
        --all) all=true ;;
        --verify) verify=true ;;
        --help) sed -n '2,/^set /{/^#/s/^# \{0,1\}//p;}' "${BASH_SOURCE[0]}"; exit 0 ;;
        --) shift; arguments+=("$@"); break ;;
        -*) misused "there is no option $1; a folder that begins with - goes behind --" ;;
        *) arguments+=("$1") ;;
    esac
    shift
done
if [ $all = true ] || [ $verify = true ]; then
    if [ ${#arguments[@]} -ne 1 ] || [ -z "${arguments[0]}" ]; then misused "it takes a directory"; fi
    if [ $verify = true ] && { [ $all = true ] || [ $incremental = true ]; }; then misused "--verify goes with --quiet alone"; fi
    folder=${arguments[0]}
else
    if [ ${#arguments[@]} -ne 2 ] || [ -z "${arguments[1]}" ]; then misused "it takes a bundle and a directory"; fi
    bundle=${arguments[0]}
    folder=${arguments[1]}
fi
case $folder in -*) folder=./$folder ;; esac

# ---- what restore.sh has too, word for word -----------------------------------------------------------------------------------------

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

# lock FILE: one run at a time. By flock, since that goes with whoever holds it, however he ends; a directory as a sign would stay.
lock() {
    local try
    while :; do
        { exec 9>> "$1"; } 2> /dev/null || die "$1 cannot be written"
        for try in 1 2 3; do
            if flock -n 9; then break; fi
            if [ "$try" = 3 ]; then say "${0##*/}: another run is at work in $dir"; quit 4; fi
            # A killed run may have left a curl that is about to end.
            sleep 1
        done
        # Whoever had it may have removed the file since.
        if [ "$1" -ef /dev/fd/9 ]; then return 0; fi
    done
}

reached=false bar=false

# request [curl options]: one request. $status is that of the answer, or 000 if there was none or it broke off; $failure is curl's own, and
# $work/error what it says. With $bar curl shows on the terminal how far it is.
request() {
    failure=0
    if [ "$bar" = true ]; then
        echo "the transfer broke off" > "$work/error"
        status=$(curl -q -K "$work/curl" --progress-bar -w '%{http_code}' "$@") || failure=$?
    else
        status=$(curl -q -K "$work/curl" --silent --show-error -w '%{http_code}' "$@" 2> "$work/error") || failure=$?
    fi
    case $status in
        [45]??) ;;
        *) [ $failure -eq 0 ] || status=000 ;;
    esac
}

# ask METHOD PATH [curl options]: one request; the answer's body in $work/body.
ask() {
    local method=$1 path=$2
    shift 2
    : > "$work/body"
    request -X "$method" -o "$work/body" "$@" "$url$path"
    case $status in
        000) ;;
        502 | 503 | 504) [ -z "$(kind)" ] || reached=true ;;
        *) reached=true ;;
    esac
}

# is_slow SIZE: whether somebody sits there who wants to see how far it is.
is_slow() { [ "$1" -ge 10000000 ] && [ $quiet = false ] && [ -t 2 ]; }

# The last part of the type of the last answer, if that is a problem of the service's own.
kind() { jq -r '.type | select(startswith("/problems/")) | split("/") | last' "$work/body" 2> /dev/null || true; }
# Whether the last answer says "later"; every request here may be repeated.
is_later() { case $status in 000 | 408 | 429 | 500 | 502 | 503 | 504 | 507) true ;; *) false ;; esac; }
# Whether it says "no" for good: the service itself does, not a proxy before it, and not for want of the right token.
is_final() { case $status in 401 | 403 | 408 | 429) false ;; 4??) [ -n "$(kind)" ] ;; *) false ;; esac; }
# Whether the address or the certificate is wrong; and, as long as the service was never reached, that nothing answers at all.
is_hopeless() {
    case $failure in
        1 | 2 | 3 | 4 | 51 | 53 | 54 | 58 | 59 | 60 | 66 | 77 | 80 | 82 | 83 | 90 | 91) true ;;
        28 | 35) [ $reached = false ] ;;
        *) false ;;
    esac
}

# What the last answer said, as one sentence.
problem() {
    if [ "$status" != 000 ] && [ -n "$(kind)" ]; then
        jq -r '"\(.title): \(.detail)"' "$work/body"
        return 0
    fi
    case $status in
        000) echo "$url: $(head -n 1 "$work/error")" ;;
        3??) echo "HTTP status $status: $url leads to another address; set BACKUP_URL to that" ;;
        413) echo "HTTP status 413: a proxy before the service limits the size of uploads (nginx: client_max_body_size 0)" ;;
        405 | 501) echo "HTTP status $status: a proxy before the service does not let this method through" ;;
        *) echo "HTTP status $status, not from the service itself; is $url its address?" ;;
    esac
}

# Something that has a status as the service's has, and is not what the service says.
unclear() { later "the answer cannot be understood; is $url the service, and is there room in ${TMPDIR:-/tmp}?"; }

# quoted TEXT: for a line of curl's configuration.
quoted() {
    local text=${1//\\/\\\\}
    text=${text//\"/\\\"}
    printf '"%s"' "${text//$'\n'/\\n}"
}

# several CONFIGURATION: many small transfers by one curl, over four connections: alone, each would take a process and a connection. Prints the last
# part of each URL that was answered with success; the caller makes up for the others.
several() {
    { curl -q --silent --fail --parallel --parallel-max 4 -w '%{http_code} %{url_effective}\n' -K "$1" 2> /dev/null || true; } |
        sed -n 's/^2.. .*\///p'
}

# is_small SIZE: whether a transfer is over so soon that its beginning takes most of the time.
is_small() { [ "$1" -lt 4000000 ]; }

# pause TRY: before the next one, if there is to be one: ten in all, three as long as the service was never reached.
pause() {
    if [ "$1" -ge 10 ] || is_hopeless || { [ $reached = false ] && [ "$1" -ge 3 ]; }; then return 1; fi
    if [ "$1" -eq 2 ]; then note "  $(problem); trying again"; fi
    sleep "$1"
}

# api METHOD PATH [curl options]: asks, again if need be; the body on stdout too.
api() {
    local try=1
    ask "$@"
    while is_later && pause $try; do
        try=$((try + 1))
        ask "$@"
    done
    case $status in
        2??) cat "$work/body" ;;
        *) return 1 ;;
    esac
}

# look: what has become of the session, in $state ("gone" if the service knows it no more), and of the bundle: all of it in
# $work/bundle, which is empty if it was not appended, and how it ended in $ended, which is empty if it has not.
look() {
    state=gone ended=
    : > "$work/bundle"
    if api GET "$session" > "$work/session"; then
        jq -r --arg bundle "$bundle" '[.bundles[] | select(.bundleName == $bundle)] as $found
            | .state, ($found[0] | if .state == "ended" then .outcome else "" end), $found[]' "$work/session" > "$work/seen" || unclear
        { read -r state && read -r ended && cat > "$work/bundle"; } < "$work/seen"
    elif [ "$(kind)" != no-such-session ]; then
        later "$(problem)"
    fi
}

# pages FILTER: what jq makes with it of each page of the bundle's report. 1 if the service does not give it, 2 if nobody takes it.
pages() {
    local next=
    while :; do
        api GET "$task/report?limit=1000$next" > "$work/page" || return 1
        jq -r "$1" "$work/page" || return 2
        next=$(jq -r '.next // empty | @uri' "$work/page")
        if [ -z "$next" ]; then return 0; fi
        next="&after=$next"
    done
}

# field MANIFEST NAME: what the first line of a manifest says.
field() { head -n 1 "$1" | tr '&' '\n' | sed -n "s/^$2=//p"; }

digest_of() { sha256sum < "$1" | cut -c1-64; }

# Whether a file has one JSON object. Of an empty one jq says nothing, and that it is content.
is_object() { [ "$(jq -s 'length == 1 and (.[0] | type) == "object"' "$1" 2> /dev/null)" = true ]; }

settle

# ---- the folder ---------------------------------------------------------------------------------------------------------------------

size_of() { if [ -f "$1" ]; then wc -c < "$1" | tr -d ' '; else echo -1; fi; }
has_sha256() { [ "$(digest_of "$1")" = "$2" ]; }

# indexed: what the indexes in $dir say of each file: its name, its size and its SHA-256. 1 if one of them is damaged.
indexed() {
    local index code=0
    for index in "$dir"/*manage.json; do
        if [ -f "$index" ] && ! jq -rs 'if length == 1 and (.[0] | type) == "array"
                then .[0][] | "\(.fileName) \(.information.stat.st_size) \(.sha256)" else error("no index") end' "$index" 2> /dev/null; then
            say "$index is damaged"
            code=1
        fi
    done
    return $code
}

# keep NAME: NAME.partial becomes NAME, on disk for good. What once did not get there is thrown away: the next sync would call it clean.
keep() {
    local file=$dir/$1
    if ! sync "$file.partial"; then
        rm -f "$file.partial"
        later "$1 does not get to the disk"
    fi
    mv -f "$file.partial" "$file" || later "$file.partial cannot be renamed"
    sync "$dir" || later "the name $1 does not get to the disk"
}

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

# What this run is, line by line: a name for it, its type, the index that it starts from, the beginning of its files' names.
remember() {
    if [ ! -f "$dir/.session" ]; then
        { head -c 16 /dev/urandom | sha256sum | cut -c1-32; printf '%s\n' "$type" "$previous"; } > "$dir/.session.partial" ||
            later "$dir cannot be written"
        keep .session
    fi
    type=$(sed -n 2p "$dir/.session")
    type=${type:-backup}
    previous=$(sed -n 3p "$dir/.session")
    prefix=$(sed -n 4p "$dir/.session")
}

# Removes what this run has left, and nothing of others; the sign that it is not finished goes last.
clear_run() {
    if [ "$type" = backup ]; then
        find "$dir" -mindepth 1 -maxdepth 1 -type f ! -name .session ! -name .lock -exec rm -f {} +
    else
        if [ -n "$prefix" ]; then find "$dir" -mindepth 1 -maxdepth 1 -type f -name "$prefix*" -exec rm -f {} +; fi
        rm -f "$dir/capabilities.json.partial"
    fi
    sync "$dir" || later "$dir does not get to the disk"
    rm -f "$dir/.session"
}

# A name of what the index lists, or of the index, that is not in the folder.
lacking() {
    if [ "$type" = incrementalBackup ] && [ -z "$prefix" ]; then echo "its index"; return 0; fi
    { printf '%s\n' "${prefix}manage.json" "${prefix}manage.json.manifest"; jq -r '.[].fileName' "$dir/${prefix}manage.json" || true; } \
        2> /dev/null | while read -r name; do
        if [ ! -f "$dir/$name" ]; then echo "$name"; fi
    done | sed -n 1p
}

# Nobody else may be at work here when the lock goes, such as a curl that outlives a killed run.
# shellcheck disable=SC2317 # the trap calls it
unlock() {
    exec 9>&-
    if { exec 9>> "$dir/.lock"; } 2> /dev/null && flock -n 9; then rm -f "$dir/.lock"; fi
}

# ---- one file -----------------------------------------------------------------------------------------------------------------------

# download PATH FILE SIZE: goes on with what FILE already has, and gives up when ten tries in a row brought nothing. 2 if the service no
# longer has these bytes.
download() {
    local path=$1 file=$2 size=$3 try=0 had bar=false
    if is_slow "$size"; then note "  $(basename "$file" .partial):"; bar=true; fi
    while [ $try -lt 10 ]; do
        had=$(size_of "$file")
        if [ "$had" -gt "$size" ]; then rm -f "$file"; had=-1; fi
        if [ "$had" -eq "$size" ]; then return 0; fi
        if [ "$size" -eq 0 ]; then : > "$file"; fi
        request --fail -C - -o "$file" "$url$path"
        case $status in
            404 | 409 | 410) return 2 ;;
            401 | 403) return 1 ;;
        esac
        # curl's number for a disk that takes no more.
        if [ $failure -eq 23 ]; then later "${file##*/} cannot be written; is there room in $dir?"; fi
        if [ "$(size_of "$file")" -gt "$had" ]; then
            try=0
        else
            try=$((try + 1))
            sleep $try
        fi
    done
    return 1
}

# require_own URI: a name that may be written. Notes what the names of this run's files begin with before the first of them, so that a run that
# starts over knows what was its own.
require_own() {
    local file
    [[ $1 =~ ^[A-Za-z0-9_.]{1,255}$ && $1 != . && $1 != .. ]] || die "the service announced a file named $1"
    if [ "$type" = incrementalBackup ] && [ -z "$prefix" ]; then
        [[ $1 =~ ^[0-9]{1,18}_ ]] || die "the service announced a file named $1 in an incremental backup"
        prefix=${BASH_REMATCH[0]}
        for file in "$dir/$prefix"*; do
            [ ! -e "$file" ] || die "$dir has files that begin with $prefix already"
        done
        { sed -n 1,3p "$dir/.session" && printf '%s\n' "$prefix"; } > "$dir/.session.partial" || later "$dir cannot be written"
        keep .session
    fi
    [[ $1 = "$prefix"* ]] || die "the service announced a file named $1, and this run's names begin with $prefix"
}

# put_back NAME: what was fetched is of an earlier content. Often that is the beginning of the new one, or has become it again.
put_back() { mv -f "$dir/$1" "$dir/$1.partial" || later "$dir/$1 is of an earlier content, and cannot be renamed"; }

# fetch URI SIZE SHA256 CONTENT_PATH: the file is here, checked and on disk. 2 if the service no longer has these bytes.
fetch() {
    local uri=$1 size=$2 sha256=$3 content=$4 try code
    if [ -f "$dir/$uri" ] && ! has_sha256 "$dir/$uri" "$sha256"; then put_back "$uri"; fi
    for try in 1 2 3; do
        if [ -f "$dir/$uri" ]; then return 0; fi
        code=0
        download "$content" "$dir/$uri.partial" "$size" || code=$?
        if [ $code -eq 2 ]; then return 2; fi
        [ $code -eq 0 ] || later "cannot fetch $uri: $(head -n 1 "$work/error")"
        if has_sha256 "$dir/$uri.partial" "$sha256"; then
            keep "$uri"
        else
            note "  $uri arrived damaged, or is left from an earlier content; fetching it anew"
            rm -f "$dir/$uri.partial"
        fi
    done
    [ -f "$dir/$uri" ] || later "$uri does not arrive with the SHA-256 that was announced"
}

# fetch_manifest URI MANIFEST_PATH SHA256: as fetch. The manifest of an increment is nearly the manifest that the increment starts from: where there is
# a zstd, the service sends only what differs (RFC 9842).
fetch_manifest() {
    local codings=identity dictionary='' known=$work/known
    [ -f "$known" ] || known=$dir/$previous.manifest
    if command -v gzip > /dev/null; then codings=gzip; fi
    if [ -n "$previous" ] && [ -f "$known" ] && command -v zstd > /dev/null; then
        codings=$codings,dcz
        # shellcheck disable=SC2059 # the digest as bytes
        dictionary=" :$(printf "$(digest_of "$known" | sed 's/../\\x&/g')" | base64):"
    fi
    api GET "$2" -D "$work/head" -H "Accept-Encoding: $codings" -H "Available-Dictionary:$dictionary" > "$work/coded" ||
        later "cannot fetch the manifest: $(problem)"
    case $(tr -d '\r' < "$work/head" | sed -n 's/^[Cc]ontent-[Ee]ncoding: *//p' | tail -n 1) in
        dcz) zstd -q -d -c -D "$known" "$work/coded" ;;
        gzip) gzip -d -c < "$work/coded" ;;
        *) cat "$work/coded" ;;
    esac > "$dir/$1.manifest.partial" || later "the manifest arrived damaged"
    has_sha256 "$dir/$1.manifest.partial" "$3" || later "the manifest arrived damaged"
    keep "$1.manifest"
}

# take_small: takes the small files of the list together: one process for each step, and not one for each file. take makes up for whatever does not
# arrive whole, cannot be kept or cannot be closed.
take_small() {
    local uri size sha256 content kind names _
    cat "$work/curl" > "$work/several"
    : > "$work/sums"
    while IFS=$'\t' read -r uri size sha256 content _ _ kind; do
        require_own "$uri"
        if is_small "$size" && [ "$kind" != index ] && [ ! -e "$dir/$uri" ] && [ ! -e "$dir/$uri.partial" ]; then
            printf 'url = %s\noutput = %s\n' "$(quoted "$url/api/v1/${content#*/api/v1/}")" "$(quoted "$dir/$uri.partial")" >> "$work/several"
            printf '%s  %s.partial\n' "$sha256" "$uri" >> "$work/sums"
        fi
    done < "$work/list"
    if [ ! -s "$work/sums" ]; then return 0; fi
    several "$work/several" > "$work/arrived"
    mapfile -t names < <(cd "$dir" && sha256sum -c "$work/sums" 2> /dev/null | sed -n 's/\.partial: OK$//p')
    if [ ${#names[@]} -eq 0 ]; then return 0; fi
    if ! (cd "$dir" && sync "${names[@]/%/.partial}"); then
        # The next sync would call them clean.
        (cd "$dir" && rm -f "${names[@]/%/.partial}")
        return 0
    fi
    { cat "$work/curl"; echo 'request = DELETE'; } > "$work/several"
    for uri in "${names[@]}"; do
        mv -f "$dir/$uri.partial" "$dir/$uri" || later "$dir/$uri.partial cannot be renamed"
        sha256=$(awk -v name="$uri.partial" '$2 == name { print $1 }' "$work/sums")
        printf 'url = %s\n' "$(quoted "$url$files/$uri?sha256=$sha256")" >> "$work/several"
    done
    sync "$dir" || later "the names of files do not get to the disk"
    several "$work/several" | cut -d'?' -f1 > "$work/closed"
    while IFS=$'\t' read -r uri size _; do
        if grep -qxF -e "$uri" "$work/closed"; then
            note "  $uri ($size bytes)"
            closed=$((closed + 1))
        fi
    done < "$work/list"
}

# take URI SIZE SHA256 CONTENT_URL MANIFEST_URL MANIFEST_SHA256 KIND: fetch, then close. A proxy may have put its own path before the URLs.
take() {
    local uri=$1 size=$2 sha256=$3 code=0
    local content=/api/v1/${4#*/api/v1/} manifest=/api/v1/${5#*/api/v1/}
    require_own "$uri"
    fetch "$uri" "$size" "$sha256" "$content" || code=$?
    if [ $code -ne 0 ]; then return 0; fi # it changed, or its bundle has ended: the list will tell
    if [ "$7" = index ]; then fetch_manifest "$uri" "$manifest" "$6"; fi
    # An interrupted run may have renamed it and got no further.
    sync "$dir/$uri" "$dir" || later "$uri does not get to the disk"
    if api DELETE "$files/$uri?sha256=$sha256" > /dev/null; then
        note "  $uri ($size bytes)"
        closed=$((closed + 1))
        return 0
    fi
    # Only the service itself can say that it has not dropped its copy; then ours may go.
    case $(kind) in
        file-changed | receipt-mismatch)
            note "  $uri changed while it was fetched; it will be announced anew"
            put_back "$uri"
            ;;
        file-closed) rm -f "$dir/$uri" ;; # given up, or its bundle has ended: the list will tell
        no-such-session) ;;
        *) later "cannot close $uri: $(problem)" ;;
    esac
}

# ---- the session --------------------------------------------------------------------------------------------------------------------

# The session of what .session remembers: whoever is interrupted in between gets the same one by the same name.
begin() {
    remember
    if [ "$type" = backup ]; then
        jq -n --arg bundle "$bundle" '{type: "backup", bundles: [{bundleName: $bundle}]}' > "$work/request"
    else
        printf '{"type":"incrementalBackup"}' > "$work/request"
    fi
    if ! api POST /api/v1/sessions -H 'Content-Type: application/json' -H "Idempotency-Key: $(sed -n 1p "$dir/.session")" \
        --data "@$work/request" > "$work/session"; then
        if is_later; then later "$(problem)"; else die "$(problem)"; fi
    fi
    session=$(jq -r '.sessionId // empty' "$work/session") || unclear
    [ -n "$session" ] || unclear
    session=/api/v1/sessions/$session
    task=$session/bundles/${bundle//:/%3A}
    files=$task/files
    look
}

# Gives up before anything was appended, unless that is for now: the next run begins anew.
refused() {
    local problem
    problem=$(problem)
    is_final || later "$problem"
    rm -f "$dir/.session"
    api DELETE "$session" > /dev/null || true
    die "$problem"
}

# lost MANIFEST: the files that it names and that the folder does not have, or has with another size.
lost() {
    local name size have
    indexed > "$work/indexed" || true
    awk -F';' 'NR > 2 && $17 != "" && !seen[$17]++ { print $17 }' "$1" > "$work/named"
    awk 'FILENAME == ARGV[1] { size[$1] = $2; next } { print $1, ($1 in size) ? size[$1] : "-" }' "$work/indexed" "$work/named" |
        while read -r name size; do
            have=$(size_of "$dir/$name")
            if [ "$have" -lt 0 ] || { [ "$size" != - ] && [ "$have" -ne "$size" ]; }; then echo "$name"; fi
        done
}

# known MANIFEST: what the increment starts from: the manifest, without what was in files that are lost, so that the service sends that
# again. A further name of a file may not be listed without the first one, and goes too.
known() {
    local name
    lost "$1" > "$work/lost"
    while read -r name; do
        say "$dir has lost $name; what was in it is sent again, and older generations lack it"
    done < "$work/lost"
    awk -F';' 'FILENAME == ARGV[1] { lost[$1]; some = 1; next }
        FNR <= 2 || !($17 in lost || some && $6 != "" && $15 != "")' "$work/lost" "$1" > "$work/known"
}

# Says what the increment starts from, and has it made. Usually the service has kept the manifest of the newest generation, and need not get it.
append() {
    local manifest=$dir/$previous.manifest
    [ -f "$manifest" ] || die "$manifest is not there, and $dir/.session starts from it"
    known "$manifest"
    jq -n --arg bundle "$bundle" --arg generation "$(field "$manifest" generation)" \
        '{bundles: [{bundleName: $bundle, previousGeneration: $generation}]}' > "$work/request"
    if [ ! -s "$work/lost" ]; then
        if append_request; then return 0; fi
        [ "$(kind)" = no-such-generation ] || refused
    fi
    api PUT "$session/manifests/${bundle//:/%3A}" -T "$work/known" -H 'Content-Type: text/plain' > /dev/null || refused
    append_request || refused
}

append_request() {
    api POST "$session/bundles" -H 'Content-Type: application/json' -H "Idempotency-Key: $(sed -n 1p "$dir/.session")" \
        --data "@$work/request" > /dev/null
}

# Fetches and closes all there is, until nothing more will come. The list shows what is not closed yet, so it is its own memory.
drain() {
    local uri size sha256 content manifest manifest_sha256 kind fruitless=0 before
    while [ $fruitless -lt 20 ]; do
        before=$closed
        if ! api GET "$files?state=ready&limit=100&wait=30" > "$work/list.json"; then
            if [ "$(kind)" = no-such-session ]; then return 0; fi
            later "$(problem)"
        fi
        jq -r '.files[] | [.uri, .size, .sha256, .contentUrl, .manifestUrl, .manifestSha256, .kind] | @tsv' "$work/list.json" \
            > "$work/list" || unclear
        if [ ! -s "$work/list" ]; then
            if [ "$(jq -r .more "$work/list.json")" = false ]; then return 0; fi
            continue
        fi
        : > "$work/closed"
        take_small
        while IFS=$'\t' read -r -u 3 uri size sha256 content manifest manifest_sha256 kind; do
            grep -qxF -e "$uri" "$work/closed" ||
                take "$uri" "$size" "$sha256" "$content" "$manifest" "$manifest_sha256" "$kind"
        done 3< "$work/list"
        # What changes all the time is announced again and again, but not for ever.
        if [ "$closed" -gt "$before" ]; then fruitless=0; else fruitless=$((fruitless + 1)); sleep 1; fi
    done
}

# When nothing more comes the bundle ends at once.
await_end() {
    local try
    for try in 1 2 3 4 5 6 7 8 9 10; do
        look
        if [ -n "$ended" ] || [ "$state" = gone ]; then return 0; fi
        sleep 1
    done
    later "$bundle does not end, and nothing more of it can be had"
}

fetch_capabilities() {
    api GET "$session/capabilities" > "$work/capabilities" && is_object "$work/capabilities" &&
        cp "$work/capabilities" "$dir/capabilities.json.partial"
}

# Without it there is no restore.
keep_capabilities() {
    if ! is_object "$dir/capabilities.json.partial"; then
        fetch_capabilities || later "capabilities.json cannot be had: $(problem)"
    fi
    keep capabilities.json
}

release() { api DELETE "$session" > /dev/null || say "the session could not be released: $(problem)"; }

finish() {
    local came failed which='.failed[]'
    keep_capabilities
    # What began to come, and was given up.
    find "$dir" -mindepth 1 -maxdepth 1 -type f -name "$prefix*.partial" -exec rm -f {} +
    rm -f "$dir/.session"
    sync "$dir" || say "the end of the run does not get to the disk; after a power cut it may have to be run again"
    release
    came="$(jq -r '"\(.filesClosed) files, \(.bytesClosed) bytes"' "$work/bundle") of $bundle"
    if [ "$type" = backup ]; then note "$came are in $dir"; else note "$came were added to $dir"; fi
    failed=$(jq -r .failedCount "$work/bundle")
    # Without failures these are remarks, of which only a backup in the data is something to do for somebody.
    if [ "$failed" = 0 ] && [ $quiet = true ]; then which+=' | select(.message | startswith("it holds a backup"))'; fi
    pages "$which | \"\\(.path): \\(.message)\"" >&2 || [ $? -eq 2 ] || say "the list of what failed cannot be had: $(problem)"
    if [ "$failed" = 0 ]; then quit 0; fi
    say "$(counted "$failed" file files) could not be backed up"
    quit 3
}

# Whether the service was restarted while the session was live. That ends the backup of an application that was held.
was_restarted() {
    api GET "$session/events?types=onBackupServiceDied" > "$work/events" || later "$(problem)"
    [ "$(jq -r '.events | length' "$work/events")" != 0 ]
}

start_over() {
    note "$1; starting over"
    clear_run
    api DELETE "$session" > /dev/null || true
}

# conclude WHETHER: finishes, or gives up, or starts over, by what look saw; WHETHER the session was over before this run came.
conclude() {
    local over=$1 lacks
    if [ "$ended" = completed ]; then
        lacks=$(lacking)
        [ -z "$lacks" ] || die "the backup was completed, but $dir lacks $lacks; put it back, or choose another directory"
        finish
    elif [ "$state" = gone ] || [ "$state" = expired ]; then
        start_over "the session has expired"
    elif [ "$over" = true ]; then
        start_over "the session was released"
    elif was_restarted; then
        start_over "the service was restarted"
    else
        clear_run
        api DELETE "$session" > /dev/null || true
        if [ "$type" = backup ]; then rm -f "$dir/.lock" && rmdir "$dir"; fi
        die "$bundle was not backed up ($ended): $(jq -r '"\(.err.message // "somebody ended it") [\(.err.code // 0)]"' "$work/bundle")"
    fi
}

# ---- all bundles --------------------------------------------------------------------------------------------------------------------

back_up_all() {
    local next='' code options=()
    if [ $incremental = true ]; then options+=(--incremental); fi
    if [ $quiet = true ]; then options+=(--quiet); fi
    : > "$work/all"
    while :; do
        if ! api GET "/api/v1/bundles?limit=100$next" > "$work/page"; then
            if is_later; then later "$(problem)"; else die "$(problem)"; fi
        fi
        jq -r '.bundles[] | select(.allToBackup) | .bundleName' "$work/page" >> "$work/all" || unclear
        next=$(jq -r '.next // empty | @uri' "$work/page")
        if [ -z "$next" ]; then break; fi
        next="&after=$next"
    done
    [ -s "$work/all" ] || die "there is no bundle that may be backed up"
    while read -r -u 3 bundle; do
        code=0
        bash "${BASH_SOURCE[0]}" ${options[@]+"${options[@]}"} -- "$bundle" "$folder" 3<&- || code=$?
        if [ $code -gt 128 ]; then quit $code; fi
        if [ $code -ne 0 ]; then say "${0##*/}: $bundle ends with $code"; fi
        case $code in 0 | 3 | 4 | 75) echo $code ;; *) echo 1 ;; esac >> "$work/ends"
    done 3< "$work/all"
    for code in 1 75 4 3; do
        if grep -qx $code "$work/ends"; then quit $code; fi
    done
    quit 0
}

# ---- without a service --------------------------------------------------------------------------------------------------------------

# Whether it is whole, as far as that can be seen: what it says of single files is compared with them.
is_manifest() {
    [ -z "$(tail -c 1 "$1")" ] && awk -F';' 'NR == 1 && !/^version=2\.0&attrNum=17&bundle=/ || NR > 1 && NF != 17 { bad = 1; exit }
        END { exit bad || NR < 2 }' "$1"
}

# What the manifests in $dir say of each delivered file, as indexed; that of parts is unknown to them, which is -.
listed() {
    local manifest code=0
    for manifest in "$dir"/*manage.json.manifest; do
        [ -f "$manifest" ] || continue
        if ! is_manifest "$manifest"; then
            say "$manifest is damaged"
            code=1
            continue
        fi
        awk -F';' 'NR > 2 && $17 != "" {
            if ($6 != "" && $17 !~ /^([0-9]+_)?part\.[0-9]+\.tar$/) print $17, $4, $6; else if (!seen[$17]++) print $17, "-", "-"
        }' "$manifest"
    done
    return $code
}

# verify_bundle: compares what is in $dir with all that is said of it. 1 if something is missing or damaged.
verify_bundle() {
    local name size sha256 have lacking files=0 bytes=0 bad=0
    indexed > "$work/said" || bad=1
    listed >> "$work/said" || bad=1
    for name in "$dir"/*manage.json "$dir"/*manage.json.manifest; do
        case $name in *.manifest) name=${name%.manifest} ;; *) name=$name.manifest ;; esac
        if [[ $name != *[*]* ]] && [ ! -f "$name" ]; then say "$name is missing"; bad=1; fi
    done
    if ! is_object "$dir/capabilities.json"; then say "$dir/capabilities.json is missing or damaged"; bad=1; fi
    # If two say different things of a file, it cannot be as both say.
    sort -u "$work/said" | awk '$2 != "-" { print; known[$1] } $2 == "-" { other[$1] }
        END { for (name in other) if (!(name in known)) print name, "-", "-" }' > "$work/expected"
    while read -r -u 3 name size sha256; do
        files=$((files + 1))
        have=$(size_of "$dir/$name")
        if [[ ! $name =~ ^[A-Za-z0-9_.]{1,255}$ ]]; then
            say "$dir has an index or a manifest with a file named $name"
        elif [ "$have" -lt 0 ]; then
            say "$dir/$name is missing"
        elif [ "$size" = - ]; then
            say "$dir/$name is there, but no index says what it has to be"
        elif [ "$have" -ne "$size" ]; then
            say "$dir/$name has $have bytes and not $size"
        elif ! has_sha256 "$dir/$name" "$sha256"; then
            say "$dir/$name is damaged: it has another SHA-256"
        else
            bytes=$((bytes + size))
            continue
        fi
        bad=1
    done 3< "$work/expected"
    if [ -f "$dir/.session" ]; then
        say "$dir has a run that is not finished; run that again"
        if [ -z "$(newest)" ]; then bad=1; fi
    fi
    if [ $bad -ne 0 ]; then return 1; fi
    note "$dir is whole: $files files, $bytes bytes"
    lacking=$(field "$dir/$(newest).manifest" failed)
    if [ -z "$lacking" ]; then return 0; fi
    say "$dir: the newest backup lacks $(counted "$lacking" entry entries) that could not be taken; a restore names them"
    return 3
}

# counted NUMBER ONE SEVERAL: "1 file", "2 files".
counted() { if [ "$1" = 1 ]; then printf '%s' "1 $2"; else printf '%s' "$1 $3"; fi; }

verify() {
    local found=0 bad=0 lacking=0 code
    for dir in "$folder" "$folder"/*; do
        [ -n "$(find "$dir/" -mindepth 1 -maxdepth 1 \( -name '*manage.json*' -o -name .session \) 2> /dev/null)" ] || continue
        found=1
        code=0
        verify_bundle || code=$?
        case $code in 0) ;; 3) lacking=3 ;; *) bad=1 ;; esac
    done
    [ $found -eq 1 ] || die "there is no backup in $folder"
    [ $bad -eq 0 ] || die "what is named above is missing or damaged; remove what is damaged, and --incremental has it sent again"
    quit $lacking
}

if [ $verify = true ]; then verify; fi
prepare_curl
if [ $all = true ]; then back_up_all; fi
[[ $bundle =~ ^[A-Za-z][A-Za-z0-9_.-]{0,127}(:[1-9][0-9]*)?$ ]] || die "$bundle is not the name of a bundle"
dir=$folder/${bundle//:/+}
{ mkdir -p "$dir" && sync "$dir/.."; } || die "$dir cannot be made"
lock "$dir/.lock"
trap 'code=$?; unlock; clean_up $code' EXIT

type=backup previous='' prefix=''
if [ -f "$dir/.session" ]; then
    if [ "$(sed -n 2p "$dir/.session")" = incrementalBackup ] && [ $incremental = false ]; then
        die "an incremental backup into $dir is not finished; run with --incremental to go on with it"
    fi
elif [ -n "$(find "$dir" -mindepth 1 -maxdepth 1 ! -name .lock ! -name .session.partial)" ]; then
    previous=$(newest)
    [ -n "$previous" ] || die "$dir is not empty and holds no backup; choose another directory"
    [ $incremental = true ] || die "$dir holds a finished backup; choose another directory, or add to it with --incremental"
    type=incrementalBackup
elif [ $incremental = true ]; then
    note "$dir has no backup yet; this first one is a full one"
fi

for _ in 1 2 3; do
    closed=0
    begin
    case $state in
        gone | expired | released) conclude true; continue ;;
    esac
    note "backing up $bundle in ${session##*/}${previous:+, what has changed since $previous}"
    if [ ! -s "$work/bundle" ]; then append; fi
    fetch_capabilities || true
    drain
    await_end
    conclude false
done
die "gave up after three attempts"
