"""The truth of a test dataset, and the few file formats its readers share.

The truth is the id map of each picture and what its record says about categories; boxes and masks
are counted anew from the pixels. PNG is decoded from its definition with zlib alone.
"""

import glob
import json
import os
import struct
import zlib

import numpy as np


class Thing:
    """An annotated object of one picture."""

    def __init__(self, annotation, ids, categories):
        self.instance_id = annotation["instance_id"]
        self.category = annotation["category"]
        self.category_id = categories.index(self.category) + 1
        self.crowd = annotation["crowd"]
        self.occlusion = annotation["occlusion"]
        self.truncation = annotation["truncation"]
        self.amodal = annotation.get("amodal")
        self.world_from_object = np.array(annotation["world_from_object"]).reshape(4, 4)
        self.object_box = annotation["object_box"]
        self.text = annotation.get("text")
        self.keypoints = {p["name"]: p for p in annotation.get("keypoints", [])}
        # What its readers must be able to read: whole, and not too small or pale.
        self.readable = bool(self.text and self.text["legible"] and not self.text["clipped"]
                             and not self.crowd)
        self.mask = ids == self.instance_id
        ys, xs = np.nonzero(self.mask)
        self.area = len(xs)
        self.box = (xs.min(), ys.min(), xs.max() + 1, ys.max() + 1)  # ends excluded


class Picture:
    def __init__(self, folder, record, picture, categories):
        self.index = record["index"]
        self.subset = record["subset"]
        self.stem = f"{self.index:08d}{picture['suffix']}"
        self.width, self.height = picture["width"], picture["height"]
        self.intrinsics = picture["intrinsics"]
        self.world_from_camera = np.array(picture["world_from_camera"]).reshape(4, 4)
        self.files = [f["path"] for f in record["files"]]
        self.ids = np.load(os.path.join(folder, "instance", self.subset, self.stem + ".npy"))
        assert self.ids.shape == (self.height, self.width)
        self.things = [Thing(a, self.ids, categories) for a in picture["annotations"]]
        self.dropped = [d["name"] for d in picture["dropped"]]


class Dataset:
    def __init__(self, folder):
        self.folder = folder
        with open(os.path.join(folder, "plan.json"), encoding="utf-8") as file:
            self.plan = json.load(file)
        self.categories = self.plan["categories"]
        self.subsets = [s["name"] for s in self.plan["split"]]
        self.pictures = []
        for path in sorted(glob.glob(os.path.join(folder, "records", "*.json"))):
            with open(path, encoding="utf-8") as file:
                record = json.load(file)
            for picture in record["pictures"]:
                self.pictures.append(Picture(folder, record, picture, self.categories))

    def path(self, *parts):
        return os.path.join(self.folder, *parts)

    def text(self, *parts):
        with open(self.path(*parts), encoding="utf-8") as file:
            return file.read()

    def json(self, *parts):
        return json.loads(self.text(*parts))

    def bytes(self, *parts):
        with open(self.path(*parts), "rb") as file:
            return file.read()


def read_png(data):
    """Pixels as [height, width] or [height, width, channels], and the palette or None."""
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    position, packed, palette = 8, b"", None
    while position < len(data):
        size, kind = struct.unpack(">I4s", data[position:position + 8])
        body = data[position + 8:position + 8 + size]
        check, = struct.unpack(">I", data[position + 8 + size:position + 12 + size])
        assert check == zlib.crc32(kind + body)
        if kind == b"IHDR":
            width, height, depth, color, _, _, interlace = struct.unpack(">IIBBBBB", body)
        elif kind == b"PLTE":
            palette = np.frombuffer(body, np.uint8).reshape(-1, 3)
        elif kind == b"IDAT":
            packed += body
        position += 12 + size
    assert depth in (8, 16) and interlace == 0
    channels = {0: 1, 2: 3, 3: 1, 6: 4}[color]
    step = channels * depth // 8
    rows = np.frombuffer(zlib.decompress(packed), np.uint8).reshape(height, width * step + 1)
    image = np.zeros((height, width * step), np.uint8)
    above = np.zeros(width * step, np.uint8)
    for y in range(height):
        kind, line = rows[y, 0], rows[y, 1:]
        if kind == 0:
            out = line.copy()
        elif kind == 2:
            out = line + above
        else:
            out = np.zeros(width * step, np.uint8)
            for x in range(width * step):
                a = int(out[x - step]) if x >= step else 0
                b, c = int(above[x]), int(above[x - step]) if x >= step else 0
                if kind == 1:
                    add = a
                elif kind == 3:
                    add = (a + b) // 2
                else:
                    p = a + b - c
                    add = min((abs(p - a), 0, a), (abs(p - b), 1, b), (abs(p - c), 2, c))[2]
                out[x] = (int(line[x]) + add) & 255
        image[y] = above = out
    if depth == 16:
        image = image.reshape(height, width * channels, 2).astype(np.uint16)
        image = image[..., 0] * 256 + image[..., 1]
    shape = (height, width) if channels == 1 else (height, width, channels)
    return image.reshape(shape), palette


def fill_even_odd(points, height, width):
    """Pixels whose center has an odd number of edges to its left."""
    xy = np.asarray(points, float).reshape(-1, 2)
    px, py = np.meshgrid(np.arange(width) + 0.5, np.arange(height) + 0.5)
    inside = np.zeros((height, width), bool)
    for (x0, y0), (x1, y1) in zip(xy, np.roll(xy, -1, axis=0)):
        if y0 == y1:
            continue
        if y0 > y1:
            x0, y0, x1, y1 = x1, y1, x0, y0
        crosses = (py > y0) & (py <= y1)
        inside ^= crosses & (x0 + (py - y0) * (x1 - x0) / (y1 - y0) < px)
    return inside
