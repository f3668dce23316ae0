#!/usr/bin/env bash
# Restores one bundle from a folder that backup.sh filled. Needs only bash, curl, jq, sha256sum and flock.
#
#   restore.sh [--generation WHICH] [--path PATH]... [--salvage] [--dry-run] [--merge] [--to BUNDLE] [--allow-downgrade] [--quiet]
#              [--] BUNDLE DIRECTORY
#   restore.sh --list [--] BUNDLE DIRECTORY
#
#   --generation WHICH  restore an older generation instead of the newest: its number in the list, the number that its files begin with,
#                      or its uuid
#   --path PATH        restore only this file or directory, and leave the rest of the data as it is; may be given several times. PATH is
#                      relative to the data, as ls shows it there
#   --salvage          restore every undamaged file of a damaged or incomplete backup, leave all other files in the data as they are
#                      (as --merge does), and name the files that the backup has and that could not be restored
#   --list             only list the generations, the oldest first; --generation list does the same
#   --dry-run          only verify, and print what a restore would add, change and remove
#   --merge            keep what the backup does not have
#   --to BUNDLE        restore to another bundle
#   --allow-downgrade  restore also data of a newer version than that of the installed application
#   --quiet            print only what asks for an action
#
#   BACKUP_URL     the service, http://127.0.0.1:8080 if not set; behind a proxy with its path, such as https://example.com/backup
#   BACKUP_TOKEN   a token; if not set, the token that the service made, read from BACKUP_TOKEN_FILE (./data/token)
#   CURL_CA_BUNDLE, https_proxy, no_proxy and TMPDIR have their usual meaning; ~/.curlrc is not read
#
# Reads DIRECTORY/<BUNDLE, ":" written "+">/: the result of backup.sh, or tars that you made and a capabilities.json. Asks the service
# which files it needs, sends them with their SHA-256, and publishes. After a broken connection, or a restart of the service, the script
# continues where the service is. After an interruption, run the same command again to go on. If the restore was completed meanwhile,
# that run only prints its result: for this purpose the script keeps a file .restore-<digits> in the folder (or, if that cannot be
# written, in a directory of its own below TMPDIR, or /tmp), and removes it at the end.
#
# Ends with
#    0  the data is restored, or, with --dry-run, can be restored (even if messages could not be printed)
#    3  the data is restored, or would be with --dry-run, except for single files or attributes, which are named
#   75  the service cannot be reached, or cannot go on now: run again to go on, and to see the result. A service that was never
#       reached is given up after some seconds
#    4  another run is restoring from that folder to that bundle; nothing was changed
#    1  the restore has failed, and nothing was changed, unless a message says that the new state is in place but not durable
#    2  the options or arguments are wrong
#
# Needs bash 4.3, curl 7.71, jq 1.5, flock of util-linux or busybox, and the tools of coreutils 8.24 or busybox 1.30.
[ -n "${BASH_VERSION-}" ] || exec bash "$0" "$@"
set +o posix
set +fC -euo pipefail

usage="restore.sh [--generation WHICH] [--path PATH]... [--salvage] [--dry-run] [--merge] [--to BUNDLE] [--allow-downgrade] [--quiet]
                  [--] BUNDLE DIRECTORY
       restore.sh --list [--] BUNDLE DIRECTORY"

# What somebody should know; and what only whoever watches wants to.
say() { printf '%s\n' "$*" >&2 2> /dev/null || true; }
note() { [ $quiet = true ] || say "$@"; }
# quit STATUS: ends, as foreseen.
quit() { foreseen=true; exit "$1"; }
die() { say "${0##*/}: $*"; quit 1; }
later() { say "${0##*/}: $*"; say "run it again to go on"; quit 75; }
misused() { say "${0##*/}: $*"; say "usage: $usage"; quit 2; }

