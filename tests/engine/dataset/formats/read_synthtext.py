"""The fields of SynthText; prints "<pictures> <words>"."""

import sys

import numpy as np
from truth import Dataset


def main(folder):
    data = Dataset(folder)
    count = 0
    for subset in data.subsets:
        truth = data.json("synthtext", f"gt_{subset}.json")
        assert list(truth) == ["imnames", "wordBB", "charBB", "txt"]
        pictures = [p for p in data.pictures if p.subset == subset]
        assert all(len(field) == len(pictures) for field in truth.values())
        for picture, name, word_bb, char_bb, txt in zip(pictures, *truth.values()):
            assert name == f"images/{subset}/{picture.stem}.jpg"
            words = sorted((t for t in picture.things if t.text and not t.crowd),
                           key=lambda t: (t.text["block"], t.text["word"]))
            # As readers of the original do it: words are what white space divides.
            spoken = [w for text in txt for line in text.split("\n") for w in line.split(" ")]
            assert spoken == " ".join(txt).split()
            assert spoken == [w.text["transcription"] for w in words]
            assert len(txt) == len({w.text["block"] for w in words})
            for text in txt:
                lines = [line.split(" ") for line in text.split("\n")]
                number = sum(len(line) for line in lines)
                assert 1 <= number <= 3 and len(lines) <= 2
            word_bb = np.array(word_bb, float)
            char_bb = np.array(char_bb, float)
            assert word_bb.shape == (2, 4, len(words))
            assert char_bb.shape == (2, 4, sum(len(w) for w in spoken))
            at = 0
            for i, word in enumerate(words):
                quad = np.array(word.text["quad"]).reshape(4, 2)
                assert np.array_equal(word_bb[:, :, i].T, quad)
                for letter in word.text["chars"]:
                    for _ in letter["text"]:
                        expected = np.array(letter["quad"]).reshape(4, 2)
                        assert np.array_equal(char_bb[:, :, at].T, expected)
                        at += 1
                count += 1
    print(len(data.pictures), count)


if __name__ == "__main__":
    main(sys.argv[1])
