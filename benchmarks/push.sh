#!/usr/bin/env bash
# Restores a backup with curl: the manifest first, then every file that the service misses. One curl sends everything, over PARALLEL connections (1 if
# not set).
#
#   push.sh URL TOKEN BUNDLE FOLDER TARGET
#
# FOLDER is what backup.sh left for BUNDLE. Prints the seconds from the first PUT to the end of the bundle.
set -euo pipefail
export LC_ALL=C

url=$1 token=$2 bundle=$3 folder=$4 target=$5
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
printf 'header = "Authorization: Bearer %s"\nsilent\nshow-error\nno-progress-meter\n' "$token" > "$work/curl"

call() { curl -q -K "$work/curl" -X "$1" -H 'Content-Type: application/json' "${@:3}" "$url$2"; }
die() { echo "push.sh: $*" >&2; exit 1; }

session=/api/v1/sessions/$(call POST /api/v1/sessions -d "{\"type\":\"restore\",\"remoteCapabilities\":$(cat "$folder/capabilities.json"),
    \"bundles\":[{\"bundleName\":\"$bundle\",\"restoreTo\":\"$target\"}]}" | jq -r .sessionId)
task=$session/bundles/$bundle
begun=$EPOCHREALTIME
call PUT "$task/uploads/manage.json/manifest" -T "$folder/manage.json.manifest" > "$work/answer"
until call POST "$task/publish" -d '{}' > "$work/published" && jq -e .bundleName "$work/published" > "$work/answer"; do
    jq -er --arg url "$url$task/uploads/" --arg folder "$folder/" \
        '.missing[] | "url = \"\($url)\(.uri)\"\nupload-file = \"\($folder)\(.uri)\"\noutput = /dev/null"' "$work/published" > "$work/put" ||
        die "nothing is missing, and it is not published: $(cat "$work/published")"
    curl -q -K "$work/curl" --fail-with-body ${PARALLEL:+-Z --parallel-max "$PARALLEL"} -K "$work/put"
done
until [ "$(call GET "$task" | tee "$work/bundle" | jq -r .state)" = ended ]; do
    call GET "$task/report?wait=30" > "$work/report"
done
ended=$EPOCHREALTIME
[ "$(jq -r .outcome "$work/bundle")" = completed ] || die "the restore was not completed: $(cat "$work/bundle")"
call DELETE "$session" > "$work/released"
echo "$ended $begun" | awk '{printf "%.2f\n", $1 - $2}'
