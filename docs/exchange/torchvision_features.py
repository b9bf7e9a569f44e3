#!/usr/bin/env python3
"""Exchanges networks between S2R2 and torchvision, and checks that both compute the same features.

    python3 torchvision_features.py check WEIGHTS.safetensors --images DIR --features F.npy
    python3 torchvision_features.py save resnet18 WEIGHTS.safetensors [--pretrained] [--seed 1]
    python3 torchvision_features.py images DIR [--count 64] [--size 96] [--seed 1]
    python3 torchvision_features.py small DIR

`check` loads a file that `s2r2 export` (or `save`) wrote into torchvision's network, computes the features of the PNG
images of a folder, in the order of their names, and compares them with those that `s2r2 embed` wrote. It exits with 1 if
the largest absolute difference is more than 1e-5 of the largest absolute feature. `save` writes a network of torchvision
for `encoder.weights`, and `images` writes pictures to try it with. `small` writes a small ConvNeXt and a small MobileNet with
random weights, and their features, as the build's tests have them.

Needs torch, torchvision and numpy; it takes the package safetensors where that is installed.
"""
import argparse
import json
import pathlib
import struct
import sys

import numpy
import torch
import torchvision
from PIL import Image

try:
    from safetensors import safe_open
    from safetensors.torch import save_file
except ImportError:
    safe_open = None

TOLERANCE = 1e-5
TYPES = {"F32": "<f4", "I64": "<i8"}
IMAGENET = {"mean": "[0.485, 0.456, 0.406]", "std": "[0.229, 0.224, 0.225]"}


