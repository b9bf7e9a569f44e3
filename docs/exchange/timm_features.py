"""Features of timm's vision transformers, to compare those of S2R2 with.

    timm_features.py small FOLDER        a small transformer with random weights and its features, as the build's tests have:
                                         those of the class token, and of the mean of the other tokens
    timm_features.py save NAME FILE      the weights of timm's model NAME, such as vit_tiny_patch16_224; --pretrained
                                         downloads them, else they are random
    timm_features.py check FILE --model NAME --images FOLDER --features FILE.npy [--image-size N] [--patch N] [--mean]
                                         compares features of `./s2r2 embed` with timm's, on images of equal height and width

Needs torch, timm, safetensors and numpy; check needs Pillow too.
"""

import argparse
import json
import pathlib
import sys

import numpy
import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file

SIZES = (32, 24, 48)
IMAGES = 2


def pattern(count):
    """The same values as in the tests."""
    i = torch.arange(count, dtype=torch.int64)
    return ((i * 37 % 101 - 50).float() / 50)


def transformer(pooling):
    from timm.models.vision_transformer import VisionTransformer

    return VisionTransformer(img_size=32, patch_size=8, embed_dim=24, depth=2, num_heads=3, num_classes=0,
                             global_pool=pooling, dynamic_img_size=True).eval()


def features(model):
    found = {}
    with torch.no_grad():
        for size in SIZES:
            images = pattern(IMAGES * 3 * size * size).reshape(IMAGES, 3, size, size)
            found[str(size)] = model.double()(images.double()).reshape(-1).tolist()
    return json.dumps(found) + "\n"


def small(folder):
    torch.manual_seed(7)
    model = transformer("token")
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            # Large enough for attention to be uneven and for every part to count.
            if name.endswith("weight") and parameter.ndim > 1:
                parameter.normal_(0, 1.5 / parameter[0].numel() ** 0.5)
            elif "norm" in name and name.endswith("weight"):
                parameter.uniform_(0.5, 1.5)
            else:
                parameter.normal_(0, 0.4)
    state = {name: value.float().contiguous() for name, value in model.state_dict().items()}
    folder.mkdir(parents=True, exist_ok=True)
    save_file(state, folder / "small.safetensors")
    (folder / "small.json").write_text(features(model))
    mean = transformer("avg")
    mean.load_state_dict({name.replace("norm.", "fc_norm.") if name.startswith("norm.") else name: value
                          for name, value in state.items()}, strict=True)
    (folder / "small-mean.json").write_text(features(mean))


def create(name, image_size=None, patch=None, pretrained=False, mean=False):
    import timm

    sizes = {"img_size": image_size, "patch_size": patch, "global_pool": "avg" if mean else None}
    return timm.create_model(name, pretrained=pretrained, num_classes=0, dynamic_img_size=True,
                             **{key: value for key, value in sizes.items() if value}).eval()


def check(arguments):
    from PIL import Image

    model = create(arguments.model, arguments.image_size, arguments.patch, mean=arguments.mean)
    state = load_file(arguments.file)
    model.load_state_dict({name: value for name, value in state.items() if not name.startswith("head.")}, strict=True)
    with safe_open(arguments.file, "pt") as file:
        metadata = file.metadata() or {}
    mean = torch.tensor(json.loads(metadata.get("mean", "[0.485, 0.456, 0.406]"))).reshape(3, 1, 1)
    deviation = torch.tensor(json.loads(metadata.get("std", "[0.229, 0.224, 0.225]"))).reshape(3, 1, 1)
    files = sorted(path for path in arguments.images.rglob("*") if path.is_file())
    pixels = [torch.from_numpy(numpy.array(Image.open(file).convert("RGB"))).permute(2, 0, 1) / 255 for file in files]
    with torch.no_grad():
        expected = model(torch.stack([(image - mean) / deviation for image in pixels])).numpy()
    difference = numpy.abs(numpy.load(arguments.features) - expected).max()
    largest = numpy.abs(expected).max()
    print(f"largest difference {difference:.3g}, largest feature {largest:.3g}")
    return 0 if difference <= 1e-5 * largest else 1


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("small").add_argument("folder", type=pathlib.Path)
    save = commands.add_parser("save")
    save.add_argument("name")
    save.add_argument("file")
    save.add_argument("--pretrained", action="store_true")
    checked = commands.add_parser("check")
    checked.add_argument("file")
    checked.add_argument("--model", default="vit_tiny_patch16_224")
    checked.add_argument("--images", type=pathlib.Path, required=True)
    checked.add_argument("--features", required=True)
    checked.add_argument("--image-size", type=int)
    checked.add_argument("--patch", type=int)
    for command in (save, checked):
        command.add_argument("--mean", action="store_true", help="timm's global_pool='avg', pooling: mean in S2R2")
    arguments = parser.parse_args()
    if arguments.command == "small":
        small(arguments.folder)
    elif arguments.command == "save":
        torch.manual_seed(0)
        model = create(arguments.name, pretrained=arguments.pretrained, mean=arguments.mean)
        # S2R2 compares these with views.mean and views.std, and warns where they differ.
        normalization = {name: json.dumps(list(model.pretrained_cfg[name])) for name in ("mean", "std")}
        save_file(model.state_dict(), arguments.file, metadata=normalization)
    else:
        return check(arguments)
    return 0


if __name__ == "__main__":
    sys.exit(main())
