"""Reads a report with Python's HTML parser and compares its numbers with the dataset's records.

Usage: read_report.py PAGE DATASET. Prints "<n> cards".
"""

import base64
import glob
import json
import os
import re
import sys
from html.parser import HTMLParser


class Page(HTMLParser):
    """Collects the embedded texts and insists that nothing refers to anything outside."""

    VOID = {"meta", "input", "br", "img", "link"}

    def __init__(self, text):
        super().__init__()
        self.open, self.texts, self.ids = [], {}, set()
        self.feed(text)
        self.close()
        assert not self.open, f"left open: {self.open}"

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        assert tag not in {"link", "iframe", "object", "embed", "b"}, tag
        for key in ("src", "href", "srcset", "action", "data", "poster"):
            assert key not in attributes, f"<{tag} {key}>"
        if "id" in attributes:
            assert attributes["id"] not in self.ids
            self.ids.add(attributes["id"])
        if tag not in self.VOID:
            self.open.append((tag, attributes.get("id")))

    def handle_endtag(self, tag):
        assert self.open and self.open[-1][0] == tag, f"</{tag}> after {self.open[-1:]}"
        self.open.pop()

    def handle_data(self, text):
        if self.open:
            key = self.open[-1][1] or self.open[-1][0]
            self.texts[key] = self.texts.get(key, "") + text


def check_points(item, annotation, categories):
    """Points that are in the picture, and the bones of bottles between those."""
    truth = [p for p in annotation.get("keypoints", []) if p["v"] > 0]
    points = item.get("points", [])
    assert [(p["name"], p["seen"]) for p in points] == [(p["name"], p["v"] == 2) for p in truth]
    for point, true in zip(points, truth):
        assert abs(point["x"] - true["x"]) <= 0.051 and abs(point["y"] - true["y"]) <= 0.051
    names = [p["name"] for p in points]
    both = categories[item["category"]]["name"] == "bottle" and {"cap", "foot"} <= set(names)
    bones = [(names[i], names[k]) for i, k in item.get("bones", [])]
    assert bones == ([("cap", "foot")] if both else [])
    COUNTS["points"] += len(points)
    COUNTS["bones"] += len(bones)


def check_word(item, annotation):
    text = annotation.get("text")
    assert item.get("text") == (text and text["transcription"])
    if not text:
        return
    assert item["legible"] == text["legible"]
    numbers = [float(n) for n in re.findall(r"[\d.-]+", item["word"])]
    polygon = text["polygon"]
    polygon = [c for p in polygon for c in p] if isinstance(polygon[0], list) else polygon
    assert len(numbers) == len(polygon)
    assert max(abs(a - b) for a, b in zip(numbers, polygon)) <= 0.051
    COUNTS["words"] += 1


COUNTS = {"points": 0, "bones": 0, "words": 0}


def main(path, folder):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    page = Page(text)
    style, script = page.texts["style"], page.texts["script"]
    for part in (style, script):
        assert not re.search(r"url\(|@import|fetch\(|XMLHttpRequest|WebSocket|innerHTML", part)
    assert re.findall(r"https?://[^\"' ]+", text) == ["http://www.w3.org/2000/svg"]  # a name only
    for name in re.findall(r"byId\(\"([\w-]+)\"\)", script):
        assert name in page.ids, f"the script looks for #{name}"

    data = json.loads(page.texts["data"])
    records = []
    for name in sorted(glob.glob(os.path.join(folder, "records", "*.json"))):
        with open(name, encoding="utf-8") as file:
            records.append(json.load(file))
    pictures = [p for r in records for p in r["pictures"]]
    annotations = [a for p in pictures for a in p["annotations"]]
    assert data["samples"] == len(records) and data["pictures"] == len(pictures)
    assert data["all"]["annotations"] == len(annotations)
    assert data["empty_pictures"] == sum(not p["annotations"] for p in pictures)
    assert sum(data["dropped"].values()) == sum(len(p["dropped"]) for p in pictures)
    assert sum(data["rejects"].values()) == sum(len(p["rejects"]) for p in pictures)
    for category in data["categories"]:
        own = [a for a in annotations if a["category"] == category["name"]]
        assert category["annotations"] == len(own)
        for key in ("size", "aspect", "occlusion", "truncation"):
            assert sum(category[key]["counts"]) == len(own)
    assert data["measured"] == sum(data["brightness"]["counts"]) == len(pictures)
    by_name = {f"{r['index']:08d}": r for r in records}
    for card in data["cards"]:
        kind, _, body = card["image"].partition(";base64,")
        assert kind == "data:image/jpeg" and base64.b64decode(body)[:2] == b"\xff\xd8"
        record = by_name[card["name"]]
        assert card["subset"] == record["subset"]
        truth = record["pictures"][0]["annotations"]
        assert [o["box"] for o in card["objects"]] == [a["box"] for a in truth]
        for item, annotation in zip(card["objects"], truth):
            check_points(item, annotation, data["categories"])
            check_word(item, annotation)
            assert re.fullmatch(r"(M\d+ \d+(L\d+ \d+)*Z)+", item["mask"]), item["mask"]
    assert all(COUNTS.values()), COUNTS
    assert data["timing"]["samples"] == 30
    assert data["timing"]["stages"] == [{"name": "make", "seconds": 3}, {"name": "write", "seconds": 1}]
    print(len(data["cards"]), "cards")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