dry=false mode=replace target='' downgrade=false which='' list=false quiet=false foreseen=false
paths=()
arguments=()
while [ $# -gt 0 ]; do
    case $1 in
        --dry-run) dry=true ;;
        --merge) [ $mode = salvage ] || mode=merge ;;
        --salvage) mode=salvage ;;
        --path) [ -n "${2-}" ] || misused "--path names a file or a directory"; paths+=("$2"); shift ;;
        --to) [ $# -gt 1 ] || misused "--to names a bundle"; target=$2; shift ;;
        --generation) [ $# -gt 1 ] || misused "--generation says which"; which=$2; shift ;;
        --list) list=true ;;
        --quiet) quiet=true ;;
        --allow-downgrade) downgrade=true ;;
        --help) sed -n '2,/^set /{/^#/s/^# \{0,1\}//p;}' "${BASH_SOURCE[0]}"; exit 0 ;;
        --) shift; arguments+=("$@"); break ;;
        -*) misused "there is no option $1; a folder that begins with - goes behind --" ;;
        *) arguments+=("$1") ;;
    esac
    shift
done
if [ ${#arguments[@]} -ne 2 ] || [ -z "${arguments[1]}" ]; then misused "it takes a bundle and a directory"; fi
if [ "$which" = list ]; then list=true; fi
bundle=${arguments[0]}
dir=${arguments[1]}/${bundle//:/+}
case $dir in -*) dir=./$dir ;; esac
target=${target:-$bundle}

# ---- what backup.sh has too, word for word --------------------------------------------------------------------------------------

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
for name in "$bundle" "$target"; do
    [[ $name =~ ^[A-Za-z][A-Za-z0-9_.-]{0,127}(:[1-9][0-9]*)?$ ]] || die "$name is not the name of a bundle"
done

# ---- the folder ---------------------------------------------------------------------------------------------------------------------

# The folder, before anybody is asked: with a manifest the service says what it needs; without one, tars are all there may be, since a
# restore of what is left of a backup would remove the rest.
[ -d "$dir" ] || die "there is no $dir"
unfinished=
if [ -e "$dir/.session" ]; then
    if [ "$(sed -n 2p "$dir/.session")" != incrementalBackup ]; then
        die "the backup in $dir is not finished; run backup.sh again first"
    fi
    unfinished=$(sed -n 4p "$dir/.session")
    say "an increment in $dir is not finished; it is left out"
fi
is_object "$dir/capabilities.json" || die "$dir has no capabilities.json, or it cannot be read"

in_seconds() { date -d "@$(($1 / 1000))" '+%Y-%m-%d %H:%M:%S' 2> /dev/null || date -r "$(($1 / 1000))" '+%Y-%m-%d %H:%M:%S'; }

# $work/generations: begin, generation, parent (or -) and manifest of each finished one, the oldest first.
for file in "$dir"/*manage.json.manifest; do
    if [ -f "$file" ] && { [ -z "$unfinished" ] || [[ ${file##*/} != "$unfinished"* ]]; }; then
        parent=$(field "$file" parent)
        printf '%s %s %s %s\n' "$(field "$file" begunAt)" "$(field "$file" generation)" "${parent:--}" "${file##*/}"
    fi
done | sort -n > "$work/generations"

show() {
    local number=0 begun generation parent manifest counts
    [ -s "$work/generations" ] || die "$dir has no manifest (manage.json.manifest)"
    printf 'number\tbegun\tfiles\tbytes\tgeneration\tindex\n'
    while read -r begun generation parent manifest; do
        number=$((number + 1))
        # Regular files have a hash; those with a link are further names of others.
        counts=$(awk -F';' 'NR > 2 && $6 != "" { files++; if ($15 == "") bytes += $4 } END { printf "%d\t%.0f", files, bytes }' \
            < "$dir/$manifest")
        printf '%s\t%s\t%s\t%s\t%s\n' $number "$(in_seconds "$begun")" "$counts" "$generation" "${manifest%.manifest}"
    done < "$work/generations"
}

