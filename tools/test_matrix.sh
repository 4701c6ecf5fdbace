#!/bin/sh
# Runs the tests on SQLite with every supported Python that is found, and with the next Django where that supports it.
#     sh tools/test_matrix.sh [argument of pytest …]
# Each pair has an environment of its own in var/matrix. What a dependency forbids is said, and the next pair is tried.
set -u
cd "$(dirname "$0")/.."
failed=
tried=

attempt() { # name, python, requirement of Django beyond the lock file ("" for the locked one), arguments of pytest
    name=$1 python=$2 django=$3
    shift 3
    home=var/matrix/$name
    echo "== $name"
    if [ ! -e "$home/ready" ] || [ requirements/test.txt -nt "$home/ready" ]; then
        rm -rf "$home"
        "$python" -m venv "$home" || { failed="$failed $name"; return; }
        "$home/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/test.txt || {
            echo "A locked dependency does not support $name."
            failed="$failed $name"
            return
        }
        if [ -n "$django" ]; then
            "$home/bin/python" -m pip install --quiet --disable-pip-version-check "$django" || {
                failed="$failed $name"
                return
            }
            "$home/bin/python" -m pip --disable-pip-version-check check
        fi
        touch "$home/ready"
    fi
    tried="$tried $name"
    DATABASE_URL= EXPECT_DB_VENDOR=sqlite "$home/bin/python" -m pytest --numprocesses auto --dist worksteal "$@" ||
        failed="$failed $name"
}

for version in 3.11 3.12 3.13 3.14; do
    python=
    for candidate in "python$version" "${PYENV_ROOT:-$HOME/.pyenv}"/versions/"$version".*/bin/python3; do
        "$candidate" -c '' 2>/dev/null && python=$candidate && break
    done
    [ -n "$python" ] || { echo "== Python $version: not found"; continue; }
    attempt "python$version" "$python" "" "$@"
    case $version in
    3.11) echo "== Django 6 does not support Python 3.11" ;;
    *) attempt "python$version-django6" "$python" 'Django>=6,<6.1' "$@" ;;
    esac
done

echo "Tried:${tried:- nothing}"
[ -z "$failed" ] || { echo "Failed:$failed"; exit 1; }
