"""COCO instances: boxes, areas and categories; prints "<pictures> <annotations>".

Masks and average precision are read_coco.py's business, one folder up.
"""

import sys

from truth import Dataset


def main(folder):
    data = Dataset(folder)
    count = 0
    for subset in data.subsets:
        coco = data.json("annotations", f"instances_{subset}.json")
        pictures = [p for p in data.pictures if p.subset == subset]
        things = [thing for picture in pictures for thing in picture.things]
        assert [i["file_name"] for i in coco["images"]] == [p.stem + ".jpg" for p in pictures]
        assert len(coco["annotations"]) == len(things)
        for annotation, thing in zip(coco["annotations"], things):
            x0, y0, x1, y1 = thing.box
            assert annotation["bbox"] == [x0, y0, x1 - x0, y1 - y0]
            assert annotation["area"] == thing.area
            assert annotation["category_id"] == thing.category_id
            count += 1
    print(len(data.pictures), count)


if __name__ == "__main__":
    main(sys.argv[1])
