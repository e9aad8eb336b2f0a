#!/bin/sh
# Make a self-signed certificate at first start unless one is mounted at /etc/nginx/tls.
set -eu
cd /etc/nginx/tls
if [ ! -s cert.pem ] || [ ! -s key.pem ]; then
    command -v openssl >/dev/null || apk add --no-cache openssl >/dev/null
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 825 -subj "/CN=localhost" \
        -addext "subjectAltName=DNS:localhost,IP:127.0.0.1" -keyout key.pem -out cert.pem
    chmod 600 key.pem
fi
