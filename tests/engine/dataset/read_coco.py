"""Reads a finished dataset the way a training script would and compares it with its id maps.

Usage: read_coco.py DATASET

Written from the COCO format and the definition of its average precision alone, with nothing but
numpy. Every annotation must decode to exactly the pixels of its instance in the .npy id map of its
picture, and the ground truth given as detections must reach AP 1.0 for boxes and for masks.
Prints "<images> <annotations> <crowds>".
"""

import glob
import json
import os
import sys

import numpy as np
from formats.truth import fill_even_odd


def counts_of_text(text):
    counts, i = [], 0
    while i < len(text):
        value, shift, more = 0, 0, True
        while more:
            group = ord(text[i]) - 48
            value |= (group & 31) << shift
            more = bool(group & 32)
            i, shift = i + 1, shift + 5
            if not more and group & 16:
                value |= -1 << shift
        if len(counts) > 2:
            value += counts[-2]
        counts.append(value)
    return counts


def mask_of_rle(rle):
    height, width = rle["size"]
    counts = counts_of_text(rle["counts"])
    assert sum(counts) == height * width and min(counts[1:], default=1) > 0
    values = np.repeat(np.arange(len(counts)) % 2, counts)
    return values.reshape(width, height).T.astype(bool)


def mask_of(annotation, height, width):
    segmentation = annotation["segmentation"]
    if isinstance(segmentation, dict):
        assert segmentation["size"] == [height, width]
        return mask_of_rle(segmentation)
    assert annotation["iscrowd"] == 0, "a crowd needs RLE"
    mask = np.zeros((height, width), bool)
    for polygon in segmentation:
        assert len(polygon) >= 6 and len(polygon) % 2 == 0
        mask |= fill_even_odd(polygon, height, width)
    return mask


def box_iou(a, b, crowd):
    x = max(0, min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0]))
    y = max(0, min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1]))
    union = a[2] * a[3] if crowd else a[2] * a[3] + b[2] * b[3] - x * y
    return x * y / union


def mask_iou(a, b, crowd):
    common = np.count_nonzero(a & b)
    return common / (np.count_nonzero(a) if crowd else np.count_nonzero(a | b))


def average_precision(detections, truths, iou):
    """AP of one category over IoU 0.50:0.05:0.95 and 101 recall levels.

    detections: list of (score, image, shape); truths: list of (image, shape, crowd).
    """
    positives = sum(not crowd for _, _, crowd in truths)
    if positives == 0:
        return None
    precisions = []
    for threshold in np.arange(0.5, 0.96, 0.05):
        taken, hits = set(), []
        for _, image, shape in sorted(detections, key=lambda d: -d[0]):
            best, match = min(threshold, 1 - 1e-10), None
            for i, (truth_image, truth_shape, crowd) in enumerate(truths):
                if truth_image != image or (i in taken and not crowd):
                    continue
                if match is not None and crowd and not truths[match][2]:
                    continue  # crowds only take what nothing else wants
                value = iou(shape, truth_shape, crowd)
                if value >= best:
                    best, match = value, i
            if match is None:
                hits.append(0)
            elif not truths[match][2]:
                taken.add(match)
                hits.append(1)
        hits = np.asarray(hits)
        true = np.cumsum(hits)
        recall = true / positives
        precision = np.maximum.accumulate((true / np.arange(1, len(hits) + 1))[::-1])[::-1]
        levels = np.searchsorted(recall, np.linspace(0, 1, 101), side="left")
        precisions.append([precision[k] if k < len(precision) else 0.0 for k in levels])
    return float(np.mean(precisions))


def main(folder):
    images = annotations = crowds = 0
    seen_ids, seen_images = set(), set()
    files = sorted(glob.glob(os.path.join(folder, "annotations", "instances_*.json")))
    assert files, "no COCO file"
    truths = {}
    for path in files:
        subset = os.path.basename(path)[len("instances_"):-len(".json")]
        with open(path, encoding="utf-8") as file:
            coco = json.load(file)
        assert isinstance(coco["licenses"], list) and isinstance(coco["info"], dict)
        ids = [category["id"] for category in coco["categories"]]
        assert ids == list(range(1, len(ids) + 1))
        pictures = {image["id"]: image for image in coco["images"]}
        assert len(pictures) == len(coco["images"]) and not seen_images & set(pictures)
        seen_images |= set(pictures)
        maps = {}
        for image in coco["images"]:
            assert os.path.isfile(os.path.join(folder, "images", subset, image["file_name"]))
            maps[image["id"]] = np.load(
                os.path.join(folder, image["extra"]["channels"]["instance"]))
            assert maps[image["id"]].shape == (image["height"], image["width"])
        for a in coco["annotations"]:
            id_map = maps[a["image_id"]]
            expected = id_map == a["extra"]["instance_id"]
            mask = mask_of(a, *id_map.shape)
            assert np.array_equal(mask, expected), f"annotation {a['id']}: mask"
            ys, xs = np.nonzero(expected)
            box = [xs.min(), ys.min(), xs.max() - xs.min() + 1, ys.max() - ys.min() + 1]
            assert a["bbox"] == box, f"annotation {a['id']}: bbox"
            assert a["area"] == len(xs), f"annotation {a['id']}: area"
            assert a["id"] > 0 and a["id"] not in seen_ids and "ignore" not in a
            seen_ids.add(a["id"])
            if "amodal_segmentation" in a:
                amodal = mask_of_rle(a["amodal_segmentation"])
                assert not np.any(mask & ~amodal)
                assert abs(1 - a["occlusion"] - mask.sum() / amodal.sum()) < 1e-9
            crowds += a["iscrowd"]
            truths.setdefault(a["category_id"], []).append(
                (a["image_id"], a["bbox"], mask, bool(a["iscrowd"])))
        images += len(pictures)
        annotations += len(coco["annotations"])
    for category, items in truths.items():
        for shape, iou in ((1, box_iou), (2, mask_iou)):
            truth = [(item[0], item[shape], item[3]) for item in items]
            detections = [(1.0 / (1 + k), item[0], item[shape]) for k, item in enumerate(items)]
            ap = average_precision(detections, truth, iou)
            assert ap is None or abs(ap - 1) < 1e-12, f"category {category}: AP {ap}"
            # The measure itself must notice a missing object.
            ap = average_precision([d for d, t in zip(detections, truth) if not t[2]][1:], truth,
                                   iou)
            assert ap is None or ap < 1, f"category {category}: AP {ap} without one detection"
    print(images, annotations, crowds)


if __name__ == "__main__":
    main(sys.argv[1])
