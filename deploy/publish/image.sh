#!/bin/sh
# Builds the image for two kinds of processor, pushes it with provenance and SBOM, and signs it. Needs Docker with buildx,
# cosign, and the right to push. REPOSITORY is the image's name without a tag:
#   REPOSITORY=registry.example/edge-sessions deploy/publish/image.sh
set -eu
cd "$(dirname "$0")/../.."
repository=${REPOSITORY:?set the name of the image, such as registry.example/edge-sessions}
version=$(node -p 'require("./package.json").version')
revision=$(git rev-parse HEAD)
if [ -n "$(git status --porcelain)" ]; then
  echo "The clone has changes that are not committed: nobody could build the same image again." >&2
  exit 1
fi

metadata=$(mktemp)
trap 'rm -f "$metadata"' EXIT
docker buildx build -f deploy/Dockerfile \
  --platform linux/amd64,linux/arm64 \
  --provenance=mode=max --sbom=true \
  --label "org.opencontainers.image.version=$version" \
  --label "org.opencontainers.image.revision=$revision" \
  --label org.opencontainers.image.licenses=Apache-2.0 \
  --tag "$repository:$version" \
  --metadata-file "$metadata" --push .
digest=$(node -p 'JSON.parse(require("node:fs").readFileSync(process.argv[1], "utf8"))["containerimage.digest"]' "$metadata")

# The digest is signed, not the tag: a tag can be moved.
cosign sign --yes "$repository@$digest"
echo "$repository@$digest"
