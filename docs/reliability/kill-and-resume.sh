#!/bin/sh
# Kills a short run with SIGKILL at random moments, goes on with it each time, and compares it with a run that nobody
# disturbed: all keys of the metrics but those that a clock decides are equal to the last digit, and all arrays of the last
# checkpoint, the teacher's too, bit for bit.
#
#   docs/reliability/kill-and-resume.sh [KILLS [BACKEND ...]]      20 kills, on djl and on dl4j
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
    last=$(basename "$(ls -d "$work/whole-$1"/checkpoints/epoch-* | tail -n 1)")
    for file in "$work/whole-$1/checkpoints/$last"/*.safetensors; do
      cmp "$file" "$2/checkpoints/$last/$(basename "$file")" || exit 1
    done
    echo "$1: all arrays of $last equal, bit for bit"
  else
    echo "$1: the metrics differ from those of the undisturbed run:" >&2
    diff "$work/expected" "$work/found" | head -n 10 >&2
    exit 1
  fi
}

# Starts a process with these arguments behind `pretrain`.
launch() {
  "$s2r2" pretrain "$here/experiment.yaml" "$@" 2>"$work/log" &
  child=$!
}

# Waits until the process is about to train, or has ended.
await_training() {
  while kill -0 "$child" 2>/dev/null && ! grep -q ' on shapes ' "$work/log"; do sleep 0.1; done
}

# A random number from 0 to $1.
random() {
  seed=$(awk -v s="$seed" 'BEGIN { printf "%d", (s * 1103515245 + 12345) % 2147483648 }')
  delay=$(awk -v s="$seed" -v most="$1" 'BEGIN { printf "%.2f", s / 2147483648 * most }')
}

"$s2r2" --version >/dev/null # builds, if need be
echo "seed $seed"
for backend in "$@"; do
  launch --backend "$backend" --out "$work/whole-$backend"
  await_training
  start=$(date +%s)
  wait "$child" || { cat "$work/log" >&2; exit 1; }
  child=
  duration=$(($(date +%s) - start))
  echo "$backend: the undisturbed run trained for $duration s"
  kill=0
  round=1
  while [ "$kill" -lt "$kills" ]; do
    run="$work/$backend-$round"
    resume=
    [ ! -f "$run/config.yaml" ] || resume=--resume
    # shellcheck disable=SC2086
    launch --backend "$backend" --out "$run" $resume
    # Every fifth process is killed while it starts, the others within a third of the training behind that.
    if [ $((kill % 5)) -eq 4 ]; then
      random 3
      when="of starting"
    else
      await_training
      random "$(awk -v d="$duration" 'BEGIN { print d / 3 + 0.5 }')"
      when="of training"
    fi
    sleep "$delay"
    if kill -9 "$child" 2>/dev/null; then
      kill=$((kill + 1))
      wait "$child" 2>/dev/null || true
      steps=$(grep -c '"event":"step"' "$run/metrics.jsonl" 2>/dev/null || true)
      echo "$backend: kill $kill after $delay s $when, with ${steps:-0} steps done"
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
  launch --backend "$backend" --out "$run" $resume
  wait "$child" || { cat "$work/log" >&2; exit 1; }
  child=
  compare "$backend" "$run"
done