def read(path):
    """The tensors of a safetensors file by name, and its metadata."""
    if safe_open:
        with safe_open(path, "pt") as file:
            return {name: file.get_tensor(name) for name in file.keys()}, file.metadata() or {}
    with open(path, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        data = file.read()
    metadata = header.pop("__metadata__", {})
    tensors = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        values = numpy.frombuffer(data[begin:end], TYPES[entry["dtype"]]).reshape(entry["shape"])
        tensors[name] = torch.from_numpy(values.copy())
    return tensors, metadata


def write(path, tensors, metadata):
    """Tensors of float32 and int64 as a safetensors file."""
    tensors = {name: tensor.contiguous() for name, tensor in tensors.items()}
    if safe_open:
        return save_file(tensors, path, metadata)
    names = {torch.float32: "F32", torch.int64: "I64"}
    header, data = {"__metadata__": metadata}, b""
    # Larger types first, so that every tensor begins at a multiple of its size.
    for name, tensor in sorted(tensors.items(), key=lambda item: -item[1].element_size()):
        part = tensor.numpy().astype(TYPES[names[tensor.dtype]]).tobytes()
        header[name] = {"dtype": names[tensor.dtype], "shape": list(tensor.shape),
                        "data_offsets": [len(data), len(data) + len(part)]}
        data += part
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    pathlib.Path(path).write_bytes(struct.pack("<Q", len(text)) + text + data)


RESNETS = ("resnet18", "resnet34", "resnet50", "resnet101", "wide_resnet50_2")
OTHERS = ("convnext_tiny", "mobilenet_v3_small")


def network(backbone):
    """torchvision's network of a name that S2R2 gives: without a classifier, and with a small stem if it ends in -cifar."""
    plain = backbone[:-len("-cifar")] if backbone.endswith("-cifar") else backbone
    name = plain.replace("-", "_")
    if name not in RESNETS + OTHERS:
        sys.exit(f"{backbone}: torchvision has no such network, only {', '.join(RESNETS + OTHERS)}")
    model = getattr(torchvision.models, name)()
    without_classifier(model)
    if plain != backbone:
        model.conv1 = torch.nn.Conv2d(3, 64, 3, 1, 1, bias=False)
        model.maxpool = torch.nn.Identity()
    return model.eval()


def without_classifier(model):
    """Leaves the features: of a ConvNeXt those behind the norm before the last layer."""
    if isinstance(model, torchvision.models.ConvNeXt):
        model.classifier[2] = torch.nn.Identity()
    elif isinstance(model, torchvision.models.MobileNetV3):
        model.classifier = torch.nn.Identity()
    else:
        model.fc = torch.nn.Identity()


def pixels(path, size):
    """An image as float64 [3, size, size] from 0 to 1. It has to have that size: resizing would be another comparison."""
    image = Image.open(path).convert("RGB")
    if size and image.size != (size, size):
        sys.exit(f"{path}: {image.size[0]} x {image.size[1]} pixels, expected {size} x {size}")
    return numpy.asarray(image, dtype=numpy.float64).transpose(2, 0, 1) / 255


def inputs(folder, metadata):
    files = sorted(pathlib.Path(folder).glob("*.png"))
    if not files:
        sys.exit(f"{folder}: found no .png files")
    mean, std = (numpy.array(json.loads({**IMAGENET, **metadata}[key])).reshape(1, 3, 1, 1) for key in ("mean", "std"))
    images = numpy.stack([pixels(file, int(metadata.get("size", 0))) for file in files])
    return torch.from_numpy(((images - mean) / std).astype(numpy.float32))


def check(options):
    tensors, metadata = read(options.weights)
    backbone = options.backbone or metadata.get("backbone")
    if not backbone:
        sys.exit(f"{options.weights}: its metadata names no backbone; --backbone does")
    model = network(backbone)
    # A file from `save` has the classifier too, and one from `export --with-head` the projection head.
    mine = model.state_dict()
    own = {name: tensor for name, tensor in tensors.items()
           if name in mine or not name.startswith(("fc.", "head.", "classifier."))}
    model.load_state_dict(own, strict=True)
    images = inputs(options.images, metadata)
    with torch.no_grad():
        expected = torch.cat([model(batch) for batch in images.split(64)]).numpy().astype(numpy.float64)
    found = numpy.load(options.features).astype(numpy.float64)
    if found.shape != expected.shape:
        sys.exit(f"{options.features}: shape {found.shape}, expected {expected.shape}")
    difference = numpy.abs(found - expected).max()
    scale = numpy.abs(expected).max()
    print(f"{backbone}, {len(images)} images of {images.shape[-1]} pixels, {expected.shape[1]} features each")
    print(f"largest absolute difference {difference:.3g}, largest absolute feature {scale:.3g}, "
          f"ratio {difference / scale:.3g}, allowed {TOLERANCE:g}")
    if not difference <= TOLERANCE * scale:
        sys.exit("the features differ")


def save(options):
    torch.manual_seed(options.seed)
    create = getattr(torchvision.models, options.backbone)
    model = create(weights="IMAGENET1K_V1") if options.pretrained else create()
    if not options.pretrained:
        # Running statistics that are not 0 and 1, so that a mistake with them shows.
        for module in model.modules():
            if isinstance(module, torch.nn.BatchNorm2d):
                module.momentum = None
        with torch.no_grad():
            model.train()(torch.randn(8, 3, 64, 64))
    name = options.backbone if options.backbone in RESNETS else options.backbone.replace("_", "-")
    write(options.weights, model.state_dict(), {"format": "pt", "backbone": name, **IMAGENET})
    print(f"{len(model.state_dict())} arrays in {options.weights}")


def pattern(*shape):
    """The same values as in the tests."""
    i = torch.arange(numpy.prod(shape), dtype=torch.int64)
    return ((i * 37 % 101 - 50).float() / 50).reshape(shape)


def small(options):
    from torchvision.models.convnext import CNBlockConfig, ConvNeXt
    from torchvision.models.mobilenetv3 import InvertedResidualConfig, MobileNetV3

    def block(*settings):
        return InvertedResidualConfig(*settings, dilation=1, width_mult=1.0)

    torch.manual_seed(7)
    folder = pathlib.Path(options.folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name, model in {
        "convnext": ConvNeXt([CNBlockConfig(8, 12, 2), CNBlockConfig(12, None, 1)]),
        "mobilenet": MobileNetV3([block(8, 3, 8, 8, True, "RE", 2), block(8, 3, 24, 16, False, "RE", 1),
                                  block(16, 5, 40, 16, True, "HS", 1)], last_channel=8),
    }.items():
        without_classifier(model)
        with torch.no_grad():
            for key, value in model.state_dict().items():
                if value.ndim > 1 and not key.endswith("layer_scale"):
                    value.normal_(0, 1.5 / value[0].numel() ** 0.5)
                elif key.endswith(("weight", "running_var", "layer_scale")):
                    value.uniform_(0.5, 1.5)
                elif value.is_floating_point():
                    value.normal_(0, 0.4)
            features = model.eval().double()(pattern(2, 3, 40, 40).double())
        tensors = {key: value.float() for key, value in model.state_dict().items() if value.is_floating_point()}
        write(folder / f"{name}.safetensors", tensors, {"format": "pt"})
        (folder / f"{name}.json").write_text(json.dumps(features.reshape(-1).tolist()) + "\n")


def images(options):
    random = numpy.random.default_rng(options.seed)
    folder = pathlib.Path(options.folder)
    folder.mkdir(parents=True, exist_ok=True)
    for i in range(options.count):
        blocks = random.integers(0, 256, (4, 4, 3), dtype=numpy.uint8)
        Image.fromarray(blocks).resize((options.size, options.size), Image.BICUBIC).save(folder / f"{i:04}.png")


def main():
    parser = argparse.ArgumentParser(description="Exchanges networks between S2R2 and torchvision.")
    commands = parser.add_subparsers(required=True)
    command = commands.add_parser("check", help="compares features of S2R2 with torchvision's")
    command.add_argument("weights")
    command.add_argument("--images", required=True)
    command.add_argument("--features", required=True)
    command.add_argument("--backbone", help="the network, where the file does not name it")
    command.set_defaults(run=check)
    command = commands.add_parser("save", help="writes a network of torchvision")
    command.add_argument("backbone", choices=RESNETS + OTHERS)
    command.add_argument("weights")
    command.add_argument("--pretrained", action="store_true", help="with torchvision's weights, which it downloads")
    command.add_argument("--seed", type=int, default=1)
    command.set_defaults(run=save)
    command = commands.add_parser("images", help="writes PNG images to compare on")
    command.add_argument("folder")
    command.add_argument("--count", type=int, default=64)
    command.add_argument("--size", type=int, default=96)
    command.add_argument("--seed", type=int, default=1)
    command.set_defaults(run=images)
    command = commands.add_parser("small", help="writes small networks and their features")
    command.add_argument("folder")
    command.set_defaults(run=small)
    options = parser.parse_args()
    options.run(options)


if __name__ == "__main__":
    main()
