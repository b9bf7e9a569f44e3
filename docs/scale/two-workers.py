#!/usr/bin/env python3
"""Trains with two workers on Spark, and in one process with micro-batches of half a batch, and compares the two.

    docs/scale/two-workers.py [BACKEND ...]      djl and dl4j

Each objective is trained by both, 50 steps, and by the two workers once again. The largest differences are printed: of a
step's loss, relative to it, and of a weight or a running statistic after the last step. The exit code is 0 where losses
differ by at most 1e-5 and weights by at most 1e-4, and where the two workers come to the same bits both times.
"""

import array
import json
import math
import os
import struct
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
EXPERIMENT = os.path.join(HERE, "experiment.yaml")
STEPS = 50
OBJECTIVES = {
    "smooth-ap": "{name: smooth-ap, temperature: 0.05}",
    "nt-xent": "{name: nt-xent, temperature: 0.2}",
    "swav with queue":
        "{name: swav, prototypes: 12, queueLength: 32, queueStartEpoch: 2, freezePrototypesSteps: 5}",
}
TWO_WORKERS = ["--on", "local-cluster[2,1,1024]", "--workers", "2"]
ONE_PROCESS = ["--set", "training.microBatch=8"]


def train(run, backend, objective, arguments):
    """Trains into a new run folder, and returns the seconds that the command took."""
    begin = time.monotonic()
    done = subprocess.run(
        [os.path.join(HERE, "..", "..", "s2r2"), "pretrain", EXPERIMENT, "--out", run, "--backend", backend,
         "--set", f"objective={objective}", *arguments],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0:
        sys.exit(f"pretrain {' '.join(arguments)} ended with exit code {done.returncode}:\n{done.stdout}")
    return time.monotonic() - begin


def losses(run):
    """The loss of every step."""
    with open(os.path.join(run, "metrics.jsonl"), encoding="utf-8") as lines:
        events = [json.loads(line) for line in lines]
    found = [event["loss"] for event in events if event["event"] == "step"]
    if len(found) != STEPS or not all(map(math.isfinite, found)):
        sys.exit(f"{run}: found {len(found)} losses, some perhaps not finite, expected {STEPS} finite ones")
    return found


def last_checkpoint(run):
    """What is in the safetensors files of the newest checkpoint: file name to bytes."""
    checkpoints = os.path.join(run, "checkpoints")
    newest = os.path.join(checkpoints, max(n for n in os.listdir(checkpoints) if n.startswith("epoch-")))
    found = {}
    for name in sorted(os.listdir(newest)):
        if name.endswith(".safetensors"):
            with open(os.path.join(newest, name), "rb") as file:
                found[name] = file.read()
    return found


def arrays(content):
    """The arrays of a safetensors file of float32: name to values."""
    (length,) = struct.unpack("<Q", content[:8])
    header = json.loads(content[8:8 + length])
    header.pop("__metadata__", None)
    found = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        if entry["dtype"] != "F32":
            sys.exit(f"{name}: found {entry['dtype']}, expected F32")
        values = array.array("f", content[8 + length + begin:8 + length + end])
        if sys.byteorder == "big":
            values.byteswap()
        found[name] = values
    return found


def largest_difference(found, expected):
    """Of all values of all arrays, which have the same names."""
    if found.keys() != expected.keys():
        sys.exit(f"the arrays differ in their names: {sorted(found.keys() ^ expected.keys())}")
    return max(abs(a - b) for name in found for a, b in zip(found[name], expected[name], strict=True))


def compare(work, backend, name, objective):
    """Trains and compares; prints a line of the table, and returns whether all is as it should be."""
    runs = {part: os.path.join(work, f"{backend}-{name}-{part}".replace(" ", "-")) for part in ("one", "two", "again")}
    train(runs["one"], backend, objective, ONE_PROCESS)
    seconds = train(runs["two"], backend, objective, TWO_WORKERS)
    train(runs["again"], backend, objective, TWO_WORKERS)
    expected = losses(runs["one"])
    found = losses(runs["two"])
    of_loss = max(abs(a - b) / abs(b) for a, b in zip(found, expected))
    two = last_checkpoint(runs["two"])
    of_weights = largest_difference(
        arrays(two["weights.safetensors"]), arrays(last_checkpoint(runs["one"])["weights.safetensors"]))
    moved = expected[0] != expected[-1]
    same = found == losses(runs["again"]) and two == last_checkpoint(runs["again"])
    good = of_loss <= 1e-5 and of_weights <= 1e-4 and same and moved
    print(f"| `{backend}` | {name} | {expected[0]:.4f} to {expected[-1]:.4f} | {of_loss:.1e} | {of_weights:.1e} |"
          f" {'yes' if same else 'NO'} | {seconds:.0f} |{'' if good else ' FAILED'}", flush=True)
    return good


def main():
    print("| backend | objective | loss | differs by | weights differ by | the same again | seconds of two workers |\n"
          "| --- | --- | --- | --- | --- | --- | --- |", flush=True)
    with tempfile.TemporaryDirectory() as work:
        good = [compare(work, backend, name, objective)
                for backend in sys.argv[1:] or ["djl", "dl4j"]
                for name, objective in OBJECTIVES.items()]
    sys.exit(0 if all(good) else 1)


if __name__ == "__main__":
    main()
