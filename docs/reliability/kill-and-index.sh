#!/bin/sh
# Indexes a folder undisturbed, and again while it is killed at random moments until it ends; then compares all files.
#
#   docs/reliability/kill-and-index.sh RUN FOLDER [SECONDS]
#
# Each attempt is killed after 1 to SECONDS seconds, 20 if absent, and gets one second more every time, so that it ends.
set -eu
run=$1
data=$2
most=${3:-20}
s2r2=${S2R2:-$(dirname "$0")/../../s2r2}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

start=$(date +%s)
"$s2r2" index "$run" --data "$data" --out "$work/undisturbed"
echo "undisturbed: $(($(date +%s) - start)) seconds"

kills=0
while :; do
  "$s2r2" index "$run" --data "$data" --out "$work/killed" >"$work/out" 2>&1 &
  process=$!
  sleep $((1 + $(od -An -N2 -tu2 /dev/urandom) % most + kills))
  if kill -9 "$process" 2>/dev/null; then
    wait "$process" 2>/dev/null || true
    kills=$((kills + 1))
    [ -f "$work/killed/index.json" ] && echo "kill $kills: index.json is there" || true
  else
    wait "$process" && break
    cat "$work/out"
    exit 1
  fi
done
diff -r "$work/undisturbed" "$work/killed"
echo "killed $kills times: all files are the same"
