#!/usr/bin/env python3
"""Training steps of ViT-Tiny with S2R2's projection head in PyTorch: forward, backward from a given gradient at the
embeddings, update by AdamW. Prints views a second for each round, and their median. --timm takes timm's network in place of
the one below, which has the same layers.

    python3 vit_tiny_step.py [--views 64] [--size 32] [--patch 4] [--threads 2] [--rounds 5] [--seconds 4] [--timm]
"""
import argparse
import statistics
import time

import torch
from torch import nn

WIDTH, DEPTH, HEADS = 192, 12, 3


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(WIDTH, 1e-6), nn.LayerNorm(WIDTH, 1e-6)
        self.qkv, self.proj = nn.Linear(WIDTH, 3 * WIDTH), nn.Linear(WIDTH, WIDTH)
        self.mlp = nn.Sequential(nn.Linear(WIDTH, 4 * WIDTH), nn.GELU(), nn.Linear(4 * WIDTH, WIDTH))

    def forward(self, x):
        n, t, _ = x.shape
        q, k, v = self.qkv(self.norm1(x)).reshape(n, t, 3, HEADS, WIDTH // HEADS).permute(2, 0, 3, 1, 4).unbind(0)
        x = x + self.proj(nn.functional.scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape(n, t, WIDTH))
        return x + self.mlp(self.norm2(x))


class ViT(nn.Module):
    def __init__(self, size, patch):
        super().__init__()
        self.patches = nn.Conv2d(3, WIDTH, patch, patch)
        self.token = nn.Parameter(torch.zeros(1, 1, WIDTH))
        self.places = nn.Parameter(torch.randn(1, 1 + (size // patch) ** 2, WIDTH) * 0.02)
        self.blocks = nn.Sequential(*(Block() for _ in range(DEPTH)))
        self.norm = nn.LayerNorm(WIDTH, 1e-6)

    def forward(self, x):
        tokens = self.patches(x).flatten(2).transpose(1, 2)
        x = torch.cat([self.token.expand(len(x), -1, -1), tokens], 1) + self.places
        return self.norm(self.blocks(x))[:, 0]


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--views", type=int, default=64)
    options.add_argument("--size", type=int, default=32)
    options.add_argument("--patch", type=int, default=4)
    options.add_argument("--threads", type=int, default=2)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--seconds", type=float, default=4)
    options.add_argument("--timm", action="store_true")
    options = options.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(1)
    backbone = ViT(options.size, options.patch)
    if options.timm:
        import timm

        backbone = timm.create_model("vit_tiny_patch16_224", num_classes=0, img_size=options.size, patch_size=options.patch)
    head = nn.Sequential(nn.Linear(WIDTH, 256), nn.ReLU(inplace=True), nn.Linear(256, 128))
    model = nn.Sequential(backbone, head).train()
    views = torch.randn(options.views, 3, options.size, options.size)
    gradient = torch.randn(options.views, 128) / options.views
    update = torch.optim.AdamW(model.parameters(), lr=0.0, weight_decay=0.05)

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
