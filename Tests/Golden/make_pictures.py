#!/usr/bin/env python3
"""Writes small pictures of every kind that the decoders must read, and beside each the pixels that OpenCV reads
(NAME.rgb: raw 8-bit RGB). OpenCV turns EXIF orientations too. For the two kinds that OpenCV treats otherwise, the
pixels are Pillow's: what is transparent stands on white, and CMYK is Adobe's inverted form; so are those of WebP, HEIC,
AVIF, BMP, TIFF and GIF.

Set-up:  pip install 'opencv-python-headless<5' numpy pillow pillow-heif
Use:     python3 Tests/Golden/make_pictures.py      (from the top of the checkout)
"""
import os
import struct
import zlib

import cv2
import numpy as np
import pillow_heif
from PIL import Image, ImageOps

HERE = os.path.dirname(os.path.abspath(__file__))
OUT = os.path.join(HERE, "pictures")


def save(name, rgb=None):
    path = os.path.join(OUT, name)
    if rgb is None:
        rgb = cv2.imread(path, cv2.IMREAD_COLOR)[:, :, ::-1]
    np.ascontiguousarray(rgb).tofile(path + ".rgb")
    print(name, rgb.shape)


def interlaced(rgb, path):
    """Writes an Adam7 PNG: neither OpenCV nor Pillow can."""
    raw = b""
    for x0, y0, dx, dy in ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)):
        for row in rgb[y0::dy, x0::dx]:
            raw += b"\0" + row.tobytes()

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    height, width = rgb.shape[:2]
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 1)
    with open(path, "wb") as out:
        out.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(raw)) + chunk(b"IEND", b""))


def main():
    photo = cv2.imread(os.path.join(HERE, "..", "..", "models", "demo", "astronaut.png"))
    small = cv2.resize(photo[0:240, 120:440], (48, 36), interpolation=cv2.INTER_AREA)
    image = Image.fromarray(small[:, :, ::-1])
    image.save(f"{OUT}/baseline.jpg", quality=90)
    image.save(f"{OUT}/progressive.jpg", quality=90, progressive=True)
    image.convert("L").save(f"{OUT}/grey.jpg", quality=90)
    image.save(f"{OUT}/rgb.png")
    image.convert("L").save(f"{OUT}/grey.png")
    image.quantize(16).save(f"{OUT}/palette.png")
    cv2.imwrite(f"{OUT}/sixteen.png", small.astype(np.uint16) * 257)
    interlaced(small[:, :, ::-1], f"{OUT}/interlaced.png")
    for name in ("baseline.jpg", "progressive.jpg", "grey.jpg", "rgb.png", "grey.png", "palette.png", "sixteen.png",
                 "interlaced.png"):
        save(name)
    for orientation in range(1, 9):
        exif = Image.Exif()
        exif[0x0112] = orientation
        name = f"orientation-{orientation}.jpg"
        image.save(f"{OUT}/{name}", quality=90, exif=exif)
        save(name)
    alpha = image.convert("RGBA")
    alpha.putalpha(Image.fromarray((np.add.outer(np.arange(36) * 3, np.arange(48) * 3) % 256).astype(np.uint8)))
    alpha.save(f"{OUT}/alpha.png")
    white = Image.new("RGBA", alpha.size, (255, 255, 255, 255))
    save("alpha.png", np.array(Image.alpha_composite(white, alpha).convert("RGB")))
    image.convert("CMYK").save(f"{OUT}/cmyk.jpg", quality=95)
    save("cmyk.jpg", np.array(Image.open(f"{OUT}/cmyk.jpg").convert("RGB")))
    others(image, alpha)


def others(image, alpha):
    """Kinds that phones and the web give."""
    pillow_heif.register_heif_opener()
    turned = Image.Exif()
    turned[0x0112] = 6
    image.save(f"{OUT}/lossless.webp", lossless=True)
    image.save(f"{OUT}/lossy.webp", quality=90)
    image.save(f"{OUT}/lossless.heic", quality=-1, chroma=444)
    image.save(f"{OUT}/lossless.avif", quality=100, subsampling="4:4:4")
    image.save(f"{OUT}/rgb.bmp")
    image.save(f"{OUT}/rgb.tiff")
    image.save(f"{OUT}/turned.tiff", exif=turned)
    image.quantize(64).save(f"{OUT}/palette.gif")
    for name in ("lossless.webp", "lossy.webp", "lossless.heic", "lossless.avif", "rgb.bmp", "rgb.tiff", "turned.tiff",
                 "palette.gif"):
        save(name, np.array(ImageOps.exif_transpose(Image.open(f"{OUT}/{name}")).convert("RGB")))
    alpha.save(f"{OUT}/alpha.webp", lossless=True)
    white = Image.new("RGBA", alpha.size, (255, 255, 255, 255))
    save("alpha.webp", np.array(Image.alpha_composite(white, Image.open(f"{OUT}/alpha.webp")).convert("RGB")))


main()
