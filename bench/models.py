#!/usr/bin/env python3
"""Times the three networks in plain PyTorch: torchvision's ResNet and the decoders written out here, layer for layer those of the workbook.

`segbook bench models` runs this as a worker and takes turns with it: a line `go` on the input makes one step and is answered with its seconds and its
processor seconds; `end` is answered with the peak memory in kB. With --export FILE it writes the network for ONNX Runtime instead. By hand:
python3 bench/models.py unet resnet18 train
"""
import argparse
import resource
import statistics
import sys
import time
import warnings

import torch
import torch.nn.functional as F
import torchvision
from torch import nn


def conv_norm_relu(inputs, outputs, kernel, dilation=1, norm=True):
    conv = nn.Conv2d(inputs, outputs, kernel, padding=kernel // 2 * dilation, dilation=dilation, bias=not norm)
    return nn.Sequential(conv, nn.BatchNorm2d(outputs) if norm else nn.Identity(), nn.ReLU(inplace=True))


def separable(inputs, outputs, dilation=1):
    depthwise = nn.Conv2d(inputs, inputs, 3, padding=dilation, dilation=dilation, groups=inputs, bias=False)
    return nn.Sequential(depthwise, nn.Conv2d(inputs, outputs, 1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(inplace=True))


class Encoder(nn.Module):
    def __init__(self, name, depth, dilated):
        super().__init__()
        net = getattr(torchvision.models, name)(weights=None)
        self.stem = nn.Sequential(net.conv1, net.bn1, net.relu)
        self.pool = net.maxpool
        self.stages = nn.ModuleList([net.layer1, net.layer2, net.layer3, net.layer4][: depth - 1])
        wide = 4 if name in ("resnet50", "resnet101", "resnet152") else 1
        self.channels = [3, 64] + [width * wide for width in (64, 128, 256, 512)][: depth - 1]
        if dilated:
            for module in net.layer4.modules():
                if isinstance(module, nn.Conv2d):
                    module.stride, module.dilation, module.padding = (1, 1), (2, 2), tuple(side // 2 * 2 for side in module.kernel_size)

    def forward(self, x):
        maps = [x, self.stem(x)]
        x = self.pool(maps[1])
        for stage in self.stages:
            x = stage(x)
            maps.append(x)
        return maps


class UNet(nn.Module):
    def __init__(self, encoder, classes):
        super().__init__()
        self.encoder = Encoder(encoder, 5, False)
        skips = self.encoder.channels[1:][::-1]
        widths = (256, 128, 64, 32, 16)
        inputs = [skips[0]] + list(widths[:-1])
        joins = skips[1:] + [0]
        self.rungs = nn.ModuleList([nn.Sequential(conv_norm_relu(i + j, w, 3), conv_norm_relu(w, w, 3)) for i, j, w in zip(inputs, joins, widths)])
        self.head = nn.Conv2d(16, classes, 3, padding=1)

    def forward(self, x):
        maps = self.encoder(x)
        x = maps[-1]
        for i, rung in enumerate(self.rungs):
            skip = maps[-2 - i]
            x = F.interpolate(x, size=skip.shape[2:])
            x = rung(torch.cat([x, skip], 1) if i < 4 else x)
        return self.head(x)


class PSPNet(nn.Module):
    def __init__(self, encoder, classes):
        super().__init__()
        self.encoder = Encoder(encoder, 3, False)
        channels = self.encoder.channels[-1]
        self.levels = nn.ModuleList([nn.Sequential(nn.AdaptiveAvgPool2d(g), conv_norm_relu(channels, channels // 4, 1, norm=g > 1)) for g in (1, 2, 3, 6)])
        self.fuse = conv_norm_relu(channels * 2, 512, 1)
        self.drop = nn.Dropout2d(0.2)
        self.head = nn.Conv2d(512, classes, 3, padding=1)

    def forward(self, x):
        y = self.encoder(x)[-1]
        pooled = [F.interpolate(level(y), size=y.shape[2:], mode="bilinear", align_corners=True) for level in self.levels]
        y = self.head(self.drop(self.fuse(torch.cat(pooled + [y], 1))))
        return F.interpolate(y, size=x.shape[2:], mode="bilinear", align_corners=True)


class DeepLabV3Plus(nn.Module):
    def __init__(self, encoder, classes):
        super().__init__()
        self.encoder = Encoder(encoder, 5, True)
        channels = self.encoder.channels[-1]
        self.branches = nn.ModuleList([conv_norm_relu(channels, 256, 1)] + [separable(channels, 256, rate) for rate in (12, 24, 36)])
        self.image = nn.Sequential(nn.AdaptiveAvgPool2d(1), conv_norm_relu(channels, 256, 1))
        self.project = nn.Sequential(conv_norm_relu(1280, 256, 1), nn.Dropout(0.5), separable(256, 256))
        self.skip = conv_norm_relu(self.encoder.channels[2], 48, 1)
        self.fuse = separable(304, 256)
        self.head = nn.Conv2d(256, classes, 1)

    def forward(self, x):
        maps = self.encoder(x)
        y = maps[-1]
        image = F.interpolate(self.image(y), size=y.shape[2:], mode="bilinear", align_corners=False)
        y = self.project(torch.cat([branch(y) for branch in self.branches] + [image], 1))
        skip = self.skip(maps[2])
        y = F.interpolate(y, size=skip.shape[2:], mode="bilinear", align_corners=True)
        y = self.head(self.fuse(torch.cat([y, skip], 1)))
        return F.interpolate(y, size=x.shape[2:], mode="bilinear", align_corners=True)


class Averages(nn.Module):
    """Adaptive average pooling as two products: ONNX has none for grids that do not divide the map."""

    def __init__(self, grid):
        super().__init__()
        self.grid = grid

    def forward(self, x):
        rows, columns = (torch.nn.functional.adaptive_avg_pool1d(torch.eye(int(side))[None], self.grid)[0].T for side in x.shape[2:])
        return rows @ x @ columns.T


def export(options):
    warnings.simplefilter("ignore")
    model, images = network(options)
    for level in getattr(model, "levels", []):
        if options.size // 8 % level[0].output_size:
            level[0] = Averages(level[0].output_size)
    torch.onnx.export(model.eval(), images, options.export, input_names=["images"], output_names=["logits"], opset_version=14)
    print("written", flush=True)


def network(options):
    torch.manual_seed(1)
    make = {"unet": UNet, "pspnet": PSPNet, "deeplabv3plus": DeepLabV3Plus}[options.architecture]
    return make(options.encoder, options.classes), torch.randn(options.batch, 3, options.size, options.size)


def stepper(options):
    model, images = network(options)
    labels = torch.randint(0, options.classes, (options.batch, options.size, options.size))
    if options.mode == "infer":
        model.eval()

        def infer():
            with torch.no_grad():
                model(images)

        return infer

    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4)

    def train():
        optimizer.zero_grad()
        F.cross_entropy(model(images), labels).backward()
        optimizer.step()

    return train


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("architecture", choices=("unet", "pspnet", "deeplabv3plus"))
    parser.add_argument("encoder")
    parser.add_argument("mode", choices=("train", "infer"))
    for name, default in (("threads", 2), ("batch", 4), ("size", 256), ("classes", 32), ("repeats", 5)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--worker", action="store_true")
    parser.add_argument("--export")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    if options.export:
        export(options)
        return

    step = stepper(options)

    def timed():
        start, work = time.perf_counter(), time.process_time()
        step()
        return time.perf_counter() - start, time.process_time() - work

    if not options.worker:
        timed()
        print(f"{options.architecture} {options.encoder} {options.mode}: {statistics.median(timed()[0] for _ in range(options.repeats)):.3f} s")
        return

    for line in sys.stdin:
        print("%.6f %.6f" % timed() if line.strip() == "go" else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, flush=True)
        if line.strip() == "end":
            break


if __name__ == "__main__":
    main()
