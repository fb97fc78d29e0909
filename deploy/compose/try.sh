#!/bin/sh
# Walks through what the edge does: makes a person, signs in, checks twice, disables the person, checks again.
# EDGE, ADMIN and KEY_FILE may name another set-up; SCHEMA its identity schema.
set -eu
cd "$(dirname "$0")"
edge=${EDGE:-http://127.0.0.1:4000}
admin=${ADMIN:-http://127.0.0.1:4001}/admin
key=$(cat "${KEY_FILE:-keys/operator-key}")
schema=${SCHEMA:-person}
email="ada-$(od -An -N6 -tx1 /dev/urandom | tr -d ' \n')@example.org"
password="$(od -An -N12 -tx1 /dev/urandom | tr -d ' \n')-Ada"

# The value of the first member of this name in a JSON text.
first() { grep -o "\"$1\":\"[^\"]*\"" | head -n 1 | cut -d'"' -f4; }
check() { curl -sS -o /dev/null -w '%{http_code}' -D - "$edge/sessions/whoami" -H "X-Session-Token: $token" | tr -d '\r' | grep -iE '^(cache-status|age):|^[0-9]+$'; }

echo "A person, by the gateway to Kratos' admin API:"
identity=$(curl -sSf "$admin/identities" -H "Authorization: Bearer $key" -H 'Content-Type: application/json' \
  -d "{\"schema_id\":\"$schema\",\"traits\":{\"email\":\"$email\",\"name\":\"Ada\"},\"credentials\":{\"password\":{\"config\":{\"password\":\"$password\"}}}}" | first id)
echo "  $identity"

echo "Signed in through the edge:"
flow=$(curl -sSf "$edge/self-service/login/api" -H 'Accept: application/json' | first id)
token=$(curl -sSf "$edge/self-service/login?flow=$flow" -H 'Content-Type: application/json' -H 'Accept: application/json' \
  -d "{\"method\":\"password\",\"identifier\":\"$email\",\"password\":\"$password\"}" | first session_token)
echo "  ${token%"${token#ory_st_}"}…"

echo "The first check:"
check | sed 's/^/  /'
echo "The second check:"
check | sed 's/^/  /'

echo "Disabled by the gateway:"
curl -sSf -o /dev/null -w '  %{http_code}\n' -X PATCH "$admin/identities/$identity" -H "Authorization: Bearer $key" \
  -H 'Content-Type: application/json' -d '[{"op":"replace","path":"/state","value":"inactive"}]'
echo "The check after that:"
check | sed 's/^/  /'
