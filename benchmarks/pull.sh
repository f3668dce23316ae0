#!/usr/bin/env bash
# Pulls a whole backup with curl: page after page of the files that are ready, each fetched, thrown away and closed. The service, not a client, is
# to be measured, so one curl does a page, over PARALLEL connections (1 if not set), and jq only reads the pages.
#
#   pull.sh URL TOKEN BUNDLE [MANIFEST]
#
# With the name of a file for the full manifest, an incremental backup: from the generation that the manifest names, if there is a manifest; the new
# manifest replaces it. Prints the seconds from the append to the end of the bundle, and how many bytes came: the delivered files, and the manifest as
# it was sent.
set -euo pipefail
export LC_ALL=C

url=$1 token=$2 bundle=$3 manifest=${4:-}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
printf 'header = "Authorization: Bearer %s"\nsilent\nshow-error\nno-progress-meter\nfail-with-body\n' "$token" > "$work/curl"

call() { curl -q -K "$work/curl" -X "$1" -H 'Content-Type: application/json' "${@:3}" "$url$2"; }
die() { echo "pull.sh: $*" >&2; exit 1; }

# The manifest, as a difference from the manifest that the service started from, if there is one and the service sends that.
pull_manifest() {
    local options=(--compressed)
    if [ -e "$manifest" ]; then
        # shellcheck disable=SC2059 # the digest as bytes
        options=(-H 'Accept-Encoding: dcz' -H "Available-Dictionary: :$(printf "$(sha256sum < "$manifest" | cut -c1-64 | sed 's/../\\x&/g')" | base64):")
    fi
    sent=$(curl -q -K "$work/curl" "${options[@]}" -w '%{size_download}' -K "$work/index")
    if [ "$(head -c 4 "$work/manifest" | od -An -tx1 | tr -d ' ')" = 5e2a4d18 ]; then
        zstd -q -d -c -D "$manifest" "$work/manifest" > "$work/decoded"
        mv "$work/decoded" "$work/manifest"
    fi
}

type=backup previous=
if [ -n "$manifest" ]; then
    type=incrementalBackup
    if [ -e "$manifest" ]; then
        previous=$(sed '1!d; s/.*&generation=\([^&]*\).*/,"previousGeneration":"\1"/' "$manifest")
    fi
fi
session=/api/v1/sessions/$(call POST /api/v1/sessions -d "{\"type\":\"$type\"}" | jq -r .sessionId)
begun=$EPOCHREALTIME
call POST "$session/bundles" -d "{\"bundles\":[{\"bundleName\":\"$bundle\",\"sendRate\":800$previous}]}" > "$work/appended"
came=0
more=true
while [ "$more" = true ]; do
    call GET "$session/files?state=ready&limit=1000&wait=30" > "$work/page"
    # First the files, as many at once as asked for, then the manifest of the index, then every file is closed.
    jq -r --arg url "$url" '.files[] | "url = \"\($url)\(.contentUrl)\"\noutput = /dev/null"' "$work/page" > "$work/get"
    jq -r --arg url "$url" --arg to "$work/manifest" \
        '.files[] | select(.kind == "index") | "url = \"\($url)\(.manifestUrl)\"\noutput = \"\($to)\""' "$work/page" > "$work/index"
    jq -r --arg url "$url" '.files[] | "url = \"\($url)\(.contentUrl)\""' "$work/page" > "$work/close"
    if [ -s "$work/get" ]; then
        size=$(curl -q -K "$work/curl" ${PARALLEL:+-Z --parallel-max "$PARALLEL"} -w '%{size_download}\n' -K "$work/get" |
            awk '{sum += $1} END {printf "%d", sum}')
        came=$((came + size))
        if [ -n "$manifest" ] && [ -s "$work/index" ]; then
            pull_manifest
        fi
        curl -q -K "$work/curl" -X DELETE -K "$work/close"
    fi
    more=$(jq .more "$work/page")
done
until [ "$(call GET "$session/bundles/$bundle" | tee "$work/bundle" | jq -r .state)" = ended ]; do :; done
ended=$EPOCHREALTIME
[ "$(jq -r .outcome "$work/bundle")" = completed ] || die "the backup was not completed: $(cat "$work/bundle")"
call DELETE "$session" > "$work/released"
if [ -n "$manifest" ]; then mv "$work/manifest" "$manifest"; fi
echo "$ended $begun $came ${sent:-0}" | awk '{printf "%.2f %d %d\n", $1 - $2, $3, $4}'
