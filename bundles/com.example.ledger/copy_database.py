"""Copies a live SQLite database: the copy is of one moment, whoever writes meanwhile.

    copy_database.py <database> <copy>

Run by the service as the bundle's onBackup, in the data directory. What it says on standard output goes to the client.
"""

import contextlib
import json
import os
import sqlite3
import sys


def say(**members):
    print(json.dumps(members), flush=True)


def copy(database, target):
    os.makedirs(os.path.dirname(target), exist_ok=True)
    # An earlier run may have been killed: begin with nothing.
    for leftover in (target, target + "-journal", target + "-wal", target + "-shm"):
        with contextlib.suppress(FileNotFoundError):
            os.remove(leftover)
    # Never make a database that is not there.
    with contextlib.closing(sqlite3.connect(f"file:{database}?mode=rw", uri=True, timeout=30)) as live:
        with contextlib.closing(sqlite3.connect(target)) as copied:
            live.backup(copied)  # all pages in one go, so no writer makes it begin anew
            copied.execute("pragma journal_mode = delete")  # one file, nothing beside it
            pages = copied.execute("pragma page_count").fetchone()[0]
            problems = [row[0] for row in copied.execute("pragma integrity_check")]
    say(progressInfo=[{"name": "pages", "processed": pages, "total": pages, "isPercentage": False}])
    if problems != ["ok"]:
        sys.exit(f"the copy of {database} is damaged: {problems[0]}")
    say(resultInfo=[{"type": "DatabaseInfo", "database": database, "pages": pages, "integrity": "ok"}])


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    copy(sys.argv[1], sys.argv[2])