# The line of the generation that was asked for; else of the newest: the one that no other calls its parent, and of several the one that
# began last.
chosen() {
    local number=0 begun generation parent manifest
    cut -d' ' -f3 "$work/generations" > "$work/parents"
    while read -r begun generation parent manifest; do
        number=$((number + 1))
        if [ -n "$which" ]; then
            case $which in
                "$number" | "$generation" | "${manifest%%_*}" | "${manifest%.manifest}") ;;
                *) continue ;;
            esac
        elif grep -qxF -e "$generation" "$work/parents"; then
            continue
        fi
        printf '%s %s %s %s\n' "$begun" "$generation" "$parent" "$manifest"
    done < "$work/generations" | tail -n 1
}

# manifest_of GENERATION: its manifest's name, if it is here.
manifest_of() { awk -v wanted="$1" '$2 == wanted { print $4; exit }' "$work/generations"; }

# The manifests to send: that of the chosen generation, and if it lists content without saying which file carries it, those of the ones
# that it comes from, and, from where that is not known, all that are older.
choose() {
    local begun generation parent manifest
    read -r begun generation parent manifest <<< "$(chosen)"
    [ -n "$manifest" ] || die "$dir has no generation $which; see --list"
    chosen_generation=$generation
    manifests=("$dir/$manifest")
    awk -F';' 'NR > 2 && $6 != "" && $NF == "" { open = 1; exit } END { exit !open }' < "$dir/$manifest" || return 0
    while manifest=$(manifest_of "$parent") && [ -n "$manifest" ] && [ ${#manifests[@]} -lt 10000 ]; do
        manifests+=("$dir/$manifest")
        begun=$(field "$dir/$manifest" begunAt)
        parent=$(field "$dir/$manifest" parent)
    done
    while read -r manifest; do
        manifests+=("$dir/$manifest")
    done < <(awk -v begun="$begun" '$1 < begun { print $4 }' "$work/generations")
}

# encoded PATH: as a manifest writes a path with bytes that are not plain.
encoded() {
    local i byte
    for ((i = 0; i < ${#1}; i++)); do
        byte=${1:i:1}
        case $byte in
            [%\;] | [[:cntrl:]] | [$'\x80'-$'\xff']) printf '%%%02X' $(($(printf %d "'$byte") & 255)) ;;
            *) printf %s "$byte" ;;
        esac
    done
}

# wanted: the paths that were asked for, without what a shell puts around them: 1 and the path encoded; and, if a manifest may have it as it
# stands, 0 and that. So a line of a manifest says it: with encodeFlag first.
wanted() {
    local path
    for path in ${paths[@]+"${paths[@]}"}; do
        while [[ $path = ./?* ]]; do path=${path#./}; done
        while [[ $path = ?*/ ]]; do path=${path%/}; done
        printf '1%s\n' "$(encoded "$path")"
        [[ $path = *[%\;[:cntrl:]]* ]] || printf '0%s\n' "$path"
    done
}

# carriers: the files that carry what is to be restored. Where the content of a further name is, its line does not say.
carriers() {
    local manifest
    for manifest in "${manifests[@]}"; do
        awk -F';' '
            function is_wanted(path,   end) {
                for (end = length(path) + 1; end > 1; end--)
                    if ((end > length(path) || substr(path, end, 1) == "/") && substr(path, 1, end - 1) in wanted) return 1
                return 0
            }
            FILENAME == ARGV[1] { wanted[$0]; some = 1; next }
            FNR <= 2 { next }
            $17 != "" { all[$17] }
            some && is_wanted($8 $1) { if ($17 != "") found[$17]; if ($6 != "" && $15 != "") further = 1 }
            END {
                if (!some || further || "0." in wanted) { for (name in all) print name } else { for (name in found) print name }
            }
        ' "$work/paths" - < "$manifest"
    done | sort -u
}

manifests=() tars=() chosen_generation=
wanted > "$work/paths"
if [ $list = true ]; then show || die "the list cannot be written"; quit 0; fi
if [ -s "$work/generations" ]; then
    choose
else
    [ -z "$which" ] || die "$dir has no manifest (manage.json.manifest), and so no generations"
    if [ ${#paths[@]} -gt 0 ] || [ $mode = salvage ]; then
        die "$dir has no manifest (manage.json.manifest), without which --path and --salvage cannot tell what the backup has"
    fi
    for file in "$dir"/*; do
        name=${file##*/}
        [ "$name" != capabilities.json ] || continue
        [[ $name = *.tar ]] || die "$dir has no manifest (manage.json.manifest), so only tars can be restored; $name is none"
        [[ $name =~ ^[A-Za-z0-9_.]{1,255}$ ]] || die "rename $name: letters, digits, _ and . are possible"
        tars+=("$file")
    done
    [ ${#tars[@]} -gt 0 ] || die "$dir has neither a manifest nor a tar"
fi

# ---- the session --------------------------------------------------------------------------------------------------------------------

# SHA256 as bytes, in base64, in a header.
digest_field() { printf 'Repr-Digest: sha-256=:%s:' "$(printf '%b' "$(printf %s "$1" | sed 's/../\\x&/g')" | base64)"; }

# Gives up, so that the bundle is nobody's any more. If that cannot be said to the service, it goes by itself after some time.
fail() {
    if api DELETE "$session" > /dev/null || [ "$(kind)" = no-such-session ]; then
        rm -f "$memory"
    else
        say "the session could not be released: $(problem)"
    fi
    die "$*"
}

# Whether a proxy before the service does not let such requests through, today or tomorrow.
is_barred() { case $status in 405 | 411 | 413 | 414 | 431 | 501) [ -z "$(kind)" ] ;; *) false ;; esac; }

# What the last answer means if nothing can be done about it.
stop() {
    if is_barred; then fail "$1$(problem)"; fi
    is_final || later "$1$(problem)"
    case $(kind) in
        bundle-not-running | session-ended) conclude ;;
        *) fail "$1$(problem)" ;;
    esac
}

# The file with what this run is: a name for it, what it asks for, and the generation. One for each place that is restored to.
open_memory() {
    local own name
    name=restore-$(printf '%s' "$url $target" | sha256sum | cut -c1-16)
    memory=$dir/.$name
    if ! { : >> "$memory"; } 2> /dev/null; then
        own=${TMPDIR:-/tmp}/restore-$(id -u)
        mkdir -m 700 "$own" 2> /dev/null || true
        # Anybody can make something of that name there.
        if [ -L "$own" ] || [ ! -d "$own" ] || [ ! -O "$own" ]; then die "$own is not a directory of yours; set TMPDIR"; fi
        memory=$own/$name-$(printf '%s' "$(cd "$dir" && pwd -P)" | sha256sum | cut -c1-16)
    fi
    lock "$memory"
    jq -nc --arg bundle "$bundle" --arg target "$target" --arg mode "$mode" --argjson downgrade "$downgrade" \
        --slurpfile capabilities "$dir/capabilities.json" --arg paths "$(sed -n 's/^1//p' "$work/paths")" \
        '{type: "restore", remoteCapabilities: $capabilities[0],
          bundles: [{bundleName: $bundle, restoreTo: $target, restoreMode: $mode, allowDowngrade: $downgrade}
              + if $paths == "" then {} else {paths: ($paths | split("\n"))} end]}' > "$work/request"
}

# The session of what $memory remembers: whoever is interrupted in between gets the same one by the same name.
make() {
    sed -n 2p "$memory" > "$work/asked"
    if ! api POST /api/v1/sessions -H 'Content-Type: application/json' -H "Idempotency-Key: $(sed -n 1p "$memory")" \
        --data-binary "@$work/asked" > "$work/session"; then
        # Who has got in with that name before is to be heard again.
        if is_later || { [ "$resumed" = true ] && ! is_final; }; then later "$(problem)"; fi
        rm -f "$memory"
        die "$(problem)"
    fi
    session=$(jq -r '.sessionId // empty' "$work/session") || unclear
    [ -n "$session" ] || unclear
    session=/api/v1/sessions/$session
    task=$session/bundles/${bundle//:/%3A}
    look
}

# Whether the interrupted run is to be gone on with, or to be told the end of. What was restored is not restored again, whatever became
# of the session since; what never got so far is begun anew if the session is over.
resume() {
    local published
    published=$(sed -n 4p "$memory")
    make
    if [ "$(jq -c .bundles "$work/asked")" != "$(jq -c .bundles "$work/request")" ] ||
        [ "$(sed -n 3p "$memory")" != "$chosen_generation" ]; then
        # Another restore: ends that.
        api DELETE "$session" > /dev/null || is_final || later "$(problem)"
        return 1
    fi
    if [ -n "$published" ] && { [ "$published" != "$session" ] || [ "$state" = gone ]; }; then
        fail "the service no longer knows how the interrupted run ended; see whether it did, and run again to restore once more"
    fi
    case $state:$ended in
        *:completed | *:failed) ;;
        gone:* | expired:* | released:*) return 1 ;;
    esac
    if [ -n "$ended" ]; then note "the interrupted run has ended; this is how"; fi
}

begin() {
    open_memory
    resumed=false
    if [ "$(wc -l < "$memory")" -ge 2 ]; then
        resumed=true
        if resume; then return 0; fi
    fi
    resumed=false
    { head -c 16 /dev/urandom | sha256sum | cut -c1-32; cat "$work/request"; echo "$chosen_generation"; } > "$work/memory"
    # In place, since it is locked. A name that is lost would be a restore that is made a second time.
    { cat "$work/memory" > "$memory" && sync "$memory"; } || die "$memory cannot be written"
    make
}

# send FILE URI: goes on with what the service already has, and gives up when ten tries in a row brought nothing. What is there with these
# bytes already is not sent.
send() {
    local file=$1 uri=$2 try=0 size sha256 had=-1 offset options damaged=0 bar=false
    size=$(wc -c < "$file" | tr -d ' ')
    sha256=$(digest_of "$file")
    if is_slow "$size"; then note "  $uri:"; fi
    while [ $try -lt 10 ]; do
        offset=0
        if api GET "$task/uploads/$uri" > "$work/upload"; then
            if [ "$(jq -r .complete "$work/upload")" = false ]; then
                offset=$(jq -r .offset "$work/upload")
            elif [ "$(jq -r .sha256 "$work/upload")" = "$sha256" ]; then
                return 0
            fi
        elif [ "$(kind)" != no-such-file ]; then
            stop "cannot look at $uri: "
        fi
        if [ "$offset" -gt "$had" ]; then try=0; fi
        had=$offset
        options=(-H "$(digest_field "$sha256")" -H 'Content-Type: application/octet-stream' -T "$file")
        if [ "$offset" -gt "$size" ]; then offset=0; fi
        if is_slow "$size"; then bar=true; fi
        if [ "$offset" -gt 0 ] && [ "$offset" -eq "$size" ]; then
            # curl sends nothing then; but the service has to hear that this is all.
            options=(-H 'Content-Type: application/partial-upload' -H "Upload-Offset: $offset" -H 'Upload-Complete: ?1' --data-binary '')
            ask PATCH "$task/uploads/$uri" -H "$(digest_field "$sha256")" "${options[@]}"
        elif [ "$offset" -gt 0 ]; then
            ask PUT "$task/uploads/$uri" "${options[@]}" -C "$offset"
        else
            ask PUT "$task/uploads/$uri" "${options[@]}"
        fi
        bar=false
        case $status:$(kind) in
            200:* | 204:*) note "  $uri ($size bytes)"; return 0 ;;
            400:digest-mismatch | 400:invalid-argument)
                # It has the beginning of something else, or bytes were changed on the way.
                damaged=$((damaged + 1)) had=-1
                if [ $damaged -gt 2 ]; then stop "cannot send $uri: "; fi
                api DELETE "$task/uploads/$uri" > /dev/null || stop "cannot send $uri: "
                ;;
            # 400 is also what becomes of a request that broke off: what arrived of it is kept.
            400:* | 409:offset-mismatch) ;;
            *) is_later || stop "cannot send $uri: " ;;
        esac
        try=$((try + 1))
        pause $try || true
    done
    if [ "$status" = 400 ]; then stop "cannot send $uri: "; fi
    later "cannot send $uri: $(problem)"
}

