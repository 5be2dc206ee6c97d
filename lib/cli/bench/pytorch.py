"""PyTorch's side of `deno task bench`: reads a network's description per line, or "measure"."""

import json
import os
import sys
import time

import torch
from torch import nn

BATCH, STEPS = 128, 10


class Highway(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.h = nn.Linear(width, width)
        self.t = nn.Linear(width, width)
        nn.init.constant_(self.t.bias, -4)

    def forward(self, x):
        t = torch.sigmoid(self.t(x))
        return torch.tanh(self.h(x)) * t + x * (1 - t)


def network(spec):
    layers = [nn.Linear(spec["inputSize"], spec["width"]), nn.Tanh()]
    for _ in range(spec["depth"] - 1):
        if spec["architecture"] == "highway":
            layers.append(Highway(spec["width"]))
        else:
            layers += [nn.Linear(spec["width"], spec["width"]), nn.Tanh()]
    return nn.Sequential(*layers, nn.Linear(spec["width"], spec["classes"]))


def milliseconds(net, optimizer, pixels, labels):
    start = time.perf_counter()
    for _ in range(STEPS):
        rows = torch.randint(0, len(labels), (BATCH,))
        loss = nn.functional.cross_entropy(net(pixels[rows].float() / 255), labels[rows])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return (time.perf_counter() - start) / STEPS * 1000


def answer(value):
    print(json.dumps(value), flush=True)


answer(f"PyTorch {torch.__version__}")
for line in sys.stdin:
    if line.strip() != "measure":
        spec = json.loads(line)
        net = network(spec)
        optimizer = torch.optim.SGD(net.parameters(), lr=0.001, momentum=0.9, foreach=True)
        pixels = torch.randint(0, 256, (1000, spec["inputSize"]), dtype=torch.uint8)
        labels = torch.randint(0, spec["classes"], (1000,))
        times = {}
        for threads in sorted({1, os.cpu_count()}):
            torch.set_num_threads(threads)
            times[threads] = min(milliseconds(net, optimizer, pixels, labels) for _ in range(3))
        threads = min(times, key=times.get)
        torch.set_num_threads(threads)
        answer(threads)
    else:
        answer(milliseconds(net, optimizer, pixels, labels))
