#!/usr/bin/env bash
# Counts what the example library does not free in 10,000 calls: no definite loss is allowed.
set -euo pipefail
cd "$(dirname "$0")/../.."

if ! command -v valgrind >/dev/null; then
  echo "skipped: valgrind is not installed, so nothing is said about leaks (apt-get install valgrind)"
  exit 0
fi
target="${CARGO_TARGET_DIR:-target}"
cargo build --quiet --release --package tidings-plugin-host --example calls
cargo build --quiet --release --package percentages
# What is leaked on purpose (the texts of the stages, once) stays reachable.
valgrind --quiet --leak-check=full --show-leak-kinds=definite --errors-for-leak-kinds=definite --error-exitcode=1 \
  "$target/release/examples/calls" "$target/release/percentages"
echo "no definite loss over 10,000 calls"
