#!/usr/bin/env python3
"""The networks of models.py in eager PyTorch on a GPU: the other side of `segbook bench gpu`, which starts this and writes one case a line.

A case is answered with "go" when it is warm, then with the seconds of a step. TF32 is on for tf32; bf16 is autocast for training and a bfloat16 network for
inference, both channels-last. By hand: echo '{"mode": "train", "batch": 16, "height": 256, "width": 256, "precision": "bf16"}' | python3 bench/gpu.py unet
"""
import argparse
import contextlib
import gc
import json
import statistics
import sys
import time

import torch
import torch.nn.functional as F

from models import DeepLabV3Plus, PSPNet, UNet

CLASSES = 32


def stepper(options, case):
    torch.manual_seed(1)
    allow = case["precision"] != "float32"
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = allow
    bf16 = case["precision"] == "bf16"
    layout = torch.channels_last if bf16 else torch.contiguous_format
    network = {"unet": UNet, "pspnet": PSPNet, "deeplabv3plus": DeepLabV3Plus}[options.architecture](options.encoder, CLASSES)
    network = network.to(options.device, memory_format=layout)
    images = torch.randn(case["batch"], 3, case["height"], case["width"], device=options.device).contiguous(memory_format=layout)
    if case["mode"] == "infer":
        network.eval()
        if bf16:
            network, images = network.bfloat16(), images.bfloat16()

        def infer():
            with torch.no_grad():
                network(images)

        return infer

    labels = torch.randint(0, CLASSES, (case["batch"], case["height"], case["width"]), device=options.device)
    optimizer = torch.optim.SGD(network.parameters(), lr=0.01, momentum=0.9)
    kind = torch.device(options.device).type

    def train():
        optimizer.zero_grad(set_to_none=True)
        with torch.autocast(kind, torch.bfloat16) if bf16 else contextlib.nullcontext():
            logits = network(images)
        F.cross_entropy(logits.float(), labels).backward()
        optimizer.step()

    return train


def stretch(step, steps, device):
    start = time.perf_counter()
    for _ in range(steps):
        step()
    if torch.device(device).type == "cuda":
        torch.cuda.synchronize(device)
    return time.perf_counter() - start


def seconds(options, case):
    step = stepper(options, case)
    stretch(step, 3, options.device)
    steps = int(min(max(options.seconds / stretch(step, 1, options.device), 1), 1000))
    print("go", flush=True)
    return statistics.median(stretch(step, steps, options.device) / steps for _ in range(options.repeats))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("architecture", choices=("unet", "pspnet", "deeplabv3plus"))
    parser.add_argument("--encoder", default="resnet50")
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=0.5)
    parser.add_argument("--threads", type=int, default=0)
    options = parser.parse_args()
    if options.threads:
        torch.set_num_threads(options.threads)
    print("ready", flush=True)
    for line in sys.stdin:
        try:
            print("%.6f" % seconds(options, json.loads(line)), flush=True)
        except RuntimeError as error:  # out of memory, mostly
            print("failed:", str(error).split("\n")[0], flush=True)
        gc.collect()


if __name__ == "__main__":
    main()
