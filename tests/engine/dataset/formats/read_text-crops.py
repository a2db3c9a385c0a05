"""Crops of words and their labels; prints "<pictures> <crops>".

The tests paint each shape in one color of red and green; so the middle of a crop has the color of
the id map's object under the middle of the word.
"""

import os
import sys

import numpy as np
from truth import Dataset, read_png


def main(folder):
    data = Dataset(folder)
    count = 0
    files = set()
    for subset in data.subsets:
        lines = data.text("crops", f"labels_{subset}.txt").split("\n")
        assert lines.pop() == ""
        words = [(p, t) for p in data.pictures if p.subset == subset
                 for t in p.things if t.readable]
        assert len(lines) == len(words)
        for line, (picture, word) in zip(lines, words):
            name, text = line.split("\t")
            assert name == f"{subset}/{picture.stem}_{word.instance_id}.png"
            assert text == word.text["transcription"]
            assert "crops/" + name in picture.files
            files.add(name)
            crop, _ = read_png(data.bytes("crops", name))
            quad = np.array(word.text["quad"]).reshape(4, 2)
            sides = np.linalg.norm(quad - np.roll(quad, -1, axis=0), axis=1)
            across, down = (sides[0] + sides[2]) / 2, (sides[1] + sides[3]) / 2
            assert abs(crop.shape[0] - 1.3 * down) <= 0.51 or crop.shape[0] == 8
            aspect = (across / down + 0.3) / 1.3
            assert abs(crop.shape[1] - aspect * crop.shape[0]) <= 0.51
            # The middle of the crop is where the diagonals of the quad cross.
            a, b = quad[2] - quad[0], quad[3] - quad[1]
            t = np.linalg.solve(np.stack([a, -b], 1), quad[1] - quad[0])[0]
            x, y = quad[0] + t * a
            around = picture.ids[int(y) - 1:int(y) + 2, int(x) - 1:int(x) + 2]
            if around.size == 9 and (around == word.instance_id).all():
                middle = crop[crop.shape[0] // 2, crop.shape[1] // 2]
                assert abs(int(middle[0]) - 40 * word.instance_id) <= 1, name
                assert abs(int(middle[1]) - 90) <= 1
            count += 1
    found = {os.path.relpath(os.path.join(where, name), data.path("crops"))
             for where, _, names in os.walk(data.path("crops")) for name in names
             if name.endswith(".png")}
    assert found == files
    print(len(data.pictures), count)


if __name__ == "__main__":
    main(sys.argv[1])
