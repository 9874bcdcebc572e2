#!/usr/bin/env bash
# Brings the files of other people that the report is made with in from npm, at the versions that
# crates/sink/assets/README.md pins. Run it to raise a version: change it here and there, and the hash there.
set -euo pipefail
assets="$(cd "$(dirname "$0")/../.." && pwd)/crates/sink/assets"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"

bring() { # PACKAGE@VERSION FILE
  mkdir -p package
  tar -xzf "$(npm pack --silent "$1")"
  cp "package/$2" "$assets/"
  rm -rf package
  grep -qF "| \`${2##*/}\` | $1 | $(sha256sum "$assets/${2##*/}" | cut -d' ' -f1) |" "$assets/README.md" ||
    { echo "${2##*/} of $1 is not what README.md pins"; exit 1; }
}

bring vega@6.4.0 build/vega.min.js
bring vega-lite@6.5.0 build/vega-lite.min.js
bring vega-embed@7.3.0 build/vega-embed.min.js
bring world-atlas@2.0.2 countries-110m.json
echo "$assets holds what README.md pins"
