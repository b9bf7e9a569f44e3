"""How many classes a selection of `s2r2 select` covers, diverse and by chance, over seeds.

    python docs/search/coverage.py INDEX COUNT [SEEDS] [S2R2]      5 seeds and ./s2r2 if absent

What chance covers on average is also computed from the sizes of the classes, so that the second interval is free of the luck of
a few random lists.
"""

import collections
import json
import math
import statistics
import subprocess
import sys

STUDENT = {3: 4.303, 5: 2.776, 10: 2.262, 20: 2.093}


def select(s2r2, index, count, by, seed):
    out = subprocess.run([s2r2, "select", index, "--count", str(count), "--by", by, "--seed", str(seed), "--json"],
                         check=True, capture_output=True, text=True).stdout
    return [picture["class"] for picture in json.loads(out)["selected"]]


def expected(classes, count):
    """The mean of the classes that a random list covers: a class is missed by chance of C(n - its size, count) / C(n, count)."""
    n = len(classes)
    return sum(1 - math.comb(n - size, count) / math.comb(n, count) for size in collections.Counter(classes).values())


def interval(differences):
    half = STUDENT[len(differences)] * statistics.stdev(differences) / len(differences) ** 0.5
    mean = statistics.mean(differences)
    return f"{mean:.1f}, 95 % interval {mean - half:.1f} to {mean + half:.1f}"


if __name__ == "__main__":
    index, count = sys.argv[1], int(sys.argv[2])
    seeds = int(sys.argv[3]) if len(sys.argv) > 3 else 5
    s2r2 = sys.argv[4] if len(sys.argv) > 4 else "./s2r2"
    with open(index + "/index.json", encoding="utf-8") as manifest:
        pictures = json.load(manifest)["pictures"]
    chance = expected(select(s2r2, index, pictures, "random", 0), count)
    pairs = [tuple(len(set(select(s2r2, index, count, by, s))) for by in ("diverse", "random")) for s in range(seeds)]
    print("diverse, random:", *pairs)
    print("diverse less random:", interval([a - b for a, b in pairs]))
    print(f"diverse less the {chance:.1f} of chance:", interval([a - chance for a, _ in pairs]))
