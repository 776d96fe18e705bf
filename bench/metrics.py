#!/usr/bin/env python3
"""Times the reference notebook's IoU and pixel accuracy on a batch of 4 at 256x256 with 32 classes.

Written anew from the definition (golden/README.md, section 7): per class and image
(|P and T| + 1e-6) / (|P or T| + 1e-6), mean over images, then over classes. Two ways of writing it:
a loop over classes, and one-hot maps. `segbook bench metrics` times the workbook's confusion matrix.
"""
import argparse
import statistics
import time

import torch

IMAGES, CLASSES, SIZE = 4, 32, 256


def iou_by_class(logits, labels):
    predicted = torch.softmax(logits, dim=1).argmax(dim=1)
    scores = []
    for c in range(CLASSES):
        p, t = predicted == c, labels == c
        both = (p & t).sum(dim=(1, 2)).float()
        either = (p | t).sum(dim=(1, 2)).float()
        scores.append(((both + 1e-6) / (either + 1e-6)).mean())
    return torch.stack(scores).mean().item()


def iou_by_one_hot(logits, labels):
    predicted = torch.nn.functional.one_hot(torch.softmax(logits, dim=1).argmax(dim=1), CLASSES).permute(0, 3, 1, 2)
    truth = torch.nn.functional.one_hot(labels, CLASSES).permute(0, 3, 1, 2)
    both = (predicted & truth).float().sum(dim=(2, 3))
    either = (predicted | truth).float().sum(dim=(2, 3))
    return ((both + 1e-6) / (either + 1e-6)).mean(dim=0).mean().item()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--repeats", type=int, default=7)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(1)
    labels = torch.nn.functional.interpolate(torch.randint(0, CLASSES, (IMAGES, 1, 16, 16)).float(), (SIZE, SIZE)).squeeze(1).long()
    logits = torch.nn.functional.one_hot(labels, CLASSES).permute(0, 3, 1, 2).float().contiguous() + torch.randn(IMAGES, CLASSES, SIZE, SIZE)
    print(f"torch {torch.__version__}, {options.threads} threads, median of {options.repeats}")
    for name, function in (("loop over classes", iou_by_class), ("one-hot maps", iou_by_one_hot)):
        function(logits, labels)
        times = []
        for _ in range(options.repeats):
            start = time.perf_counter()
            value = function(logits, labels)
            times.append((time.perf_counter() - start) * 1000)
        print(f"reference notebook's IoU, {name}: {statistics.median(times):.1f} ms (best {min(times):.1f}), IoU {value:.4f}")


if __name__ == "__main__":
    main()
