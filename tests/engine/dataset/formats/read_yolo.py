"""YOLO: reads data.yaml and the text files as a trainer does; prints "<pictures> <objects>"."""

import json
import sys

import numpy as np
from truth import Dataset, fill_even_odd


def read_data_yaml(text):
    """The few lines of YAML that data.yaml has: `key: value`, and names as indented maps."""
    values, lists = {}, []
    for line in text.splitlines():
        key, value = line.split(": ", 1) if ": " in line else (line.rstrip(":"), "")
        if line.startswith("  "):
            lists[-1][int(key)] = json.loads(value)
        else:
            if value == "":
                value = {}
                lists.append(value)
            values[key] = value
    return values, values["names"]


def check_detect(numbers, thing, picture):
    cx, cy, w, h = numbers
    box = ((cx - w / 2) * picture.width, (cy - h / 2) * picture.height,
           (cx + w / 2) * picture.width, (cy + h / 2) * picture.height)
    assert np.abs(np.subtract(box, thing.box)).max() < 1e-6, f"{picture.stem}: box {box}"


def check_segment(numbers, thing, picture):
    points = np.array(numbers).reshape(-1, 2) * (picture.width, picture.height)
    assert len(points) >= 4 and np.abs(points - points.round()).max() < 1e-6
    points = points.round()
    assert np.array_equal(fill_even_odd(points, picture.height, picture.width), thing.mask), \
        f"{picture.stem}: outline of {thing.instance_id}"
    assert (*points.min(0), *points.max(0)) == thing.box


def check_obb(numbers, thing, picture):
    corners = np.array(numbers).reshape(4, 2) * (picture.width, picture.height)
    sides = np.roll(corners, -1, axis=0) - corners
    assert np.abs((sides * np.roll(sides, -1, axis=0)).sum(1)).max() < 1e-3, "right angles"
    cross = sides[:, 0] * np.roll(sides, -1, 0)[:, 1] - sides[:, 1] * np.roll(sides, -1, 0)[:, 0]
    assert (cross > 0).all(), "clockwise on screen"
    ys, xs = np.nonzero(thing.mask)
    for dx in (0, 1):  # every corner of every pixel of the mask lies inside
        for dy in (0, 1):
            for corner, side in zip(corners, sides):
                inner = side[0] * (ys + dy - corner[1]) - side[1] * (xs + dx - corner[0])
                assert inner.min() > -1e-4, f"{picture.stem}: outside of the oriented box"
    x0, y0, x1, y1 = thing.box
    assert cross[0] <= (x1 - x0) * (y1 - y0) + 1e-6, "larger than the upright box"


def check_pose(numbers, thing, picture):
    check_detect(numbers[:4], thing, picture)
    points = np.array(numbers[4:]).reshape(len(POINTS), 3)
    for (x, y, v), name in zip(points, POINTS):
        own = thing.keypoints.get(name) if name in POINTS_OF.get(thing.category, []) else None
        if own is None or own["v"] == 0:
            assert x == y == v == 0, f"{picture.stem}: {name} of a {thing.category}"
            continue
        assert v == own["v"] and 0 <= x < 1 and 0 <= y < 1
        off = max(abs(x * picture.width - own["x"]), abs(y * picture.height - own["y"]))
        assert off < 1e-6, f"{picture.stem}: {name} is {off} pixels off"
        SEEN.add((thing.category, name, int(v)))


POINTS_OF = {"mug": ["rim", "left_handle", "foot"], "bottle": ["foot", "cap", "right_handle"]}
POINTS = ["rim", "left_handle", "foot", "cap", "right_handle"]  # each once, as they come
SEEN = set()


def check_points(values):
    """What trainers must know about points, in data.yaml."""
    assert json.loads(values["kpt_shape"]) == [len(POINTS), 3]
    assert json.loads(values["flip_idx"]) == [0, 4, 2, 3, 1], "the handles change sides"
    assert ("mug", "rim", 2) in SEEN
    for category, names in POINTS_OF.items():
        for name in names:
            assert (category, name, 1) in SEEN, f"no covered {name} of a {category}"
    assert not any(name == "cap" for category, name, _ in SEEN if category == "mug")


def coco_boxes(data):
    """The boxes of the COCO file beside it by picture, crowds left out."""
    boxes = {}
    for subset in data.subsets:
        coco = data.json("annotations", f"instances_{subset}.json")
        stems = {i["id"]: i["file_name"].rsplit(".", 1)[0] for i in coco["images"]}
        for annotation in coco["annotations"]:
            if not annotation["iscrowd"]:
                boxes.setdefault(stems[annotation["image_id"]], []).append(annotation["bbox"])
    return boxes


def main(folder):
    data = Dataset(folder)
    values, names = read_data_yaml(data.text("data.yaml"))
    assert [names[i] for i in range(len(names))] == data.categories
    assert values["nc"] == str(len(names))
    for subset in data.subsets:
        assert values[subset] == f"images/{subset}"
    assert "train" in values and "val" in values
    task = data.plan["config"]["output"].get("yolo", {}).get("task", "detect")
    check = {"detect": check_detect, "segment": check_segment, "obb": check_obb,
             "pose": check_pose}[task]
    boxes = coco_boxes(data) if "coco" in data.plan["config"]["output"]["formats"] else None
    count = 0
    for picture in data.pictures:
        # Trainers replace /images/ by /labels/ and the extension by .txt.
        image = f"images/{picture.subset}/{picture.stem}.jpg"
        assert image in picture.files
        lines = data.text(image.replace("images/", "labels/").replace(".jpg", ".txt")).splitlines()
        things = [t for t in picture.things if not t.crowd]
        assert len(lines) == len(things), f"{picture.stem}: {len(lines)} lines"
        for line, thing in zip(lines, things):
            number, *numbers = line.split()
            assert int(number) == thing.category_id - 1
            check([float(n) for n in numbers], thing, picture)
            count += 1
        if boxes is not None:  # COCO to YOLO and back
            for line, (x, y, w, h) in zip(lines, boxes.get(picture.stem, [])):
                cx, cy, width, height = (float(n) * side for n, side in zip(
                    line.split()[1:], 2 * (picture.width, picture.height)))
                back = (cx - width / 2, cy - height / 2, width, height)
                assert np.abs(np.subtract(back, (x, y, w, h))).max() < 1e-6
            assert len(lines) == len(boxes.get(picture.stem, []))
    if task == "pose":
        check_points(values)
        assert values["kpt_names"] == {i: POINTS for i in range(len(names))}
    print(len(data.pictures), count)


if __name__ == "__main__":
    main(sys.argv[1])
