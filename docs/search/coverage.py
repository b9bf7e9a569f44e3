"""How many classes a selection of `s2r2 select` covers, diverse and random, over seeds.

    python docs/search/coverage.py INDEX COUNT [SEEDS] [S2R2]      5 seeds and ./s2r2 if absent
"""

import json
import statistics
import subprocess
import sys

STUDENT = {3: 4.303, 5: 2.776, 10: 2.262}


def covered(s2r2, index, count, by, seed):
    out = subprocess.run([s2r2, "select", index, "--count", count, "--by", by, "--seed", str(seed), "--json"],
                         check=True, capture_output=True, text=True).stdout
    return len({picture["class"] for picture in json.loads(out)["selected"]})


if __name__ == "__main__":
    index, count = sys.argv[1:3]
    seeds = int(sys.argv[3]) if len(sys.argv) > 3 else 5
    s2r2 = sys.argv[4] if len(sys.argv) > 4 else "./s2r2"
    pairs = [(covered(s2r2, index, count, "diverse", s), covered(s2r2, index, count, "random", s)) for s in range(seeds)]
    differences = [a - b for a, b in pairs]
    half = STUDENT[seeds] * statistics.stdev(differences) / seeds ** 0.5
    mean = statistics.mean(differences)
    print("diverse, random:", *pairs)
    print(f"difference {mean:.1f}, 95 % interval {mean - half:.1f} to {mean + half:.1f}")
