#!/usr/bin/env bash
# Every call of Bundle Backup as a line of curl, in an order that works: a backup, a restore, an increment. Copy what you need.
# Run as it is, it backs up a bundle, restores the bundle and exchanges the data back. Needs curl and jq.
#   every-call.sh [bundle]          BACKUP_URL, BACKUP_TOKEN or BACKUP_TOKEN_FILE as for backup.sh
set -euo pipefail

bundle=${1:-com.example.hiworld}
api=${BACKUP_URL:-http://127.0.0.1:8080}/api/v1
token=${BACKUP_TOKEN:-$(cat "${BACKUP_TOKEN_FILE:-data/token}")}
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"

call() { curl -sS --fail-with-body -w '\n' -H "Authorization: Bearer $token" "$@"; }
send() { call -H 'Content-Type: application/json' -d "$@"; }        # a body in JSON, with POST unless -X says another method

# ---- The service ------------------------------------------------------------------------------------------------------

# getVersion: needs no token
curl -sS "$api/version"
# getStatus: free space, slots, queue
call "$api/status"
# listAuditEntries: who did what, newest first
call "$api/audit?limit=10"
# getQueue: the places of my bundles in the queue
call "$api/queue"
# listBundles: a page; the next page begins with after=<next>
call "$api/bundles?limit=100" > bundles.json
# getBundle: one bundle, with its measured size
call "$api/bundles/$bundle"
# getBackupInfo: what the application says of itself
call "$api/bundles/$bundle/backup-info"
# getLocalCapabilities: the capability file
call "$api/capabilities?bundleName=$bundle"
# getLocalCapabilitiesSince: with the size of what has changed since a time, in epoch seconds
send '{"dataList":[{"bundleName":"'"$bundle"'","lastIncrementalTime":1790000000}]}' "$api/capabilities"

# ---- A backup ---------------------------------------------------------------------------------------------------------

# createSession: with the same Idempotency-Key again, the answer is the same session
session=$api/sessions/$(send '{"type":"backup"}' -H "Idempotency-Key: $(basename "$work")" "$api/sessions" | jq -r .sessionId)
# listSessions
call "$api/sessions?state=open&limit=10"
# getSession
call "$session"
# getSessionCapabilities: keep this file for the restore
call "$session/capabilities" -o capabilities.json
# scanDataSize: measures bundles before the first append
send '{"isPreciseScan":true,"dataList":[{"bundleName":"'"$bundle"'","lastIncrementalTime":0}]}' "$session/data-size"
# getDataSize: what is measured so far
call "$session/data-size"
# appendBundles: with send rate 0, files are announced later
send '{"bundles":[{"bundleName":"'"$bundle"'","sendRate":0}]}' "$session/bundles"
# listSessionBundles
call "$session/bundles?limit=100"
b=$session/bundles/$bundle
# listEvents: waits until something has happened
call "$session/events?types=onBundleBegin&wait=30"
# listCallerEvents: the events of all sessions, and views of what has changed, after the cursor of the list of sessions
cursor=$(call "$api/sessions?limit=1" | jq -r .cursor)
call "$api/events?cursor=$cursor&limit=10"
# getSessionBundle: state, phase, counts
call "$b"
# updatePriority: "result" is false for a bundle that has begun
send '{"priority":5}' -X PUT "$b/priority"
# updateTimer: an hour, in milliseconds
send '{"timeout":3600000}' -X PUT "$b/timer"
# updateSendRate: files a minute
send '{"sendRate":800}' -X PUT "$b/send-rate"
# listSessionFiles: the files of all bundles that are ready
call "$session/files?state=ready&wait=30" > /dev/null

while :; do
    # listFiles: the files of one bundle that are ready; waits for them
    call "$b/files?state=ready&wait=30" > page.json
    while IFS=$'\t' read -r uri sha256 kind; do
        # getFile: goes on where the file on the disk ends; without -C - the whole file
        call -C - "$b/files/$uri?sha256=$sha256" -o "$uri"
        # getFileManifest: the manifest of the index names everything that the backup has
        if [ "$kind" = index ]; then call "$b/files/$uri/manifest" -o "$uri.manifest"; fi
        # closeFile: I have the file, with this content
        call -X DELETE "$b/files/$uri?sha256=$sha256"
    done < <(jq -r '.files[] | [.uri, .sha256, .kind] | @tsv' page.json)
    jq -e .more page.json > /dev/null || break
done
# getReport: waits for the end
call "$b/report?wait=30" | jq -e '.outcome == "completed"'
# releaseSession
call -X DELETE "$session"

# ---- A restore --------------------------------------------------------------------------------------------------------

jq '{type: "restore", remoteCapabilities: ., bundles: [{bundleName: $bundle}]}' --arg bundle "$bundle" capabilities.json > restore.json
session=$api/sessions/$(send @restore.json "$api/sessions" | jq -r .sessionId)
b=$session/bundles/$bundle
# putUploadManifest
call -T manage.json.manifest "$b/uploads/manage.json/manifest"
# publish: says which files are missing (409)
send '{"dryRun":true}' "$b/publish" > missing.json 2> /dev/null || true
first=$(jq -r '.missing[0].uri' missing.json)
# requestUpload: asks for a handle; not needed before a PUT
send '{"uri":"'"$first"'"}' "$b/uploads"
# patchUpload: from an offset on
call -X PATCH -H 'Content-Type: application/partial-upload' -H 'Upload-Offset: 0' -H 'Upload-Complete: ?1' --data-binary @"$first" "$b/uploads/$first"
# getUpload: the offset of an upload
call "$b/uploads/$first"
# listUploads
call "$b/uploads?limit=100"
# deleteUpload
call -X DELETE "$b/uploads/$first"
# putUpload: a whole file
jq -r '.missing[].uri' missing.json | while read -r uri; do call -T "$uri" "$b/uploads/$uri"; done
send '{}' "$b/publish"
call "$b/report?wait=30" | jq -e '.outcome == "completed"'
call -X DELETE "$session"

previous=$api/bundles/$bundle/previous
# listPreviousStates: what restores have replaced
id=$(call "$previous" | jq -r '.previous[0].id')
# restorePreviousState: exchanges the earlier state with the present one
call -X POST "$previous/$id/restore" > /dev/null
# removePreviousState
call -X DELETE "$previous/$(call "$previous" | jq -r '.previous[0].id')"

# ---- An increment -----------------------------------------------------------------------------------------------------

session=$api/sessions/$(send '{"type":"incrementalBackup"}' "$api/sessions" | jq -r .sessionId)
b=$session/bundles/$bundle
# putPreviousManifest: where the increment starts from
call -T manage.json.manifest "$session/manifests/$bundle"
send '{"bundles":[{"bundleName":"'"$bundle"'","sendRate":0}]}' "$session/bundles"
call "$session/events?types=onBundleBegin&wait=30" > /dev/null
# cancelBundle: a running bundle
call -X POST "$b/cancel"
# withdrawBundle: a queued bundle; a running bundle is cancelled, a bundle that has ended stays as it is
call -X DELETE "$b"
call -X DELETE "$session"

# ---- A vault: the service keeps the backups itself ----------------------------------------------------------------------

vault=$api/vaults/main
# listVaults
call "$api/vaults"
# startRuns: a backup into the vault
run=$api/runs/$(send '{"kind":"backup","bundles":["'"$bundle"'"]}' "$vault/runs" | jq -r '.runs[0].runId')
# listRuns
call "$api/runs?vault=main&limit=10"
# getRun: wait=30 waits for its end
call "$run?wait=30"
# cancelRun: a run that has ended is refused with 409
call -X POST "$run/cancel" || true
# getRunReport: what could not be read
call "$run/report"
# listRunEvents: also as server-sent events and by WebSocket
call "$run/events"
# getVault: how much is in it
call "$vault"
# listVaultBundles
call "$vault/bundles"
# listSnapshots
call "$vault/snapshots?bundleName=$bundle&deleted=false"
snapshot=$vault/snapshots/$(call "$run" | jq -r .snapshotId)
# getSnapshot
call "$snapshot"
# changeSnapshot
send '{"pinned":true,"note":"before the upgrade"}' -X PATCH "$snapshot"
send '{"pinned":false}' -X PATCH "$snapshot"
# A restore from the snapshot, without an upload
session=$api/sessions/$(send '{"type":"restore","bundles":[{"bundleName":"'"$bundle"'",
       "fromSnapshot":{"vault":"main","snapshotId":"'"${snapshot##*/}"'"}}]}' "$api/sessions" | jq -r .sessionId)
send '{}' "$session/bundles/$bundle/publish"
call "$session/bundles/$bundle/report?wait=30" | jq -e '.outcome == "completed"'
call -X DELETE "$session"
# listSnapshotEntries: a directory
call "$snapshot/tree?path=."
# getSnapshotFile: whole or in ranges
file=$(call "$snapshot/tree" | jq -r '[.entries[] | select(.type == "file" and .encodeFlag == null)][0].path // empty')
if [ -n "$file" ]; then call -G --data-urlencode "path=$file" "$snapshot/content" > content; fi
# getSnapshotArchive: several files and directories as a tar or zip
call "$snapshot/archive?path=.&format=tar" -o snapshot.tar
# getSnapshotManifest
call "$snapshot/manifest" > manifest
# listSnapshotChanges: from this snapshot to another
call "$snapshot/diff?to=$(basename "$snapshot")"
# deleteSnapshot: the newest complete one only with force
call -X DELETE "$snapshot?force=true"
# undeleteSnapshot
call -X POST "$snapshot/undelete"

schedules=$api/schedules
# createSchedule: every night, kept by the rules of a calendar
send '{"name":"nightly","bundles":["com.example.*"],"cron":"0 30 2 * * *","timeZone":"Europe/Berlin","jitter":"PT20M",
       "retention":{"last":3,"daily":14,"weekly":8,"monthly":12,"yearly":5}}' "$schedules"
# listSchedules
call "$schedules"
# getSchedule
call "$schedules/nightly"
# listNextRuns
call "$schedules/nightly/next?count=5"
# listTimesOfCron: when an expression is due, before a schedule has it
call -G --data-urlencode 'cron=0 30 2 * * *' -d timeZone=Europe/Berlin "$schedules/next"
# replaceSchedule: pause it
send '{"cron":"0 30 2 * * *","paused":true}' -X PUT "$schedules/nightly"
# getRetention: which snapshots stay and why, by other rules as a simulation
call -G --data-urlencode "bundleName=$bundle" --data-urlencode 'retention={"daily":14}' "$vault/retention"
# deleteSchedule
call -X DELETE "$schedules/nightly"

# ---- A browser --------------------------------------------------------------------------------------------------------

# signIn: the answer sets a cookie that stands for the token
curl -sS --fail-with-body -c cookies -H 'Content-Type: application/json' -d '{"token":"'"$token"'"}' "$api/login"
# getLogin: who is calling; a browser sends Sec-Fetch-Site itself
curl -sS --fail-with-body -b cookies -H 'Sec-Fetch-Site: same-origin' "$api/login"
# getIssuer: where people sign in with a browser, if there is such an issuer; needs no token
curl -sS --fail-with-body "$api/login/issuer"
# The next two are for pages, and the browser signs in at the issuer between them.
if curl -sS "$api/login/issuer" | jq -e .host; then
    # beginSignIn: the answer says where the browser goes
    curl -sS --fail-with-body -c issuer -H "Origin: ${api%/api/v1}" -H 'Content-Type: application/json' -d '{"redirectUri":"'"${api%/api/v1}/"'"}' "$api/login/issuer"
    # finishSignIn: with code and state as the browser brings them back; these are made up, so the answer is 401
    curl -sS -b issuer -H "Origin: ${api%/api/v1}" -H 'Content-Type: application/json' -d '{"code":"code","state":"state","redirectUri":"'"${api%/api/v1}/"'"}' "$api/login/code"
fi
# createTicket: for the handshake of a WebSocket, …/events?after=0&ticket=<ticket>
call -X POST "$api/tickets"
# signOut
curl -sS --fail-with-body -b cookies -H "Origin: ${api%/api/v1}" -X DELETE "$api/login"
