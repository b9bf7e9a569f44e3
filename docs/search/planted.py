"""Plants copies among photographs, and says how many of them `s2r2 duplicates` finds.

    python docs/search/planted.py plant PHOTOGRAPHS FOLDER     1,000 photographs and 300 copies into a new folder
    ./s2r2 index RUN --data FOLDER --out INDEX
    ./s2r2 duplicates INDEX --json > found.json
    python docs/search/planted.py judge FOLDER found.json

PHOTOGRAPHS is a folder with pictures at any depth. Each copy is of another photograph: 100 resized to between half and one
and a half times the size, 100 recompressed as JPEG of a quality between 30 and 70, and 100 mirrored. Needs Pillow.
"""

import json
import pathlib
import random
import sys

from PIL import Image, ImageOps

KINDS = ("resized", "recompressed", "mirrored")


def plant(source, folder):
    chance = random.Random(18)
    files = sorted(f for f in pathlib.Path(source).rglob("*") if f.suffix.lower() in (".jpg", ".jpeg", ".png"))
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True)
    for number, file in enumerate(chance.sample(files, 1000)):
        picture = Image.open(file).convert("RGB")
        picture.save(folder / f"{number:04d}.png")
        if number < 300:
            kind = KINDS[number % 3]
            quality = 90
            if kind == "resized":
                scale = chance.uniform(0.5, 1.5)
                picture = picture.resize([max(1, round(side * scale)) for side in picture.size], Image.BICUBIC)
            elif kind == "recompressed":
                quality = chance.randint(30, 70)
            else:
                picture = ImageOps.mirror(picture)
            picture.save(folder / f"{number:04d}-{kind}.jpg", quality=quality)


def judge(folder, found):
    copies = {f.name: f.name[:4] for f in pathlib.Path(folder).iterdir()}
    true = {(name[:4] + ".png", name) for name in copies if "-" in name}
    pairs = set()
    for group in json.load(open(found))["groups"]:
        names = sorted(pathlib.PurePosixPath(p["name"]).name for p in group)
        pairs |= {tuple(sorted((a, b), key=lambda n: ("-" in n, n))) for a in names for b in names if a < b}
    right = pairs & true
    print(f"recall {len(right) / len(true):.4f}, precision {len(right) / max(1, len(pairs)):.4f}, {len(pairs)} pairs found")
    for kind in KINDS:
        of_kind = {pair for pair in true if kind in pair[1]}
        print(f"  {kind}: {len(right & of_kind)} of {len(of_kind)}")
    for pair in sorted(pairs - true)[:20]:
        print("  not planted:", *pair)


if __name__ == "__main__":
    {"plant": plant, "judge": judge}[sys.argv[1]](*sys.argv[2:])
