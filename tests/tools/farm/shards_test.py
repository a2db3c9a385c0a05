"""Several processes at one dataset: what the folder remembers, and what `status` says of it.

    shards_test.py DIORAMA SOURCE_DIR
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

DIORAMA, SOURCE = sys.argv[1:3]
CONFIG = os.path.join(SOURCE, "tests/tools/farm/labels.yaml")
COUNT = 9


def run(*words, **variables):
    return subprocess.run([DIORAMA, *words], env={**os.environ, **variables}, capture_output=True,
                          text=True, timeout=120)


def generate(out, *more, **variables):
    return run("generate", CONFIG, "--out", out, "--count", str(COUNT), "--device", "cpu",
               "--threads", "1", *more, **variables)


def contents(folder):
    files = {}
    for at, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(at, name)
            with open(path, "rb") as file:
                files[os.path.relpath(path, folder)] = file.read()
    return files


class Shards(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.folder)
        self.out = os.path.join(self.folder, "data")

    def succeed(self, ended):
        self.assertEqual(ended.returncode, 0, ended.stderr)
        return ended

    def status(self, folder):
        return json.loads(self.succeed(run("status", folder, "--json")).stdout)

    def test_one_folder(self):
        self.assertEqual(generate(self.out, "--shard", "auto", SLURM_ARRAY_TASK_ID="1").returncode, 64)
        self.succeed(generate(self.out, "--shard", "0/3"))
        status = self.status(self.out)
        self.assertEqual(len(status), 1)
        self.assertEqual(status[0]["shards"], [{"shard": 0, "total": 3, "complete": 3},
                                               {"shard": 1, "total": 3, "complete": 0},
                                               {"shard": 2, "total": 3, "complete": 0}])
        self.assertEqual(status[0]["missing"], "3-8")
        text = self.succeed(run("status", self.out)).stdout
        self.assertIn("3 of 9 samples", text)
        self.assertIn("shard 2/3: 0 of 3", text)
        self.assertNotIn("shard 0/3", text)
        # The folder knows how many shards there are.
        for task in ["1", "2"]:
            self.succeed(generate(self.out, "--shard", "auto", SLURM_ARRAY_TASK_ID=task))
        self.assertEqual(generate(self.out, "--shard", "auto", SLURM_ARRAY_TASK_ID="3").returncode, 64)
        self.succeed(run("finalize", self.out))
        self.assertFalse(os.path.exists(os.path.join(self.out, "shards.json")))
        status = self.status(self.out)[0]
        self.assertTrue(status["finalized"])
        self.assertEqual((status["complete"], status["shards"]), (COUNT, []))

    def test_all_through_a_stage(self):
        plain, staged, stage = (os.path.join(self.folder, name) for name in ["plain", "data", "stage"])
        self.succeed(generate(plain))
        for shard in ["0/2", "1/2"]:
            self.succeed(generate(staged, "--shard", shard, "--stage-dir", stage))
        self.succeed(run("finalize", staged, "--stage-dir", stage))
        self.assertEqual(contents(staged), contents(plain))
        self.succeed(run("merge", os.path.join(self.folder, "merged"), plain, "--stage-dir", stage))
        self.assertEqual(contents(os.path.join(self.folder, "merged")), contents(plain))
        self.assertEqual(os.listdir(stage), [])

    def test_times_of_all_runs(self):
        runs = [os.path.join(self.folder, f"run{shard}.json") for shard in range(2)]
        for shard, path in enumerate(runs):
            self.succeed(generate(self.out, "--shard", f"{shard}/2", "--status-file", path))
        statuses = []
        for path in runs:
            with open(path, encoding="utf-8") as file:
                statuses.append(json.load(file))
        self.assertEqual(sum(s["made"] for s in statuses), COUNT)
        for status in statuses:
            stages = status["stages_s"]
            self.assertEqual(list(stages), ["make", "render", "augment", "annotate", "encode", "write"])
            self.assertGreater(stages["render"], 0)
            # One thread: no more than the time that went by, and most of it.
            self.assertLess(sum(stages.values()), status["elapsed_s"] + 0.001)
            self.assertGreater(sum(stages.values()), 0.5 * status["elapsed_s"])
        self.succeed(run("finalize", self.out))
        page = os.path.join(self.folder, "page.html")
        self.succeed(run("report", self.out, "--out", page, "--timing", *runs))
        with open(page, encoding="utf-8") as file:
            self.assertIn(f'"timing":{{"runs":2,"samples":{COUNT},', file.read())
        self.assertEqual(run("report", self.out, "--timing", page).returncode, 65)
        self.assertEqual(run("report", self.out, "--timing", page + "x").returncode, 66)

    def test_a_folder_for_each(self):
        parts = [os.path.join(self.folder, name) for name in ["part0", "part1"]]
        self.succeed(generate(parts[0], "--samples", "0-4"))
        self.succeed(generate(parts[1], "--samples", "4-6"))
        first, second, both = self.status(self.folder)
        self.assertEqual((first["complete"], second["complete"]), (5, 3))
        self.assertEqual((both["folder"], both["complete"], both["missing"]), (self.folder, 7, "7-8"))
        # Parts of different datasets are nothing together.
        self.succeed(generate(os.path.join(self.folder, "part2"), "--samples", "0", "--seed", "8"))
        self.assertEqual(len(self.status(self.folder)), 3)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1] + sys.argv[3:], verbosity=2)
