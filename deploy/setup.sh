#!/bin/sh
# Set up .venv and the web client from the locks. Says one clear sentence where it can not.
set -u
cd "$(dirname "$0")/.." || exit 1
PYTHON="${PYTHON:-python3}"
LOG=".venv-setup.log"

fail() { printf 'portfolio-coach: %s\n' "$1" >&2; exit 1; }

explain() { # what failed, from the log
    if grep -qiE 'No space left|ENOSPC|os error 28' "$LOG"; then fail "The disk is full: free some space and run this again."; fi
    if grep -qiE 'certificate' "$LOG"; then
        tail -n 5 "$LOG" >&2
        fail "The first run downloads packages and this machine does not trust the network's certificate: add the network's authority to the system's, or name it in SSL_CERT_FILE and NODE_EXTRA_CA_CERTS, and run this again."
    fi
    if grep -qiE 'resolve|connection|connect error|network|timed out|ENOTFOUND|ECONNREFUSED|EAI_AGAIN|Retrying|dns error|unreachable' "$LOG"; then
        fail "The first run downloads packages and the network can not be reached; connect and run this again."
    fi
    tail -n 15 "$LOG" >&2
    fail "$1"
}

"$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || fail "Python 3.11 or newer is needed (found: $("$PYTHON" -V 2>&1)); set PYTHON=/path/to/python3.11."
touch "$LOG" 2>/dev/null || fail "This folder can not be written to: $(pwd)."
: > "$LOG"

stamp() { cat requirements.lock deploy/bootstrap.lock pyproject.toml | cksum; }
if [ "$(cat .venv/.stamp 2>/dev/null)" != "$(stamp)$(pwd)" ]; then
    echo "Installing the Python packages ..."
    if [ ! -x .venv/bin/python ] || ! .venv/bin/python -c 'import pip' 2>/dev/null; then
        rm -rf .venv
        "$PYTHON" -m venv .venv >"$LOG" 2>&1 || {
            grep -qi 'No space left' "$LOG" && fail "The disk is full: free some space and run this again."
            rm -rf .venv
            fail "This Python has no venv module; install it (on Debian: apt install python3-venv) and run this again."
        }
    fi
    .venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r deploy/bootstrap.lock >"$LOG" 2>&1 ||
        explain "Installing uv failed (see above)."
    .venv/bin/python -m uv pip install -q --python .venv/bin/python --compile-bytecode --require-hashes -r requirements.lock >"$LOG" 2>&1 ||
        explain "Installing the packages failed (see above)."
    .venv/bin/python -m uv pip install -q --python .venv/bin/python --no-deps --no-build-isolation --offline -e . >"$LOG" 2>&1 ||
        explain "Installing the coach command failed (see above)."
    printf '%s' "$(stamp)$(pwd)" > .venv/.stamp
fi

webstamp() { find web -path web/node_modules -prune -o -path web/dist -prune -o -path web/ssr -prune -o -type f -print | LC_ALL=C sort | tr '\n' '\0' | xargs -0 cat | cksum; }
if [ "$(cat web/dist/.stamp 2>/dev/null)" != "$(webstamp)" ]; then
    echo "Building the web page ..."
    now="$(webstamp)"
    sh deploy/npm.sh ci --no-audit --no-fund >"$LOG" 2>&1 || explain "Installing the web client's packages failed (see above)."
    sh deploy/npm.sh run build >"$LOG" 2>&1 || explain "Building the web client failed (see above)."
    printf '%s' "$now" > web/dist/.stamp
fi
rm -f "$LOG"
