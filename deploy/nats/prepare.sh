#!/bin/sh
# Makes a password for each user of NATS and writes them to .env for Compose. Changes nothing that is there already.
set -eu
cd "$(dirname "$0")"

# Each begins with a letter, because NATS reads a variable such as 12e4 as a number.
password() { printf p; od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }

if [ ! -e .env ]; then
  (
    umask 077
    for name in EU_EDGE EU_CONTROL EU_OPERATOR US_EDGE US_OPERATOR AP_EDGE AP_OPERATOR LEAF_US LEAF_AP; do
      echo "${name}_PASSWORD=$(password)"
    done >.env
  )
  echo "made .env"
fi
