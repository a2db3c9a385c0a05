"""COCO-Text 2.0; prints "<pictures> <words>"."""

import sys

import numpy as np
from truth import Dataset


def main(folder):
    data = Dataset(folder)
    count = 0
    first = 1  # id of the next annotation of all objects
    image_ids = {}
    for number, picture in enumerate(data.pictures):
        image_ids[picture.stem] = number + 1
    ids = {}  # of annotations, by picture and instance
    for picture in data.pictures:
        for thing in picture.things:
            ids[picture.stem, thing.instance_id] = first
            first += 1
    for subset in data.subsets:
        text = data.json("annotations", f"text_{subset}.json")
        assert list(text) == ["info", "cats", "imgs", "anns", "imgToAnns"]
        assert text["info"] == {"author": "me"}
        pictures = [p for p in data.pictures if p.subset == subset]
        assert list(text["imgs"]) == [str(image_ids[p.stem]) for p in pictures]
        assert list(text["imgToAnns"]) == list(text["imgs"])
        seen = set()
        for picture in pictures:
            key = str(image_ids[picture.stem])
            assert text["imgs"][key] == {
                "id": int(key), "set": subset, "width": picture.width, "height": picture.height,
                "file_name": picture.stem + ".jpg"}
            words = [t for t in picture.things if t.text]
            assert text["imgToAnns"][key] == [ids[picture.stem, w.instance_id] for w in words]
            for word in words:
                number = ids[picture.stem, word.instance_id]
                seen.add(str(number))
                ann = text["anns"][str(number)]
                assert ann["id"] == number and ann["image_id"] == int(key)
                x0, y0, x1, y1 = word.box
                assert ann["bbox"] == [x0, y0, x1 - x0, y1 - y0]
                assert ann["mask"] == word.text["polygon"]
                x, y = np.array(ann["mask"]).reshape(-1, 2).T
                area = abs(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2
                assert abs(area - ann["area"]) < 0.01
                assert x.min() >= 0 and x.max() <= picture.width
                assert y.min() >= 0 and y.max() <= picture.height
                assert ann["class"] == "machine printed"
                assert ann["legibility"] == ("legible" if word.readable else "illegible")
                assert ann.get("utf8_string") == (
                    word.text["transcription"] if word.readable else None)
                assert ann["language"] == {"fr": "not english", "zh": "not english",
                                           "en": "english", "en-GB": "english",
                                           "und": "na"}[word.text["language"]]
                assert [ann[k] for k in ("block", "line", "word", "script")] == \
                    [word.text[k] for k in ("block", "line", "word", "script")]
                count += 1
        assert set(text["anns"]) == seen
    print(len(data.pictures), count)


if __name__ == "__main__":
    main(sys.argv[1])
