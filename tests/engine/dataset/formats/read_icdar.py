"""ICDAR 2013 and 2015 text files; prints "<pictures> <words>"."""

import os
import re
import sys

from truth import Dataset


def main(folder):
    data = Dataset(folder)
    count = 0
    for picture in data.pictures:
        assert os.path.samefile(
            data.path("icdar", "images", picture.subset, picture.stem + ".jpg"),
            data.path("images", picture.subset, picture.stem + ".jpg"))
        name = f"gt_{picture.stem}.txt"
        boxes = data.text("icdar", "2013", picture.subset, name).split("\n")
        quads = data.text("icdar", "2015", picture.subset, name).split("\n")
        assert boxes.pop() == "" and quads.pop() == ""
        words = [t for t in picture.things if t.text]
        assert len(boxes) == len(quads) == len(words)
        for box, quad, word in zip(boxes, quads, words):
            match = re.fullmatch(r'(\d+), (\d+), (\d+), (\d+), "(.*)"', box)
            x0, y0, x1, y1 = word.box
            assert [int(n) for n in match.groups()[:4]] == [x0, y0, x1 - 1, y1 - 1]
            said = word.text["transcription"] if word.readable else "###"
            assert match.group(5) == said
            *corners, spoken = quad.split(",", 8)
            assert spoken == said
            for corner, exact in zip(corners, word.text["quad"]):
                assert abs(int(corner) - exact) <= 0.5
            assert len(corners) == 8
            count += 1
    print(len(data.pictures), count)


if __name__ == "__main__":
    main(sys.argv[1])