# send_small: the small files of the list that the service has nothing of. The names of those that it has then are in $work/sent.
send_small() {
    local uri reason size next=
    while IFS=$'\t' read -r uri reason; do
        size=$(wc -c < "$dir/$uri" | tr -d ' ')
        if [ "$reason" = 'not uploaded' ] && is_small "$size"; then
            printf '%s' "$next"
            cat "$work/curl"
            printf 'header = "%s"\nheader = "Content-Type: application/octet-stream"\n' "$(digest_field "$(digest_of "$dir/$uri")")"
            printf 'url = %s\nupload-file = %s\noutput = /dev/null\n' "$(quoted "$url$task/uploads/$uri")" "$(quoted "$dir/$uri")"
            printf '%s\n' silent fail 'write-out = "%{http_code} %{url_effective}\n"'
            next=$'next\n'
        fi
    done < "$work/missing" > "$work/several"
    : > "$work/sent"
    if [ -s "$work/several" ]; then several "$work/several" > "$work/sent"; fi
}

# Everything that is needed to know what is needed. An interrupted run may have published already: then nothing is sent any more.
introduce() {
    local file uri
    for file in ${manifests[@]+"${manifests[@]}"}; do
        uri=${file##*/}
        uri=${uri%.manifest}
        api PUT "$task/uploads/$uri/manifest" -T "$file" -H "$(digest_field "$(digest_of "$file")")" -H 'Content-Type: text/plain' \
            > /dev/null || [ "$(kind)" = published ] || stop "$uri.manifest: "
    done
    if [ ${#manifests[@]} -eq 0 ]; then
        for file in "${tars[@]}"; do send "$file" "${file##*/}"; done
    fi
    # For what is to be salvaged the service does not ask. Once published, all that is there was sent.
    if [ $mode = salvage ] && [ -z "$(sed -n 4p "$memory")" ]; then
        carriers > "$work/carriers"
        while read -r -u 3 uri; do
            if [[ $uri =~ ^[A-Za-z0-9_.]{1,255}$ ]] && [ -f "$dir/$uri" ]; then send "$dir/$uri" "$uri"; fi
        done 3< "$work/carriers"
    fi
}

# To who only wanted to know what it would do.
published() {
    say "an interrupted run has published this restore already; without --dry-run you are told how it ended"
    quit 75
}

# Sends what the service says that it needs, until it has all of it.
publish() {
    local uri reason round before sent=-1
    # From here on it may be carried out without anybody who hears of it.
    if [ $dry = false ] && [ -z "$(sed -n 4p "$memory")" ]; then
        { echo "$session" >> "$memory" && sync "$memory"; } || fail "$memory cannot be written"
    fi
    for round in $(seq 100000); do
        if api POST "$task/publish" -H 'Content-Type: application/json' --data "{\"dryRun\":$dry}" > "$work/published"; then
            return 0
        fi
        if [ "$(kind)" = published ]; then
            if [ $dry = false ]; then pause "$((round < 9 ? round : 9))" || true; continue; fi
            published
        fi
        [ "$(kind)" = upload-incomplete ] || stop ''
        jq -r '.missing[] | [.uri, .reason] | @tsv' "$work/body" > "$work/missing"
        before=$sent
        sent=$(digest_of "$work/missing")
        [ "$sent" != "$before" ] || fail "the service goes on asking for the same files: $(problem)"
        while IFS=$'\t' read -r uri reason; do
            [[ $uri =~ ^[A-Za-z0-9_.]{1,255}$ && $uri != . && $uri != .. ]] || fail "the service asks for a file named $uri"
            [ -f "$dir/$uri" ] || fail "$dir lacks $uri ($reason): this backup cannot be restored. backup.sh --verify names all that is missing or damaged, and --salvage restores the rest"
        done < "$work/missing"
        send_small
        while IFS=$'\t' read -r -u 3 uri reason; do
            if grep -qxF -e "$uri" "$work/sent"; then note "  $uri ($(wc -c < "$dir/$uri" | tr -d ' ') bytes)"; else send "$dir/$uri" "$uri"; fi
        done 3< "$work/missing"
    done
    fail "the service never had enough"
}

# What the end of a restore that was not completed is.
not_restored() {
    local code what advice='Nothing was changed.'
    what="$bundle was not restored ($(jq -r .outcome "$work/report"))"
    code=$(jq -r '.err.code // 0' "$work/bundle")
    if jq -e '.err.message // "" | contains("is in place, but it could not be made durable")' "$work/bundle" > /dev/null; then
        what="the restore of $bundle failed" advice=''
    elif [ "$code" = 13900020 ]; then
        advice+=" backup.sh --verify names what is damaged in $dir."
        [ $mode = salvage ] || [ ${#manifests[@]} -eq 0 ] || advice+=' --salvage restores the rest.'
    fi
    fail "$what: $(jq -r '(.err.message // "somebody ended it")
        + (if .err.path then " (\(.err.path))" else "" end)
        + (if .err.uri then " in \(.err.uri)" else "" end)' "$work/bundle") [$code].${advice:+ $advice}"
}

# What the report has, whether it counts as failed or not.
name_failed() {
    pages '.failed[] | "\(.path): \(.message)"' >&2 || [ $? -eq 2 ] || say "the list of what failed cannot be had: $(problem)"
}

# Waits for the end, says what it was, and ends.
conclude() {
    local code=0 failed
    while :; do
        if ! api GET "$task/report?wait=30&limit=1" > "$work/report"; then
            if is_final; then fail "$(problem)"; else later "$(problem)"; fi
        fi
        if [ "$(jq -r '.outcome != null or .dryRun' "$work/report")" = true ]; then break; fi
        # A restart of the service drops a dry run, and nothing else; while it is under way the answer is the same again.
        if [ $dry = true ]; then api POST "$task/publish" -H 'Content-Type: application/json' --data '{"dryRun":true}' > /dev/null || true; fi
    done
    if [ "$(jq -r .dryRun "$work/report")" = true ]; then
        pages '.changes[] | "\(.change)\t\(.path)"' || code=$?
        if [ $code -eq 1 ]; then stop ''; fi
    fi
    look
    failed=$(jq -r .failedCount "$work/bundle")
    if [ "$(jq -r '.dryRun or .outcome == "completed"' "$work/report")" != true ]; then not_restored; fi
    name_failed
    leave
    [ $code -eq 0 ] || die "what a restore would change cannot be written"
    if [ "$(jq -r .dryRun "$work/report")" = true ]; then
        note "$(jq -r '"a restore would add \(.added), change \(.changed) and remove \(.removed) entries"' "$work/report") of $target"
    else
        note "$(jq -r '"\(.files) files, \(.bytes) bytes"' "$work/report") of $bundle are restored to $target"
    fi
    if [ "$failed" = 0 ]; then quit 0; fi
    if [ "$failed" = 1 ]; then
        say "1 entry cannot be restored as the backup has it"
    else
        say "$failed entries cannot be restored as the backup has them"
    fi
    quit 3
}

leave() {
    rm -f "$memory"
    api DELETE "$session" > /dev/null || say "the session could not be released: $(problem)"
}

prepare_curl
begin
if [ $resumed = true ] && [ $dry = true ] && [ "$ended" = completed ]; then published; fi
if [ "$ended" = rejected ]; then fail "$(jq -r '"\(.err.message) [\(.err.code)]"' "$work/bundle")"; fi
note "restoring $bundle in ${session##*/}"
# A session that is about to be released has published.
if [ -z "$ended" ] && [ "$state" != releasing ]; then
    introduce
    publish
fi
conclude
