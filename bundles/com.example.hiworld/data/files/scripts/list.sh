#!/bin/sh
exec ls -la "$(dirname "$0")/.."
