#!/bin/sh
# Trains a small encoder for a while, with a checkpoint and an evaluation every epoch, and watches the memory of the
# process: at the end it is within 5 % of what it was after 5 minutes (or a sixth of the time, where that is less).
#
#   docs/reliability/soak.sh [MINUTES [BACKEND ...]]      30 minutes, on djl and then on dl4j
#
# Java's heap has a fixed size and is there from the start (S2R2_JAVA_ARGS overrides it), so that what grows is a leak.
# In the end the run gets a SIGTERM, which it has to answer with a checkpoint and exit code 143.
set -eu
minutes=${1:-30}
[ $# -gt 0 ] && shift
[ $# -gt 0 ] || set -- djl dl4j
here=$(cd "$(dirname "$0")" && pwd)
s2r2="$here/../../s2r2"
export S2R2_JAVA_ARGS="${S2R2_JAVA_ARGS:--Xms512m -Xmx512m -XX:+AlwaysPreTouch}"
work=$(mktemp -d)
child=
trap '[ -z "$child" ] || kill -9 "$child" 2>/dev/null || true; rm -rf "$work"' EXIT

# Resident memory of a process in MiB.
memory() {
  ps -o rss= -p "$1" | awk '{ printf "%.1f", $1 / 1024 }'
}

"$s2r2" --version >/dev/null # builds, if need be
first=$(awk -v m="$minutes" 'BEGIN { s = m * 60; print s / 6 < 300 ? s / 6 : 300 }')
rest=$(awk -v m="$minutes" -v f="$first" 'BEGIN { print m * 60 - f }')
failed=0
for backend in "$@"; do
  run="$work/$backend"
  "$s2r2" pretrain "$here/experiment.yaml" --backend "$backend" --out "$run" --set training.epochs=1000000 \
    --set schedule.warmupEpochs=1 --set evaluation.onlineEvery=1 2>"$work/log" &
  child=$!
  sleep "$first"
  before=$(memory "$child") || before=
  sleep "$rest"
  after=$(memory "$child") || after=
  kill -TERM "$child" 2>/dev/null || true
  code=0
  wait "$child" || code=$?
  child=
  if [ -z "$before" ] || [ -z "$after" ] || [ "$code" -ne 143 ]; then
    echo "$backend: ended by itself or without a checkpoint, exit code $code:" >&2
    tail -n 20 "$work/log" >&2
    exit 1
  fi
  epochs=$(grep -c '"event":"online"' "$run/metrics.jsonl")
  awk -v b="$backend" -v e="$epochs" -v f="$first" -v m="$minutes" -v x="$before" -v y="$after" 'BEGIN {
    change = 100 * (y / x - 1)
    printf "%s: %d epochs; RSS %.1f MiB after %d s, %.1f MiB after %g min: %+.1f %%\n", b, e, x, f, y, m, change
    exit change > 5
  }' || failed=1
done
exit $failed
