"""Makes the modules of the TorchScript tests, and what PyTorch computes with them. Run in this folder with torch 1.13:

    python3 make.py
"""
import json
import warnings

import torch
from torch import nn


class Small(nn.Module):
    """What S2R2's own layers can be built into too, with a convolution of one pixel."""

    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 8, 3, 2, 1, bias=False), nn.BatchNorm2d(8), nn.ReLU(),
            nn.Conv2d(8, 16, 1, 2), nn.BatchNorm2d(16), nn.ReLU())
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(16, 12)

    def forward(self, x):
        return self.fc(self.pool(self.features(x)).flatten(1))


class Special(nn.Module):
    """A weight that two layers share, a frozen one, a scalar, and buffers that forward replaces and changes in place."""

    def __init__(self):
        super().__init__()
        self.a = nn.Linear(3, 3, bias=False)
        self.b = nn.Linear(3, 3)
        self.b.weight = self.a.weight
        self.scale = nn.Parameter(torch.tensor(1.5))
        self.fixed = nn.Parameter(torch.tensor([0.1, 0.2, 0.3]), requires_grad=False)
        self.register_buffer("mean", torch.zeros(1, 3))
        self.register_buffer("calls", torch.tensor(2))

    def forward(self, x):
        x = x.mean(dim=(2, 3))
        if self.training:
            self.mean = self.mean * 0.5 + x.mean(dim=0, keepdim=True) * 0.5
            self.calls.add_(1)
        return self.b(self.a(x) * self.scale) * self.mean + self.fixed


class Wide(nn.Module):
    def forward(self, x):
        return x.flatten(1)


class Pair(nn.Module):
    def forward(self, x):
        return x.mean(dim=(2, 3)), x


class OneSize(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(3 * 8 * 8, 12)

    def forward(self, x):
        return self.fc(x.flatten(1))


class Listed(nn.Module):
    def __init__(self):
        super().__init__()
        self.weights = nn.ParameterList([nn.Parameter(torch.ones(3))])

    def forward(self, x):
        x = x.mean(dim=(2, 3))
        for weight in self.weights:
            x = x * weight
        return x


class Headed(nn.Module):
    def __init__(self):
        super().__init__()
        self.head = nn.Sequential()
        self.head.add_module("fc1", nn.Linear(3, 12))

    def forward(self, x):
        return self.head(x.mean(dim=(2, 3)))


def pattern(*shape):
    """The values that the tests in Java make too."""
    count = torch.tensor(shape).prod().item()
    return (((torch.arange(count) * 37) % 101 - 50).float() / 50).reshape(shape)


def save(module, name):
    torch.jit.script(module).save(name + ".pt")


def lists(tensors):
    return {name: tensor.flatten().tolist() for name, tensor in tensors.items()}


def expected(module, *sizes):
    """Outputs in evaluation, then in training one after the other; what buffers then are, and all gradients."""
    found = {"evaluation": {}, "training": {}}
    module.eval()
    for size in sizes:
        found["evaluation"][str(size)] = module(pattern(4, 3, size, size)).flatten().tolist()
    module.train()
    outputs = [module(pattern(4, 3, size, size)) for size in sizes]
    for size, output in zip(sizes, outputs):
        found["training"][str(size)] = output.flatten().tolist()
    outputs = torch.cat(outputs)
    outputs.backward(pattern(*outputs.shape))
    found["state"] = lists({name: tensor.detach().float() for name, tensor in module.state_dict().items()})
    found["gradients"] = lists({name: p.grad for name, p in module.named_parameters() if p.grad is not None})
    return found


warnings.simplefilter("ignore")
torch.manual_seed(1)
small = Small()
for norm in (small.features[1], small.features[4]):
    nn.init.uniform_(norm.weight, 0.5, 1.5)
    nn.init.uniform_(norm.bias, -0.5, 0.5)
    nn.init.uniform_(norm.running_mean, -0.2, 0.2)
    nn.init.uniform_(norm.running_var, 0.2, 1)
save(small.train(), "small")
torch.jit.trace(small.eval(), pattern(4, 3, 16, 16)).save("traced.pt")
torch.jit.freeze(torch.jit.script(small.eval())).save("frozen.pt")
torch.save(small.state_dict(), "weights.pt")
special = Special()
save(special, "special")
for name, module in {"wide": Wide(), "pair": Pair(), "one-size": OneSize(), "listed": Listed(), "headed": Headed(),
                     "double": nn.Sequential(nn.Flatten(), nn.Linear(12, 12)).double()}.items():
    save(module, name)
with open("expected.json", "w") as file:
    json.dump({"small": expected(small, 16, 12), "special": expected(special, 16, 12)}, file, indent=1)
    file.write("\n")
