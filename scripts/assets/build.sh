#!/usr/bin/env bash
# Builds the front-end assets that are committed in src/nightlight/web/static.
#
#   scripts/assets/build.sh           builds and writes them
#   scripts/assets/build.sh --check   builds, and fails where what is committed differs
#
# Needs Node 20 or later and npm. Works in a temporary folder; nothing else of the checkout is touched.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
static=$(cd "$here/../../src/nightlight/web" && pwd)/static
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cp -R "$here/package.json" "$here/package-lock.json" "$here/.npmrc" "$here/icons.mjs" "$here/src" "$here/licences" "$work"
cd "$work"
npm ci --silent

out=$work/static
mkdir -p "$out/fonts" "$out/icons"
node_modules/.bin/sass --style=compressed --no-source-map --no-charset --quiet-deps \
  --load-path=node_modules --load-path=. src/nightlight.scss "$work/nightlight.css"
{ printf '@charset "UTF-8";'; cat "$work/nightlight.css"; } >"$out/nightlight.css"

grep -v '^//# sourceMappingURL=' node_modules/govuk-frontend/dist/govuk/govuk-frontend.min.js >"$out/govuk-frontend.min.js"
cp src/*.js "$out/"
for alphabet in latin latin-ext vietnamese; do
  cp "node_modules/@fontsource-variable/inter/files/inter-$alphabet-wght-normal.woff2" "$out/fonts/inter-$alphabet.woff2"
done
cp node_modules/@fontsource-variable/inter/LICENSE "$out/fonts/LICENSE-Inter.txt"
cp src/nightlight.svg "$out/icons/"
node icons.mjs src/nightlight.svg "$out/icons"
# govuk-frontend comes without a licence file; licences/ holds that of its repository.
cat licences/about.txt licences/govuk-frontend.txt licences/inter.txt \
  node_modules/@fontsource-variable/inter/LICENSE >"$out/LICENSES.txt"
chmod -R u=rwX,go=rX "$out"

node "$here/checks.mjs" "$out"

if [[ ${1:-} == --check ]]; then
  diff -r "$out" "$static" && echo "The committed assets are what the recipe builds."
else
  rm -rf "$static"
  cp -R "$out" "$static"
  du -ab "$static"
fi
