#!/bin/sh
# Makes the secrets of this set-up, each new: .env for Compose, and keys/ for the edge, for Kratos and for you.
# Does nothing to what is there already; delete .env and keys/ to begin anew (and the volume, which has the old password).
set -eu
cd "$(dirname "$0")"

random() { od -An -N"$1" -tx1 /dev/urandom | tr -d ' \n'; }
digest() { if command -v sha256sum >/dev/null; then sha256sum; else shasum -a 256; fi | cut -d' ' -f1; }

if [ ! -e .env ]; then
  (
    umask 077
    {
      echo "POSTGRES_PASSWORD=$(random 24)"
      echo "KRATOS_SECRETS_COOKIE=$(random 32)"
      echo "KRATOS_SECRETS_CIPHER=$(random 16)" # exactly 32 characters
      echo "SIGN_IN_SECRET=$(random 24)"
    } >.env
  )
  echo "made .env"
fi

if [ ! -e keys ]; then
  # The folder keeps others out. Its files are read by users of containers, whose numbers are not yours.
  mkdir -m 700 keys
  operator=$(random 32)
  hooks=$(random 32)
  printf %s "$operator" >keys/operator-key
  chmod 600 keys/operator-key
  cat >keys/admin-keys.yaml <<KEYS
keys:
  - name: operator
    sha256: "$(printf %s "$operator" | digest)"
    scopes: [read, invalidate, admin]
  - name: kratos
    sha256: "$(printf %s "$hooks" | digest)"
    scopes: [hooks]
KEYS
  sed -e "s|http://127.0.0.1:4001/|http://edge:4001/|" -e "s|EDGE_HOOK_KEY|$hooks|" \
    ../kratos/web-hooks.yaml | grep -v '^#' >keys/web-hooks.yaml
  chmod 644 keys/admin-keys.yaml keys/web-hooks.yaml
  echo "made keys/"
fi
