"""COCO panoptic: JSON and PNG; prints "<pictures> <segments>"."""

import sys

import numpy as np
from truth import Dataset, read_png


def main(folder):
    data = Dataset(folder)
    count = 0
    image_ids = []
    for subset in data.subsets:
        coco = data.json("annotations", f"panoptic_{subset}.json")
        assert [(c["id"], c["name"], c["isthing"]) for c in coco["categories"]] == \
            [(i, name, 1) for i, name in enumerate(data.categories, 1)]
        pictures = [p for p in data.pictures if p.subset == subset]
        assert len(coco["images"]) == len(coco["annotations"]) == len(pictures)
        for image, annotation, picture in zip(coco["images"], coco["annotations"], pictures):
            assert image["id"] == annotation["image_id"]
            image_ids.append(image["id"])
            assert (image["width"], image["height"]) == (picture.width, picture.height)
            assert image["file_name"] == annotation["file_name"].replace(".png", ".jpg")
            rgb, _ = read_png(data.bytes("panoptic", subset, annotation["file_name"]))
            ids = rgb.astype(np.uint32) @ np.array([1, 256, 65536], np.uint32)
            segments = annotation["segments_info"]
            assert sorted(set(np.unique(ids)) - {0}) == sorted(s["id"] for s in segments)
            assert len(segments) == len(picture.things)
            for segment, thing in zip(segments, picture.things):
                mask = ids == segment["id"]
                assert np.array_equal(mask, thing.mask), f"{picture.stem}: {segment['id']}"
                x0, y0, x1, y1 = thing.box
                assert segment["bbox"] == [x0, y0, x1 - x0, y1 - y0]
                assert segment["area"] == thing.area
                assert segment["category_id"] == thing.category_id
                assert segment["iscrowd"] == int(thing.crowd)
                count += 1
    assert sorted(image_ids) == list(range(1, len(data.pictures) + 1))
    print(len(data.pictures), count)


if __name__ == "__main__":
    main(sys.argv[1])
