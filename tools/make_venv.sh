#!/bin/sh
# Makes the virtual environment named by $1 with the first Python that is new enough.
# In sh, because it must speak up clearly where there is no Python at all.
set -eu
venv=$1
cd "$(dirname "$0")/.."

say() { printf '%s\n' "$@" >&2; }

# Making it anew would empty the folder that the link leads to, which somebody else uses.
if [ -L "$venv" ]; then
    say "$venv is a link to another folder, which is not touched. Remove the link and run make again."
    exit 1
fi

python=
for candidate in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        python=$candidate
        break
    fi
done
if [ -z "$python" ]; then
    say "The portal needs Python 3.11 or newer, and none was found (python3 is: $(python3 --version 2>&1 || true))." \
        "Install it (Debian, Ubuntu: apt install python3 python3-venv; macOS: brew install python)" \
        "or name one: make PYTHON=/path/to/python3.12 run"
    exit 1
fi

if "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    "$python" -m venv --clear "$venv"
elif "$python" -c 'import venv' 2>/dev/null && "$python" -m pip --version >/dev/null 2>&1; then
    # Debian without python3-venv: the pip outside puts one inside.
    "$python" -m venv --clear --without-pip "$venv"
    "$python" -m pip --python "$venv/bin/python" install --quiet --require-hashes -r requirements/pip.txt
else
    say "Python's venv module is not complete here, so no environment can be made." \
        "Install it: apt install python3-venv (as root, or with sudo), then run make again."
    exit 1
fi
