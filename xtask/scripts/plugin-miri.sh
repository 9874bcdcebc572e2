#!/usr/bin/env bash
# Runs the glue of the C interface under Miri, linked statically, where Miri is installed.
set -euo pipefail
cd "$(dirname "$0")/../.."

if ! cargo +nightly miri --version >/dev/null 2>&1; then
  echo "skipped: Miri is not installed, so the glue is not run under it"
  echo "  (rustup toolchain install nightly --component miri)"
  exit 0
fi
# The laws make many texts, which Miri takes minutes for; the others cross every function once.
MIRIFLAGS="-Zmiri-disable-isolation" cargo +nightly miri test --package tidings-plugin-host --test linked \
  -- --skip the_laws_hold
MIRIFLAGS="-Zmiri-disable-isolation" cargo +nightly miri test --package tidings-plugin-api --lib
