#!/usr/bin/env python3
"""Measures how small a face may be: recall by the width of its box, in frames of 720p, 1080p and 4K.

Set-up:  python3 -m venv .venv && .venv/bin/pip install 'opencv-python-headless<5' numpy
Use:     .venv/bin/python Tests/Golden/small_faces.py PROGRAM PORTRAITS [COUNT]

Faces of portraits (one each, as facetop sees them in the portrait) are pasted into noisy frames at random places, so
large that the detector's box has the wanted width, and looked for with `facetop identify --small-faces off` and `auto`.
Prints, for each size and width, the share that is found with an IoU over 0.4, faces where there is none, and the mean
seconds a frame, files and decoding included.
"""
import json
import os
import subprocess
import sys
import tempfile
import time

import cv2
import numpy as np

SIZES = {"720p": (1280, 720), "1080p": (1920, 1080), "4K": (3840, 2160)}
WIDTHS = [30, 40, 50, 60, 80, 110, 160, 220]


def identify(program, pictures, effort):
    environment = dict(os.environ, FACETOP_GALLERY="/nonexistent/gallery")
    start = time.time()
    result = subprocess.run([program, "identify", "--json", "--small-faces", effort] + pictures, capture_output=True,
                            text=True, env=environment)
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    return {line["image"]: line.get("faces", []) for line in lines}, time.time() - start


def noise(random, width, height):
    """Blotches of every size, as rooms and trees have them."""
    picture = np.zeros((height, width, 3), np.float32)
    for cell in (8, 32, 128, 512):
        small = random.random((height // cell + 2, width // cell + 2, 3), np.float32) - 0.5
        picture += cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC) * 255 / 4
    return np.clip(picture + 120, 0, 255)


def paste(random, frame, portrait, box, width):
    """Pastes a face with its surroundings; returns its box in the frame."""
    x, y, w, h = box
    scale = width / w
    left, top = max(0, int(x - 0.6 * w)), max(0, int(y - 0.6 * h))
    right, bottom = min(portrait.shape[1], int(x + 1.6 * w)), min(portrait.shape[0], int(y + 1.6 * h))
    part = portrait[top:bottom, left:right].astype(np.float32)
    part = cv2.resize(part, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    rows, columns = part.shape[:2]
    if rows >= frame.shape[0] or columns >= frame.shape[1]:
        return None
    row, column = random.integers(0, frame.shape[0] - rows), random.integers(0, frame.shape[1] - columns)
    mask = np.zeros((rows, columns, 1), np.float32)
    edge = max(2, min(rows, columns) // 10)
    mask[edge:-edge, edge:-edge] = 1
    mask = cv2.GaussianBlur(mask, (0, 0), edge / 2)[:, :, None]
    there = frame[row:row + rows, column:column + columns]
    frame[row:row + rows, column:column + columns] = there * (1 - mask) + part * mask
    return [column + (x - left) * scale, row + (y - top) * scale, w * scale, h * scale]


def iou(a, b):
    w = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    h = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    common = max(0, w) * max(0, h)
    return common / (a[2] * a[3] + b[2] * b[3] - common)


def main():
    program, folder = sys.argv[1], sys.argv[2]
    count = int(sys.argv[3]) if len(sys.argv) > 3 else 25
    names = [os.path.join(folder, name) for name in sorted(os.listdir(folder))]
    faces, _ = identify(program, names, "off")
    good = [n for n in names if len(faces[n]) == 1 and faces[n][0]["usable"] and faces[n][0]["turned"] == 0][:count]
    random = np.random.default_rng(0)
    for size, (width, height) in SIZES.items():
        for face in WIDTHS:
            with tempfile.TemporaryDirectory() as temporary:
                wanted = {}
                for index, name in enumerate(good):
                    frame = noise(random, width, height)
                    box = [faces[name][0]["box"][key] for key in "xywh"]
                    placed = paste(random, frame, cv2.imread(name), box, face)
                    if placed is None:
                        continue
                    path = os.path.join(temporary, f"{index}.jpg")
                    cv2.imwrite(path, frame.astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, 90])
                    wanted[path] = placed
                line = f"{size:6} {face:4} px"
                for effort in ("off", "auto"):
                    found, seconds = identify(program, list(wanted), effort)
                    hits = extra = 0
                    for path, placed in wanted.items():
                        boxes = [[f["box"][key] for key in "xywh"] for f in found[path]]
                        matches = [b for b in boxes if iou(b, placed) > 0.4]
                        hits += bool(matches)
                        extra += len(boxes) - len(matches)
                    line += (f"   {effort}: {100 * hits / len(wanted):5.1f} % found, {extra} false, "
                             f"{seconds / len(wanted):.3f} s")
                print(line, flush=True)


main()
