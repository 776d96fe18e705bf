#!/usr/bin/env python3
"""Times the reference notebook's way of reading a pair of frame and mask: OpenCV, and one comparison of the whole mask per class.

Written anew from its definition: `cv2.imread` of both, resized to 256x256 (mask by nearest neighbour), one-hot over the 32 colours with `np.all`,
scaled to 0..1, to tensors. `segbook bench data` times the workbook's reader.
"""
import argparse
import glob
import os
import statistics
import time

import cv2
import numpy as np

SIZE = 256


def colours(folder):
    with open(os.path.join(folder, "label_colors.txt")) as lines:
        return [tuple(int(v) for v in line.split()[:3]) for line in lines if line.strip()]


def pair(image_path, mask_path, palette, size):
    image = cv2.cvtColor(cv2.imread(image_path), cv2.COLOR_BGR2RGB)
    mask = cv2.cvtColor(cv2.imread(mask_path), cv2.COLOR_BGR2RGB)
    if size:
        image = cv2.resize(image, (size, size))
        mask = cv2.resize(mask, (size, size), interpolation=cv2.INTER_NEAREST)
    one_hot = np.stack([np.all(mask == colour, axis=-1) for colour in palette], axis=-1).astype(np.float32)
    return np.transpose(image.astype(np.float32) / 255, (2, 0, 1)), np.transpose(one_hot, (2, 0, 1))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", default="../shared/camseq01-half")
    parser.add_argument("--pairs", type=int, default=30)
    options = parser.parse_args()
    palette = colours(options.data)
    masks = sorted(glob.glob(os.path.join(options.data, "*_L.png")))[: options.pairs]
    for size in (None, SIZE):
        times, cpu = [], time.process_time()
        for mask in masks:
            start = time.perf_counter()
            pair(mask[: -len("_L.png")] + ".png", mask, palette, size)
            times.append((time.perf_counter() - start) * 1000)
        cpu = (time.process_time() - cpu) * 1000 / len(masks)
        print(f"reference notebook's pair, {f'{size}x{size}' if size else 'as it is'}: {statistics.median(times):.1f} ms (best {min(times):.1f}, CPU {cpu:.1f})")


if __name__ == "__main__":
    main()
