#!/bin/sh
# Locks requirements/*.in with hashes and without the address of any index, so that mirrors work.
# One file serves every supported Python: what only some of them need carries a marker.
# Only wheels: nothing is compiled at installation.
set -eu
cd "$(dirname "$0")/.."

[ -x var/lock/bin/uv ] || {
    rm -rf var/lock
    "${PYTHON:-python3}" -m venv var/lock
    var/lock/bin/python -m pip install --quiet uv
}
cd requirements
for name in pip base test node; do
    ../var/lock/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
        --only-binary :all: --emit-build-options --no-emit-index-url --no-emit-find-links \
        --custom-compile-command "make lock" --output-file="$name.txt" "$name.in"
done
cd ..
npm install --package-lock-only --ignore-scripts --omit-lockfile-registry-resolved
