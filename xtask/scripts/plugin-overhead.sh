#!/usr/bin/env bash
# Measures what a call of a stage out of a library costs beyond its work.
set -euo pipefail
cd "$(dirname "$0")/../.."

target="${CARGO_TARGET_DIR:-target}"
cargo build --quiet --release --package tidings-plugin-host --example calls
cargo build --quiet --release --package percentages
"$target/release/examples/calls" time "$target/release/percentages"
