#!/bin/sh
# Written by `lilun publish`. Serves this folder; HOST, PORT and PYTHON say where and with what.
set -eu
cd "$$(dirname "$$0")"
PYTHONPATH=packages PYTHONUTF8=1 exec "$${PYTHON:-python3}" -P -m datasette serve \
    --immutable $archive --inspect-file $inspected \
    --host "$${HOST:-127.0.0.1}" --port "$${PORT:-8001}" \
    $options
