#!/usr/bin/env python3
"""One epoch as the reference notebook ran it, rebuilt from its description: a dataset that reads both files with OpenCV and compares the mask with every
class's colour, a loop that computes the IoU of every training batch and again of every validation batch, 32 classes, batch 4, 256x256. The networks are
those of models.py, on torchvision's ResNet-18.

`segbook bench training` runs this as a worker and takes turns with it: a line `go` makes one epoch and is answered with its seconds and processor seconds.
By hand: python3 bench/training.py ../shared/camseq01-half unet
On a GPU, with as many pictures as the notebook had, stored at their size as its augmented copies were (`segbook bench gpu --epoch` runs it so):
python3 bench/training.py FRAMES unet --device cuda --encoder resnet50 --train 648 --validation 72 --copies
"""
import argparse
import pathlib
import sys
import tempfile
import time

import cv2
import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset

from metrics import iou_by_one_hot
from models import DeepLabV3Plus, PSPNet, UNet

SIZE, BATCH = 256, 4


class Frames(Dataset):
    """Picture and mask of a frame, read and decoded whenever they are asked for."""

    def __init__(self, paths, colours):
        self.paths, self.colours = paths, colours

    def __len__(self):
        return len(self.paths)

    def __getitem__(self, index):
        image = cv2.cvtColor(cv2.imread(str(self.paths[index])), cv2.COLOR_BGR2RGB)
        mask = cv2.cvtColor(cv2.imread(str(self.paths[index].with_name(self.paths[index].stem + "_L.png"))), cv2.COLOR_BGR2RGB)
        image = cv2.resize(image, (SIZE, SIZE))
        mask = cv2.resize(mask, (SIZE, SIZE), interpolation=cv2.INTER_NEAREST)
        layers = np.stack([np.all(mask == colour, axis=-1) for colour in self.colours], axis=-1).astype("float")
        return torch.from_numpy(image.transpose(2, 0, 1)).float() / 255, torch.from_numpy(layers.transpose(2, 0, 1)).argmax(0)


def pixel_accuracy(logits, labels):
    return (logits.argmax(1) == labels).float().mean(dim=(1, 2)).mean().item()


def epoch(model, optimizer, training, validation):
    """The notebook's epoch: loss, IoU and accuracy of every batch, first trained on, then validated."""
    scores = {"train": [], "validation": []}
    model.train()
    device = next(model.parameters()).device
    for images, labels in training:
        images, labels = images.to(device), labels.to(device)
        optimizer.zero_grad()
        logits = model(images)
        loss = torch.nn.functional.cross_entropy(logits, labels)
        loss.backward()
        optimizer.step()
        with torch.no_grad():
            scores["train"].append((loss.item(), iou_by_one_hot(logits, labels), pixel_accuracy(logits, labels)))
    model.eval()
    with torch.no_grad():
        for images, labels in validation:
            images, labels = images.to(device), labels.to(device)
            logits = model(images)
            loss = torch.nn.functional.cross_entropy(logits, labels)
            scores["validation"].append((loss.item(), iou_by_one_hot(logits, labels), pixel_accuracy(logits, labels)))
    return {part: np.mean(values, axis=0) for part, values in scores.items()}


def colours_of(folder):
    """The 32 colours: from label_colors.txt, else those that occur."""
    file = folder / "label_colors.txt"
    if file.exists():
        return [np.array([int(n) for n in line.split()[:3]]) for line in file.read_text().splitlines() if line.strip()]
    found = {tuple(c) for path in sorted(folder.glob("*_L.png"))[::10] for c in np.unique(cv2.cvtColor(cv2.imread(str(path)), cv2.COLOR_BGR2RGB).reshape(-1, 3), axis=0)}
    known = sorted(found)
    return [np.array(c) for c in (known + [(1, 2, i) for i in range(32)])[:32]]


def copies(paths, count, folder):
    """As many pairs as are wanted, stored at the size that they are trained at."""
    made = []
    for i in range(count):
        source, target = paths[i % len(paths)], folder / f"{i:04}.png"
        cv2.imwrite(str(target), cv2.resize(cv2.imread(str(source)), (SIZE, SIZE)))
        mask = cv2.imread(str(source.with_name(source.stem + "_L.png")))
        cv2.imwrite(str(target.with_name(target.stem + "_L.png")), cv2.resize(mask, (SIZE, SIZE), interpolation=cv2.INTER_NEAREST))
        made.append(target)
    return made


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("architecture", choices=("unet", "pspnet", "deeplabv3plus"))
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--train", type=int, default=40, help="training frames")
    parser.add_argument("--validation", type=int, default=10, help="validation frames")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--encoder", default="resnet18")
    parser.add_argument("--copies", action="store_true", help="first store as many frames as are wanted, 256x256")
    parser.add_argument("--worker", action="store_true")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(1)
    paths = sorted(path for path in options.data.glob("*.png") if not path.stem.endswith("_L"))
    colours = colours_of(options.data)
    folder = tempfile.TemporaryDirectory()
    if options.copies:
        paths = copies(paths, options.train + options.validation, pathlib.Path(folder.name))
    training = DataLoader(Frames(paths[: options.train], colours), batch_size=BATCH, shuffle=True)
    validation = DataLoader(Frames(paths[options.train : options.train + options.validation], colours), batch_size=BATCH)
    model = {"unet": UNet, "pspnet": PSPNet, "deeplabv3plus": DeepLabV3Plus}[options.architecture](options.encoder, 32).to(options.device)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)

    def timed():
        start, work = time.perf_counter(), time.process_time()
        epoch(model, optimizer, training, validation)
        return time.perf_counter() - start, time.process_time() - work

    if not options.worker:
        print("%s: %.2f s an epoch, %.2f s of processor" % (options.architecture, *timed()))
        return

    print("ready", flush=True)
    for _ in sys.stdin:
        print("%.6f %.6f" % timed(), flush=True)


if __name__ == "__main__":
    main()
