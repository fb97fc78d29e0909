#!/bin/sh
# Makes what is published beside the packages and the image, in the folder that is named: both packages, their hashes, and
# lists of what is in them (SBOM). Publishes nothing and needs no account. Run it in a clean clone, after `npm ci`:
#   deploy/publish/prepare.sh /tmp/release
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
target=${1:?name a folder for what is made}
mkdir -p "$target"
target=$(cd "$target" && pwd)
cd "$root"

digest() { if command -v sha256sum >/dev/null; then sha256sum "$@"; else shasum -a 256 "$@"; fi; }

# The base image has to be named by a digest: a tag is other bytes tomorrow.
if ! grep -Eq '^ARG NODE_IMAGE=[^@[:space:]]+@sha256:[0-9a-f]{64}$' deploy/Dockerfile; then
  echo "deploy/Dockerfile: NODE_IMAGE must end in @sha256: and 64 hexadecimal digits." >&2
  exit 1
fi

# What is passed on is what the lock file does not mark as development's. `npm sbom --omit=dev` in the clone itself would
# leave out packages that development needs too, so it is asked in a folder that has no other packages. npm takes the
# folder's name for the program's.
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/edge-sessions"
node - "$scratch/edge-sessions" <<'SCRIPT'
const { readFileSync, writeFileSync } = require("node:fs");
const [folder] = process.argv.slice(2);
const read = (name) => JSON.parse(readFileSync(name, "utf8"));
const { devDependencies, scripts, ...manifest } = read("package.json");
const lock = read("package-lock.json");
delete lock.packages[""].devDependencies;
const kept = Object.entries(lock.packages).filter(([, { dev }]) => dev !== true);
const write = (name, value) => writeFileSync(`${folder}/${name}`, JSON.stringify(value));
write("package.json", manifest);
write("package-lock.json", { ...lock, packages: Object.fromEntries(kept) });
SCRIPT
for format in cyclonedx spdx; do
  (cd "$scratch/edge-sessions" && npm sbom --package-lock-only --sbom-type=application --sbom-format="$format") \
    >"$target/sbom.$format.json"
done

npm pack --pack-destination "$target" >"$target/pack.log" 2>&1 || { cat "$target/pack.log" >&2; exit 1; }
rm "$target/pack.log"
# The build that npm pack has just made holds the library's package too.
npm pack ./dist/library-package --pack-destination "$target" >/dev/null
(cd "$target" && digest ./*.tgz ./*.json >SHA256SUMS)
cat "$target/SHA256SUMS"
