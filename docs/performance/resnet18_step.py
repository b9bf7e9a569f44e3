#!/usr/bin/env python3
"""Training steps of ResNet-18 with S2R2's projection head in PyTorch: forward, backward from a given gradient at the
embeddings, update by SGD with momentum and weight decay. Prints views a second for each round, and their median.

    python3 resnet18_step.py [--views 64] [--size 96] [--threads 2] [--rounds 5] [--seconds 4] [--channels-last]
"""
import argparse
import statistics
import time

import torch
from torch import nn


class BasicBlock(nn.Module):
    def __init__(self, channels, out, stride):
        super().__init__()
        self.main = nn.Sequential(
            nn.Conv2d(channels, out, 3, stride, 1, bias=False), nn.BatchNorm2d(out), nn.ReLU(inplace=True),
            nn.Conv2d(out, out, 3, 1, 1, bias=False), nn.BatchNorm2d(out))
        self.shortcut = nn.Sequential()
        if stride != 1 or channels != out:
            self.shortcut = nn.Sequential(nn.Conv2d(channels, out, 1, stride, bias=False), nn.BatchNorm2d(out))

    def forward(self, x):
        return torch.relu_(self.main(x) + self.shortcut(x))


def encoder():
    stem = [nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(inplace=True), nn.MaxPool2d(3, 2, 1)]
    blocks, channels = [], 64
    for out, stride in ((64, 1), (128, 2), (256, 2), (512, 2)):
        blocks += [BasicBlock(channels, out, stride), BasicBlock(out, out, 1)]
        channels = out
    head = [nn.Linear(512, 256), nn.ReLU(inplace=True), nn.Linear(256, 128)]
    return nn.Sequential(*stem, *blocks, nn.AdaptiveAvgPool2d(1), nn.Flatten(), *head)


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--views", type=int, default=64)
    options.add_argument("--size", type=int, default=96)
    options.add_argument("--threads", type=int, default=2)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--seconds", type=float, default=4)
    options.add_argument("--channels-last", action="store_true")
    options = options.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(1)
    layout = torch.channels_last if options.channels_last else torch.contiguous_format
    model = encoder().to(memory_format=layout).train()
    views = torch.randn(options.views, 3, options.size, options.size).to(memory_format=layout)
    gradient = torch.randn(options.views, 128) / options.views
    update = torch.optim.SGD(model.parameters(), lr=0.0, momentum=0.9, weight_decay=1e-4)

    def step():
        update.zero_grad()
        model(views).backward(gradient)
        update.step()

    for _ in range(3):
        step()
    rounds = []
    for _ in range(options.rounds):
        steps, start = 0, time.perf_counter()
        while time.perf_counter() - start < options.seconds:
            step()
            steps += 1
        rounds.append(options.views * steps / (time.perf_counter() - start))
    print(torch.__version__, "views/s:", " ".join(f"{r:.1f}" for r in rounds), "median", f"{statistics.median(rounds):.1f}")


main()
