"""Cityscapes: ids of labels, of training and of instances, polygons.

Prints "<pictures> <objects>". The labels that the test maps are written out here.
"""

import json
import os
import sys

import numpy as np
from truth import Dataset, fill_even_odd, read_png

LABELS = {"mug": ("car", 26, 13, True), "book": ("road", 7, 0, False),
          "bottle": ("unlabeled", 0, 255, False)}
SKY = (23, 10)


def main(folder):
    data = Dataset(folder)
    count = 0
    for picture in data.pictures:
        stem = f"diorama_000000_{picture.index:06d}"
        city = ("cityscapes", "gtFine", picture.subset, "diorama")
        assert os.path.samefile(
            data.path("cityscapes", "leftImg8bit", picture.subset, "diorama",
                      stem + "_leftImg8bit.jpg"),
            data.path("images", picture.subset, picture.stem + ".jpg"))
        images = {}
        for kind in ("labelIds", "labelTrainIds", "instanceIds"):
            images[kind], palette = read_png(data.bytes(*city, f"{stem}_gtFine_{kind}.png"))
            assert palette is None
        assert images["instanceIds"].dtype == np.uint16
        polygons = json.loads(data.text(*city, stem + "_gtFine_polygons.json"))
        assert (polygons["imgHeight"], polygons["imgWidth"]) == (picture.height, picture.width)
        assert len(polygons["objects"]) == len(picture.things)
        seen = np.zeros((picture.height, picture.width), bool)
        numbers = set()
        for item, thing in zip(polygons["objects"], picture.things):
            name, label, train, instances = LABELS[thing.category]
            group = "group" if thing.crowd and instances else ""
            assert item["label"] == name + group
            mask = fill_even_odd(np.ravel(item["polygon"]), picture.height, picture.width)
            assert np.array_equal(mask, thing.mask)
            assert (images["labelIds"][thing.mask] == label).all()
            assert (images["labelTrainIds"][thing.mask] == train).all()
            value, = np.unique(images["instanceIds"][thing.mask])
            if instances and not thing.crowd:
                assert value // 1000 == label and value not in numbers
                assert np.array_equal(images["instanceIds"] == value, thing.mask)
                numbers.add(value)
            else:
                assert value == label
            seen |= thing.mask
            count += 1
        assert sorted(numbers) == [26000 + i for i in range(len(numbers))]
        rest = images["labelIds"][~seen]
        assert set(np.unique(rest)) <= {0, SKY[0]}
        assert (picture.ids[~seen][rest == 0] > 0).all(), "only dropped objects are unlabeled"
        trained = images["labelTrainIds"][~seen]
        assert np.array_equal(trained == SKY[1], rest == SKY[0])
    print(len(data.pictures), count)


if __name__ == "__main__":
    main(sys.argv[1])
