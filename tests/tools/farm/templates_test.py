"""Runs what every template in tools/farm would run, with the variables that its scheduler sets.

Each template makes a small dataset, shard by shard; after `diorama finalize` it must have the bytes
of a single process. Slurm's runs in slurm_test.sh, under Slurm.

    templates_test.py DIORAMA SOURCE_DIR
"""

import filecmp
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

import yaml

DIORAMA, SOURCE = sys.argv[1:3]
FARM = os.path.join(SOURCE, "tools/farm")
CONFIG = os.path.join(SOURCE, "tests/tools/farm/labels.yaml")
COUNT, SHARDS = 6, 2
NOT_AGAIN = [64, 65, 66, 78]  # exit codes after which another try would end the same way


def text(name):
    with open(os.path.join(FARM, name), encoding="utf-8") as file:
        return file.read()


def run(words, **variables):
    """Runs a command line, `diorama` being the program under test."""
    environment = {**os.environ, "DIORAMA": DIORAMA, "DIORAMA_DEVICE": "cpu", **variables}
    words = [DIORAMA if word == "diorama" else word for word in words]
    return subprocess.run(words, env=environment, capture_output=True, text=True, timeout=120)


def files_below(folder):
    return sorted(os.path.relpath(os.path.join(at, name), folder)
                  for at, _, names in os.walk(folder) for name in names)


