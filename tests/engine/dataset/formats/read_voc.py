"""Pascal VOC: XML and the two segmentations; prints "<pictures> <objects>"."""

import os
import sys
import xml.etree.ElementTree as ElementTree

import numpy as np
from truth import Dataset, read_png

VOID = 255


def voc_color(index):
    color = [0, 0, 0]
    for shift in range(7, -1, -1):
        for channel in range(3):
            color[channel] |= (index >> channel & 1) << shift
        index >>= 3
    return color


def main(folder):
    data = Dataset(folder)
    count = 0
    for kind in ("Main", "Segmentation"):
        for subset in data.subsets:
            listed = data.text("voc", "ImageSets", kind, subset + ".txt").split()
            assert listed == [p.stem for p in data.pictures if p.subset == subset]
    for picture in data.pictures:
        root = ElementTree.fromstring(data.text("voc", "Annotations", picture.stem + ".xml"))
        size = [int(root.find("size").find(key).text) for key in ("width", "height", "depth")]
        assert size == [picture.width, picture.height, 3]
        image = data.path("voc", "JPEGImages", root.find("filename").text)
        original = data.path("images", picture.subset, picture.stem + ".jpg")
        assert os.path.samefile(image, original), "a link takes no space"
        objects = root.findall("object")
        assert len(objects) == len(picture.things)
        classes, palette = read_png(
            data.bytes("voc", "SegmentationClass", picture.stem + ".png"))
        numbers, _ = read_png(data.bytes("voc", "SegmentationObject", picture.stem + ".png"))
        assert palette.tolist() == [voc_color(i) for i in range(256)]
        seen = np.zeros_like(classes, bool)
        for position, (item, thing) in enumerate(zip(objects, picture.things), 1):
            assert item.find("name").text == thing.category
            assert item.find("difficult").text == str(int(thing.crowd))
            assert item.find("truncated").text == str(int(thing.truncation > 0))
            box = [int(item.find("bndbox").find(k).text) for k in ("xmin", "ymin", "xmax", "ymax")]
            x0, y0, x1, y1 = thing.box
            assert box == [x0 + 1, y0 + 1, x1, y1], f"{picture.stem}: box {box}"
            if not thing.crowd:
                assert np.array_equal(numbers == position, thing.mask), picture.stem
                assert (classes[thing.mask] == thing.category_id).all()
            else:
                assert (classes[thing.mask] == VOID).all() and (numbers[thing.mask] == VOID).all()
            seen |= thing.mask
            count += 1
        # Elsewhere: background, or void where an object is too small to be annotated.
        rest = classes[~seen]
        assert set(np.unique(rest)) <= {0, VOID} and np.array_equal(rest, numbers[~seen])
        dropped = sum(picture.ids[~seen][rest == VOID] > 0)
        assert dropped == (rest == VOID).sum()
        if not picture.dropped:
            assert (rest == 0).all()
    print(len(data.pictures), count)


if __name__ == "__main__":
    main(sys.argv[1])
