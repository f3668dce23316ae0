"""A whole backup with the generated Python client: backup.py BUNDLE DIRECTORY"""
import hashlib
import json
import os
import sys
from pathlib import Path

import bundle_backup_sdk as sdk

bundle_name = sys.argv[1]
directory = Path(sys.argv[2], bundle_name.replace(":", "+"))
directory.mkdir(mode=0o700, parents=True, exist_ok=True)
client = sdk.ApiClient(sdk.Configuration(host=os.environ["BACKUP_URL"], access_token=os.environ["BACKUP_TOKEN"]))
sessions, bundles, files = sdk.SessionsApi(client), sdk.SessionBundlesApi(client), sdk.FilesApi(client)


def keep(name: str, content: bytes, sha256: str) -> None:
    """Checks the SHA-256 and flushes the file to the disk. The client holds a whole file in memory."""
    if hashlib.sha256(content).hexdigest() != sha256:
        raise ValueError(f"{name} arrived damaged")
    with open(directory / f"{name}.partial", "wb", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(directory / f"{name}.partial", directory / name)


session = sessions.create_session(sdk.SessionRequest(type="backup", bundles=[sdk.BundleToAppend(bundleName=bundle_name)])).session_id
more = True
while more:
    page = files.list_session_files(session, state="ready", wait=30)
    for file in page.files:
        keep(file.uri, files.get_file(session, bundle_name, file.uri, sha256=file.sha256), file.sha256)
        if file.kind == "index":
            manifest = files.get_file_manifest(session, bundle_name, file.uri, sha256=file.sha256)
            keep(f"{file.uri}.manifest", manifest, file.manifest_sha256)
        files.close_file(session, bundle_name, file.uri, sha256=file.sha256)
    more = page.more
report = bundles.get_report(session, bundle_name, wait=30)
capabilities = json.dumps(sessions.get_session_capabilities(session).to_dict()).encode()
keep("capabilities.json", capabilities, hashlib.sha256(capabilities).hexdigest())
sessions.release_session(session)
print(report.outcome, report.files, "files,", report.bytes, "bytes")
