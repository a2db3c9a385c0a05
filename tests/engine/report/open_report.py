"""Opens a report in headless Chromium and uses its filters through the address.

Usage: open_report.py PAGE. The script of the page has run when the document is printed; an error
in it leaves the page empty, which fails the first check.
"""

import json
import re
import subprocess
import sys
import tempfile
from html import unescape
from html.parser import HTMLParser
from urllib.parse import quote


class Document(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.cards, self.rows = [], []
        self.columns = self.dimmed = self.points = self.bones = self.words = 0
        self.state = self.timing = ""
        self.timing_rows = []
        self.body = []
        self.tag = None
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        names = (attributes.get("class") or "").split()
        self.tag = attributes.get("id") or tag
        if tag == "figure" and "card" in names:
            self.cards.append("hidden" not in attributes)
        if tag == "tr" and "data-category" in attributes:
            self.rows.append(attributes.get("aria-selected") == "true")
        if tag == "g" and "other" in names:
            self.dimmed += 1
        self.points += tag == "circle" and "point" in names
        self.bones += tag == "line" and "bone" in names
        self.words += tag == "path" and "word" in names
        if tag == "body":
            self.body = names
        self.columns += "column" in names
        assert tag not in ("b", "i"), "a name became markup"

    def handle_data(self, text):
        if self.tag == "state":
            self.state = text
        if self.tag == "timing-note":
            self.timing = text
        if text.endswith("%") and " ms " in text:
            self.timing_rows.append(text)
        self.tag = None


def show(page, address=""):
    with tempfile.TemporaryDirectory() as profile:
        result = subprocess.run(
            ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
             "--disable-background-networking", "--disable-component-update", "--disable-sync",
             f"--user-data-dir={profile}", "--window-size=1400,2000", "--dump-dom",
             f"file://{page}{address}"], capture_output=True, text=True, timeout=120, check=True)
    return Document(result.stdout)


def main(page):
    with open(page, encoding="utf-8") as file:
        text = file.read()
    data = json.loads(re.search(r'id="data">(.*?)</script>', text, re.S).group(1))
    count = len(data["cards"])
    assert unescape(re.search("<title>(.*?)</title>", text).group(1)).startswith(data["title"])

    whole = show(page)
    assert whole.cards == [True] * count, whole.cards
    assert whole.state == f"{count} of {count} pictures", whole.state
    assert len(whole.rows) == len(data["categories"]) and not any(whole.rows)
    assert whole.columns > 100 and whole.dimmed == 0
    assert "no-masks" not in whole.body and "no-amodal" in whole.body

    objects = [o for card in data["cards"] for o in card["objects"]]
    assert whole.points == sum(len(o.get("points", [])) for o in objects) > 0
    assert whole.bones == sum(len(o.get("bones", [])) for o in objects)
    assert whole.words == sum("word" in o for o in objects) > 0
    assert "no-keypoints" not in whole.body and "no-text" not in whole.body
    assert whole.timing.startswith("30 samples in 2 runs of 2.5 s together"), whole.timing
    assert [" ".join(row.split()) for row in whole.timing_rows] == ["100.0 ms 75%", "33.3 ms 25%"]

    for i, category in enumerate(data["categories"]):
        if i not in (0, 2):
            continue
        page_of = show(page, f"#show=amodal&category={quote(category['name'], safe='')}")
        holds = [any(o["category"] == i for o in card["objects"]) for card in data["cards"]]
        assert page_of.cards == holds and any(holds) and not all(holds)
        assert page_of.rows == [k == i for k in range(len(page_of.rows))]
        assert page_of.dimmed == sum(o["category"] != i for c in data["cards"] for o in c["objects"])
        assert "no-amodal" not in page_of.body and "no-masks" in page_of.body
        assert "no-keypoints" in page_of.body and "no-text" in page_of.body


if __name__ == "__main__":
    main(sys.argv[1])
