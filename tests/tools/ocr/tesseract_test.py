"""Words that Tesseract reads: crops of `text: {crops: true}` in plain fonts on walls at three angles.

    tesseract_test.py DIORAMA [SAMPLES [FONTS]]

SAMPLES pictures (6) for each angle and each of the first FONTS fonts (all five).

Prints how many words are right by font and angle, and which ones are not. Exit 77 where Tesseract
(Debian: tesseract-ocr) is not installed.
"""

import glob
import os
import shutil
import struct
import subprocess
import sys
import tempfile
import zlib

FONTS = [os.path.join("/usr/share/fonts/truetype", name) for name in
         ["dejavu/DejaVuSans.ttf", "dejavu/DejaVuSerif.ttf", "dejavu/DejaVuSans-Bold.ttf",
          "noto/NotoSans-Regular.ttf", "noto/NotoSerif-Regular.ttf"]]
ANGLES = [0, 30, 60]
MIN_HEIGHT = 24  # pixels of the ink, in the crop
WANTED = 0.85

WORDS = """Station market garden window bridge coffee summer winter silver golden number street
 library museum theatre bakery orange lemon cherry almond ginger cinnamon kitchen bedroom ticket
 parking airport railway harbour mountain village castle forest meadow river island morning evening
 Monday Friday January October factory school college hospital pharmacy doctor painter carpenter
 quality fresh natural premium original classic modern simple strong gentle quiet bright""".split()

CONFIG = """version: 1
seed: 11
count: {count}
image: {{width: 800, height: 600, format: png}}
text:
  backgrounds:
    images: wall*.png
    wall: {{distance_m: 2, yaw_deg: {angle}, pitch_deg: 0, fov_y_deg: 50}}
  fonts: {font}
  words: words.txt
  language: en
  crops: true
  count: 6
  layout: word
  case: as_written
  blend: alpha
  height_px: {{uniform: [40, 70]}}
  rotation_deg: 0
  curved: 0
  bold: 0
  oblique: 0
  underlined: 0
  bordered: 0
  shadowed: 0
  embossed: 0
  patterns: 0
"""


def write_png(path, color, width=800, height=600):
    """A plain picture with a little grain, so that no coder makes it special."""
    state, rows = 1, b""
    for _ in range(height):
        row = bytearray(b"\0")
        for _ in range(width):
            state = (1103515245 * state + 12345) & 0x7FFFFFFF
            row += bytes(c + (state >> 16) % 5 for c in color)
        rows += row

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    with open(path, "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)) +
                   chunk(b"IDAT", zlib.compress(rows, 1)) + chunk(b"IEND", b""))


def png_height(path):
    with open(path, "rb") as file:
        return struct.unpack(">I", file.read(24)[20:24])[0]


def read(path):
    ended = subprocess.run(["tesseract", path, "-", "--psm", "8", "-l", "eng"], capture_output=True,
                           text=True, timeout=60, check=True, env={**os.environ, "OMP_THREAD_LIMIT": "1"})
    return ended.stdout.strip()


def letters(text):
    return "".join(c for c in text if c.isalnum())


def measure(folder, program, font, angle, count):
    """Right words, all words, and the wrong ones as (written, read)."""
    out = os.path.join(folder, f"{os.path.basename(font)}_{angle}")
    config = os.path.join(folder, "config.yaml")
    with open(config, "w", encoding="utf-8") as file:
        file.write(CONFIG.format(count=count, angle=angle, font=font))
    subprocess.run([program, "generate", config, "--out", out, "--progress", "none"], check=True,
                   stderr=subprocess.DEVNULL)
    right, total, wrong = 0, 0, []
    for labels in glob.glob(os.path.join(out, "crops", "labels_*.txt")):
        with open(labels, encoding="utf-8") as file:
            for line in file:
                name, word = line.rstrip("\n").split("\t")
                crop = os.path.join(out, "crops", name)
                if png_height(crop) / 1.3 < MIN_HEIGHT:  # a margin of 0.15 to either side
                    continue
                found = read(crop)
                total += 1
                if letters(found) == letters(word):
                    right += 1
                else:
                    wrong.append((word, found))
    return right, total, wrong


def main(program, count=6, font_count=len(FONTS)):
    if shutil.which("tesseract") is None:
        print("no tesseract here")
        return 77
    folder = tempfile.mkdtemp()
    for i, color in enumerate([(205, 200, 190), (60, 72, 80), (150, 60, 50), (120, 150, 170)]):
        write_png(os.path.join(folder, f"wall{i}.png"), color)
    with open(os.path.join(folder, "words.txt"), "w", encoding="utf-8") as file:
        file.write(" ".join(WORDS) + "\n")
    all_right = all_words = 0
    fonts = [font for font in FONTS[:font_count] if os.path.exists(font)]
    for font in fonts:
        for angle in ANGLES:
            right, total, wrong = measure(folder, program, font, angle, count)
            all_right, all_words = all_right + right, all_words + total
            misses = ", ".join(f"{word} as '{found}'" for word, found in wrong)
            print(f"{os.path.basename(font):20} {angle:2} degrees: {right:3} of {total:3} right; {misses}", flush=True)
    shutil.rmtree(folder)
    print(f"{all_right} of {all_words} words right")
    assert all_words >= 3 * len(fonts) * count, "too few words"
    assert all_right >= WANTED * all_words, "Tesseract reads too few words"
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], *map(int, sys.argv[2:])))
