#!/bin/sh
# Locks requirements/*.in with hashes and without the address of any index, so that mirrors work.
# Only wheels: nothing is compiled at installation. Run by the oldest Python that is supported.
set -eu
cd "$(dirname "$0")/.."

[ -x var/lock/bin/pip-compile ] || {
    "${PYTHON:-python3.11}" -m venv var/lock
    var/lock/bin/python -m pip install --quiet pip-tools
}
cd requirements
for name in pip base test node; do
    CUSTOM_COMPILE_COMMAND="make lock" ../var/lock/bin/pip-compile --quiet --upgrade --generate-hashes \
        --allow-unsafe --strip-extras --no-emit-index-url --no-emit-find-links --no-emit-trusted-host \
        --pip-args="--only-binary=:all:" --output-file="$name.txt" "$name.in"
done
cd ..
npm install --package-lock-only --ignore-scripts --omit-lockfile-registry-resolved
