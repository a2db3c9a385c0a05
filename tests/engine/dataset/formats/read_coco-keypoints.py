"""COCO keypoints; prints "<pictures> <annotations>"."""

import sys

from truth import Dataset

NAMES = ["rim", "handle", "foot"]


def main(folder):
    data = Dataset(folder)
    count, seen = 0, set()
    numbers = {}  # annotation ids over all objects
    for picture in data.pictures:
        for thing in picture.things:
            numbers[picture.stem, thing.instance_id] = len(numbers) + 1
    for subset in data.subsets:
        coco = data.json("annotations", f"person_keypoints_{subset}.json")
        mug = data.categories.index("mug") + 1
        assert coco["categories"] == [{
            "id": mug, "name": "mug", "supercategory": "object", "keypoints": NAMES,
            "skeleton": [[1, 3]]}]
        pictures = [p for p in data.pictures if p.subset == subset]
        images = {i["file_name"].split(".")[0]: i["id"] for i in coco["images"]}
        assert list(images) == [p.stem for p in pictures]
        anns = iter(coco["annotations"])
        for picture in pictures:
            for thing in picture.things:
                if thing.category != "mug":
                    continue
                ann = next(anns)
                count += 1
                assert ann["id"] == numbers[picture.stem, thing.instance_id]
                assert ann["image_id"] == images[picture.stem]
                assert ann["category_id"] == mug
                assert ann["area"] == thing.area
                assert len(ann["keypoints"]) == 3 * len(NAMES)
                labelled = 0
                for i, name in enumerate(NAMES):
                    x, y, v = ann["keypoints"][3 * i:3 * i + 3]
                    point = thing.keypoints.get(name, {"v": 0})
                    assert v == point["v"] and v in (0, 1, 2)
                    seen.add(v)
                    if v == 0:
                        assert x == 0 and y == 0
                        continue
                    labelled += 1
                    assert abs(x + 0.5 - point["x"]) < 1e-4
                    assert abs(y + 0.5 - point["y"]) < 1e-4
                assert ann["num_keypoints"] == labelled
        assert next(anns, None) is None
    assert seen == {0, 1, 2}
    print(len(data.pictures), count)


main(sys.argv[1])
