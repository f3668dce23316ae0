#!/bin/sh
# Exports all notes as one text file.
set -eu
cd "$(dirname "$0")/../notebooks"
find . -name '*.md' -exec cat {} + > "${1:-/dev/stdout}"
