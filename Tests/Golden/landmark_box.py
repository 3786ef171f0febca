#!/usr/bin/env python3
"""Finds the square that dlib's landmark model wants, from the detector's box.

The 5-point model was trained on the squares of dlib's own (HOG) detector; res10's boxes are taller and higher. For
every picture with one face that both detectors see, this fits

    side = s * h            (s * w and s * (w + h) / 2 are printed for comparison)
    centre = box centre + (ax * w, ay * h)

by medians, and prints how far the landmarks on the fitted square are from those on dlib's own square, as a share of
the distance of the outer eye corners, beside the same figure for the detector's box taken as it is.

Use: python3 landmark_box.py MODELS-FOLDER PICTURE...    (opencv-python-headless<5, dlib-bin, numpy)
"""
import sys

import cv2
import dlib
import numpy as np


def main():
    models, pictures = sys.argv[1], sys.argv[2:]
    net = cv2.dnn.readNetFromCaffe(
        f"{models}/deploy.prototxt", f"{models}/res10_300x300_ssd_iter_140000_fp16.caffemodel")
    hog = dlib.get_frontal_face_detector()
    shape = dlib.shape_predictor(f"{models}/shape_predictor_5_face_landmarks.dat")
    rows = []
    for path in pictures:
        bgr = cv2.imread(path)
        height, width = bgr.shape[:2]
        if max(height, width) > 1200:
            factor = 1200 / max(height, width)
            bgr = cv2.resize(bgr, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
            height, width = bgr.shape[:2]
        rgb = np.ascontiguousarray(bgr[:, :, ::-1])
        net.setInput(cv2.dnn.blobFromImage(bgr, 1, (300, 300), (104, 177, 123)))
        found = [d for d in net.forward()[0, 0] if d[2] >= 0.9]
        squares = hog(rgb, 1)
        if len(found) != 1 or len(squares) != 1:
            continue
        left, top, right, bottom = found[0][3:] * [width, height, width, height]
        square = squares[0]
        common = max(0, min(right, square.right()) - max(left, square.left())) * max(
            0, min(bottom, square.bottom()) - max(top, square.top()))
        if common < 0.4 * (right - left) * (bottom - top):
            continue
        rows.append((rgb, np.array([left, top, right - left, bottom - top]), square))
    boxes = np.array([box for _, box, _ in rows])
    sides = np.array([s.width() for _, _, s in rows], float)
    centres = np.array([[(s.left() + s.right() + 1) / 2, (s.top() + s.bottom() + 1) / 2] for _, _, s in rows])
    w, h = boxes[:, 2], boxes[:, 3]
    print(f"{len(rows)} faces of {len(pictures)} pictures")
    for name, size in (("w", w), ("h", h), ("(w+h)/2", (w + h) / 2), ("sqrt(wh)", np.sqrt(w * h))):
        ratio = sides / size
        print(f"side / {name:8}  median {np.median(ratio):.3f}  deviation {np.std(ratio) / np.mean(ratio):.3f}")
    size = (w + h) / 2
    s = np.median(sides / size)
    ax = np.median((centres[:, 0] - boxes[:, 0] - w / 2) / w)
    ay = np.median((centres[:, 1] - boxes[:, 1] - h / 2) / h)
    print(f"ax {ax:.3f}  ay {ay:.3f}")

    def points(rgb, left, top, width, height):
        found = shape(rgb, dlib.rectangle(int(left), int(top), int(left + width) - 1, int(top + height) - 1))
        return np.array([[p.x, p.y] for p in found.parts()], float)

    def report(name, square_of):
        errors = []
        for rgb, (x, y, bw, bh), square in rows:
            wanted = points(rgb, square.left(), square.top(), square.width(), square.height())
            got = points(rgb, *square_of(x, y, bw, bh))
            errors.append(np.mean(np.linalg.norm(got - wanted, axis=1)) / np.linalg.norm(wanted[0] - wanted[2]))
        print(f"{name:24} error: median {np.median(errors):.4f}  p95 {np.percentile(errors, 95):.4f}  "
              f"max {max(errors):.4f}")

    report("the box as it is", lambda x, y, bw, bh: (x, y, bw, bh))
    for factor in (s * 0.9, s, s * 1.1):
        for dx, dy in ((0, 0), (ax, ay), (0, ay)):
            def square_of(x, y, bw, bh):
                side = factor * (bw + bh) / 2
                return x + bw / 2 + dx * bw - side / 2, y + bh / 2 + dy * bh - side / 2, side, side
            report(f"s {factor:.3f} ax {dx:.3f} ay {dy:.3f}", square_of)


main()
