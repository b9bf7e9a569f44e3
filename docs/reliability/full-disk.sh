#!/bin/sh
# Fills the disk under a short run: the run lies on a file system in memory that is too small for it, of a size that makes
# another write fail each time. The run has to end with exit code 1 and one line that says what to do, the checkpoints that
# were there have to be whole, and when there is room it has to go on to the metrics of a run that nobody disturbed.
#
#   docs/reliability/full-disk.sh [BACKEND ...]      djl and dl4j
#
# Needs util-linux's `unshare` and a system where users may have a mount namespace of their own.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
if [ "${S2R2_OWN_MOUNTS:-}" != yes ]; then
  "$here/../../s2r2" --version >/dev/null # builds, if need be
  S2R2_OWN_MOUNTS=yes exec unshare --map-root-user --mount "$0" "$@"
fi
[ $# -gt 0 ] || set -- djl dl4j
s2r2="$here/../../s2r2"
work=$(mktemp -d)
disk="$work/disk"
mkdir "$disk"
trap 'umount "$disk" 2>/dev/null || true; rm -rf "$work"' EXIT

pretrain() {
  "$s2r2" pretrain "$here/experiment.yaml" --set training.keepCheckpoints=6 "$@" 2>"$work/log"
}

# The lines of a run without what a clock decides.
lines() {
  sed -E 's/"[A-Za-z]*(econds|PerSecond)":[^,}]*,?//g' "$1/metrics.jsonl"
}

fail() {
  echo "$1" >&2
  tail -n 20 "$work/log" >&2
  exit 1
}

for backend in "$@"; do
  rm -rf "$work/whole"
  pretrain --backend "$backend" --out "$work/whole" || fail "$backend: the undisturbed run failed"
  lines "$work/whole" >"$work/expected"
  # From hardly anything to nearly everything that the run would write, in KiB: the metrics fail first, then checkpoints.
  whole=$(du -sk "$work/whole" | cut -f1)
  for size in 8 12 $(for percent in 11 23 34 46 59 71 83 94; do echo $((whole * percent / 100)); done); do
    mount -t tmpfs -o "size=${size}k" s2r2 "$disk"
    run="$disk/run"
    code=0
    pretrain --backend "$backend" --out "$run" || code=$?
    said=$(tail -n 1 "$work/log")
    [ "$code" -eq 1 ] || fail "$backend: on $size KiB of $whole it ended with exit code $code, expected 1"
    case $said in
      "error: "*"No space left on device"*) ;;
      *) fail "$backend: on $size KiB of $whole its last line does not name the full disk" ;;
    esac
    kept=0
    for checkpoint in "$run"/checkpoints/epoch-*; do
      [ -d "$checkpoint" ] || continue
      (cd "$checkpoint" && sha256sum --check --quiet --strict SHA256SUMS) || fail "$backend: $checkpoint is not whole"
      kept=$((kept + 1))
    done
    echo "$backend: $size KiB of $whole: $kept whole checkpoints; $said" | sed "s#$disk/##g"
    mount -o remount,size=64m "$disk"
    resume=
    [ ! -f "$run/config.yaml" ] || resume=--resume
    # shellcheck disable=SC2086
    pretrain --backend "$backend" --out "$run" $resume || fail "$backend: it does not go on when there is room"
    lines "$run" | cmp -s - "$work/expected" || fail "$backend: the metrics differ from those of the undisturbed run"
    umount "$disk"
  done
done
echo "all runs went on to the metrics of the undisturbed ones"
