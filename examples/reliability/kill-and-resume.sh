#!/bin/sh
# Kills a short run with SIGKILL at random moments, goes on with it each time, and compares its metrics with those of a
# run that nobody disturbed: all keys but those that a clock decides are equal to the last digit.
#
#   examples/reliability/kill-and-resume.sh [KILLS [BACKEND ...]]      20 kills, on djl and on dl4j
#
# The moments are printed; S2R2_SEED=N repeats them as far as the machine's speed does. The exit code is 0 if all is
# equal.
set -eu
kills=${1:-20}
[ $# -gt 0 ] && shift
[ $# -gt 0 ] || set -- djl dl4j
here=$(cd "$(dirname "$0")" && pwd)
s2r2="$here/../../s2r2"
seed=${S2R2_SEED:-$(date +%s)}
work=$(mktemp -d)
child=
trap '[ -z "$child" ] || kill -9 "$child" 2>/dev/null || true; rm -rf "$work"' EXIT

# The lines of a run without what a clock decides.
lines() {
  sed -E 's/"[A-Za-z]*(econds|PerSecond)":[^,}]*,?//g' "$1/metrics.jsonl"
}

compare() {
  lines "$work/whole-$1" >"$work/expected"
  lines "$2" >"$work/found"
  if cmp -s "$work/expected" "$work/found"; then
    echo "$1: $(wc -l <"$work/found" | tr -d ' ') lines, all equal to those of the undisturbed run"
  else
    echo "$1: the metrics differ from those of the undisturbed run:" >&2
    diff "$work/expected" "$work/found" | head -n 10 >&2
    exit 1
  fi
}

"$s2r2" --version >/dev/null # builds, if need be
echo "seed $seed"
for backend in "$@"; do
  start=$(date +%s)
  "$s2r2" pretrain "$here/experiment.yaml" --backend "$backend" --out "$work/whole-$backend" 2>"$work/log"
  duration=$(($(date +%s) - start))
  echo "$backend: the undisturbed run took $duration s"
  kill=0
  round=1
  while [ "$kill" -lt "$kills" ]; do
    run="$work/$backend-$round"
    resume=
    [ ! -f "$run/config.yaml" ] || resume=--resume
    # Somewhere between the start of the process and the end of a third of the run.
    seed=$(awk -v s="$seed" 'BEGIN { printf "%d", (s * 1103515245 + 12345) % 2147483648 }')
    delay=$(awk -v s="$seed" -v d="$duration" 'BEGIN { printf "%.2f", 1 + s / 2147483648 * (d / 2 + 1) }')
    # shellcheck disable=SC2086
    "$s2r2" pretrain "$here/experiment.yaml" --backend "$backend" --out "$run" $resume 2>"$work/log" &
    child=$!
    sleep "$delay"
    if kill -9 "$child" 2>/dev/null; then
      kill=$((kill + 1))
      wait "$child" 2>/dev/null || true
      steps=$(grep -c '"event":"step"' "$run/metrics.jsonl" 2>/dev/null || true)
      echo "$backend: kill $kill after $delay s, with ${steps:-0} steps done"
    elif wait "$child"; then
      compare "$backend" "$run"
      round=$((round + 1))
    else
      echo "$backend: a run that went on failed:" >&2
      cat "$work/log" >&2
      exit 1
    fi
    child=
  done
  resume=
  [ ! -f "$run/config.yaml" ] || resume=--resume
  # shellcheck disable=SC2086
  "$s2r2" pretrain "$here/experiment.yaml" --backend "$backend" --out "$run" $resume 2>"$work/log" || {
    cat "$work/log" >&2
    exit 1
  }
  compare "$backend" "$run"
done