class Templates(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp()
        # A copy with fewer samples: templates name a file and no overrides.
        with open(CONFIG, encoding="utf-8") as file:
            small = re.sub(r"(?m)^count: .*", f"count: {COUNT}", file.read())
        cls.config = os.path.join(cls.folder, "small set.yaml")
        with open(cls.config, "w", encoding="utf-8") as file:
            file.write(small)
        cls.expected = os.path.join(cls.folder, "expected")
        made = run(["diorama", "generate", cls.config, "--out", cls.expected])
        assert made.returncode == 0, made.stderr

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def setUp(self):
        self.out = os.path.join(self.folder, self._testMethodName + " out")

    def succeed(self, words, **variables):
        ended = run(words, **variables)
        self.assertEqual(ended.returncode, 0, f"{words}\n{ended.stderr}")
        return ended

    def check(self, finalize=True):
        if finalize:
            self.succeed(["diorama", "finalize", self.out])
        names = files_below(self.expected)
        self.assertEqual(files_below(self.out), names)
        _, differ, errors = filecmp.cmpfiles(self.out, self.expected, names, shallow=False)
        self.assertEqual(differ + errors, [])

    def filled_in(self, words, **values):
        """Replaces paths and numbers that a user of the template replaces."""
        places = {"/data/table.yaml": self.config, "/shots/table.yaml": self.config,
                  "/data/out": self.out, "/shots/data": self.out, "16": str(SHARDS), **values}
        return [places.get(word, word) for word in words]

    def path_rules(self, rules):
        """A file as a worker of Open Job Description writes it for a session."""
        path = os.path.join(self.folder, self._testMethodName + ".json")
        with open(path, "w", encoding="utf-8") as file:
            json.dump({"version": "pathmapping-1.0", "path_mapping_rules": [
                {"source_path_format": "POSIX", "source_path": source, "destination_path": to}
                for source, to in rules.items()]}, file)
        return path

    def test_paths_that_lie_elsewhere(self):
        # The artist's cube is nowhere on two machines, which have it in folders of their own.
        cube = "".join(f"v {x} {y} {z}\n" for x in (0, 1) for y in (0, 1) for z in (0, 1))
        cube += "f 1 2 4 3\nf 5 7 8 6\nf 1 5 6 2\nf 3 4 8 7\nf 1 3 7 5\nf 2 6 8 4\n"
        config = os.path.join(self.folder, "elsewhere.yaml")
        with open(self.config, encoding="utf-8") as file, \
                open(config, "w", encoding="utf-8") as mapped:
            mapped.write(file.read().replace("mesh: cube", "mesh: /nowhere/*.obj"))
        command = ["diorama", "generate", config, "--out", self.out]
        self.assertEqual(run(command).returncode, 66)
        for machine in ("a", "b"):
            folder = os.path.join(self.folder, machine)
            os.mkdir(folder)
            with open(os.path.join(folder, "cube.obj"), "w", encoding="utf-8") as file:
                file.write(cube)
        self.succeed(command + ["--samples", "0-2", "--path-map",
                                "/nowhere=" + os.path.join(self.folder, "a")])
        # The same plan, so the second machine goes on.
        rules = self.path_rules({"/nowhere": os.path.join(self.folder, "b")})
        ended = self.succeed(command + ["--path-map-file", rules])
        self.assertIn(f"3 of {COUNT} samples are there already", ended.stderr)
        self.assertEqual(run(command + ["--path-map", "nowhere"]).returncode, 64)

    def test_kubernetes(self):
        job = yaml.safe_load(text("k8s-job.yaml"))["spec"]
        self.assertEqual(job["completionMode"], "Indexed")
        codes = [rule["onExitCodes"]["values"] for rule in job["podFailurePolicy"]["rules"]
                 if rule["action"] == "FailIndex"]
        self.assertEqual(codes, [NOT_AGAIN])
        pod = job["template"]["spec"]
        self.assertEqual(pod["restartPolicy"], "Never")  # a failure policy asks for it
        command = pod["containers"][0]["command"]
        self.assertIn(str(job["completions"]), command)
        self.assertLess(int(command[command.index("--grace") + 1]),
                        pod["terminationGracePeriodSeconds"])
        for index in range(SHARDS):
            self.succeed(self.filled_in(command), JOB_COMPLETION_INDEX=str(index))
        self.check()

    def test_aws_batch(self):
        job = json.loads(text("aws-batch.json"))
        values = {"Ref::" + name: value for name, value in job["parameters"].items()}
        command = [values.get(word, word) for word in job["containerProperties"]["command"]]
        rules = job["retryStrategy"]["evaluateOnExit"]
        self.assertEqual([int(rule["onExitCode"]) for rule in rules], NOT_AGAIN)
        self.assertLessEqual(len(rules), 5)
        for index in range(SHARDS):
            self.succeed(self.filled_in(command), AWS_BATCH_JOB_ARRAY_INDEX=str(index),
                         AWS_BATCH_JOB_ARRAY_SIZE=str(SHARDS))
        self.check()

    def test_open_job_description(self):
        job = yaml.safe_load(text("openjd-template.yaml"))
        self.assertEqual(job["specificationVersion"], "jobtemplate-2023-09")
        names = {parameter["name"] for parameter in job["parameterDefinitions"]}
        values = {"Param.Config": self.config, "Param.Out": self.out, "Param.Shards": str(SHARDS),
                  "Param.LastShard": str(SHARDS - 1)}
        self.assertEqual({"Param." + name for name in names}, set(values))
        values["Session.PathMappingRulesFile"] = self.path_rules({})
        fill = lambda word: re.sub(r"\{\{(.*?)\}\}", lambda m: values[m[1].strip()], word)
        for step in job["steps"]:
            action = step["script"]["actions"]["onRun"]
            space = step.get("parameterSpace", {}).get("taskParameterDefinitions", [])
            first, last = map(int, fill(space[0]["range"]).split("-")) if space else (0, 0)
            for value in range(first, last + 1):
                for parameter in space:
                    values["Task.Param." + parameter["name"]] = str(value)
                ended = self.succeed([action["command"]] + [fill(word) for word in action["args"]])
                self.assertEqual("openjd_progress: 100.0" in ended.stdout, bool(space))
        self.check(finalize=False)

    def test_open_cue(self):
        lines = [line for line in text("opencue.txt").splitlines() if not line.startswith("#")]
        self.assertEqual(len(lines), 1)
        for first in range(0, COUNT, 4):  # the second chunk ends past the dataset
            tokens = {"#FRAME_START#": str(first), "#FRAME_END#": str(first + 3)}
            words = [re.sub("#[A-Z_]+#", lambda m: tokens[m[0]], word) for word in lines[0].split()]
            ended = self.succeed(self.filled_in(words))
        self.assertIn("past the end", ended.stderr)
        self.check()

    def test_condor(self):
        keys = dict(re.findall(r"(?m)^(\w+) = (.*)$", text("condor.sub")))
        retry = keys["retry_until"].replace("&&", "and").replace("||", "or")
        self.assertEqual([code for code in range(256) if eval(retry, {"ExitCode": code})], NOT_AGAIN)
        values = {"config": self.config, "out": self.out, "shards": str(SHARDS)}
        self.assertEqual(re.search(r"(?m)^queue \$\((\w+)\)$", text("condor.sub"))[1], "shards")
        for process in range(SHARDS):
            values["Process"] = str(process)
            words = [re.sub(r"\$\((\w+)\)", lambda m: values[m[1]], word)
                     for word in keys["arguments"].split()]
            self.succeed([DIORAMA] + words)
        self.check()

    def test_grid_engine(self):
        for task in range(1, SHARDS + 1):
            self.succeed(["bash", os.path.join(FARM, "gridengine.sh"), self.config, self.out,
                          str(SHARDS), "--threads", "1"],
                         SGE_TASK_ID=str(task), SGE_TASK_FIRST="1", SGE_TASK_LAST=str(SHARDS),
                         SGE_TASK_STEPSIZE="1")
        self.check()

    @unittest.skipUnless(shutil.which("parallel"), "there is no GNU parallel")
    def test_parallel(self):
        template = os.path.join(FARM, "parallel.sh")
        # A task that fails is repeated by the next call, and it alone.
        failing = os.path.join(self.folder, "failing")
        with open(failing, "w", encoding="utf-8") as file:
            file.write('#!/bin/sh\ncase "$*" in *" 1/2") exit 75;; esac\nexec "$REAL" "$@"\n')
        os.chmod(failing, 0o755)
        words = ["bash", template, self.config, self.out, str(SHARDS), "--jobs", "2"]
        first = run(words, DIORAMA=failing, REAL=DIORAMA)
        self.assertNotEqual(first.returncode, 0)
        self.assertFalse(os.path.exists(os.path.join(self.out, "manifest.json")))
        second = self.succeed(words)
        self.assertIn("shard 1/2 is complete", second.stderr)
        self.assertNotIn("shard 0/2", second.stderr)
        self.check(finalize=False)

    def test_every_script_is_bash(self):
        for name in ["slurm.sbatch", "parallel.sh", "gridengine.sh"]:
            self.succeed(["bash", "-n", os.path.join(FARM, name)])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1] + sys.argv[3:], verbosity=2)
