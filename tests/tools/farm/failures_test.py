"""The program on disks, limits and machines that fail it.

After each failure: the documented exit code, a message, no damage; and a run under better conditions
goes on and ends with the bytes of an undisturbed one.

    failures_test.py DIORAMA SOURCE_DIR
"""

import filecmp
import json
import locale
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

DIORAMA, SOURCE = sys.argv[1:3]
CONFIG = os.path.join(SOURCE, "tests/tools/farm/labels.yaml")
COUNT = 20


def command(out, *more, count=COUNT, device="cpu"):
    return [DIORAMA, "generate", CONFIG, "--out", out, "--count", str(count), "--device", device,
            "--threads", "1", *more]


def run(words, before=(), **options):
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options}
    return subprocess.run([*before, *words], timeout=120, errors="replace", **options)


def files_below(folder):
    return sorted(os.path.relpath(os.path.join(at, name), folder)
                  for at, _, names in os.walk(folder) for name in names)


class Disk:
    """A small disk of its own that nobody else sees: tmpfs in a private mount namespace."""

    def __init__(self, folder, options):
        self.folder = folder
        os.makedirs(folder, exist_ok=True)
        script = 'mount -t tmpfs -o "$2" none "$1" && echo mounted && exec cat'
        self.holder = subprocess.Popen(
            ["unshare", "--mount", "sh", "-c", script, "sh", folder, options],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.usable = self.holder.stdout.readline() == "mounted\n"
        self.inside = ["nsenter", "--mount", "--target", str(self.holder.pid)]

    def remount(self, options):
        run(["mount", "-o", "remount," + options, self.folder], before=self.inside, check=True)

    def files(self):
        listed = run(["find", self.folder, "-type", "f", "-printf", "%P\\n"], before=self.inside)
        return listed.stdout.split()

    def copy_to(self, folder):
        run(["cp", "-r", self.folder, folder], before=self.inside, check=True)

    def close(self):
        self.holder.stdin.close()
        self.holder.stdout.close()
        self.holder.wait()


class Failures(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp()
        cls.expected = os.path.join(cls.folder, "expected")
        run(command(cls.expected), check=True)

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def setUp(self):
        self.out = os.path.join(self.folder, self._testMethodName)

    def expect(self, ended, code, text=""):
        self.assertEqual(ended.returncode, code, ended.stderr)
        if ended.stderr is not None:
            self.assertIn(text, ended.stderr)

    def expect_dataset(self, folder=None):
        folder = folder or self.out
        names = files_below(self.expected)
        self.assertEqual(files_below(folder), names)
        _, differ, errors = filecmp.cmpfiles(folder, self.expected, names, shallow=False)
        self.assertEqual(differ + errors, [])

    def expect_resumable(self):
        self.expect(run(command(self.out)), 0)
        self.expect_dataset()

    def disk(self, options):
        disk = Disk(self.out, options)
        self.addCleanup(disk.close)
        if not disk.usable:
            self.skipTest("no private mounts here")
        return disk

    # --- disks ---

    def test_full_disk(self):
        disk = self.disk("size=100k")
        ended = run(command(disk.folder, "--durability", "none"), before=disk.inside)
        self.expect(ended, 74)
        names = disk.files()
        self.assertFalse([name for name in names if ".tmp-" in name])
        self.assertTrue(any(name.startswith("records/") for name in names))
        disk.remount("size=8m")
        ended = run(command(disk.folder), before=disk.inside)
        self.expect(ended, 0, "are there already")
        disk.copy_to(self.out + ".copy")
        self.expect_dataset(self.out + ".copy")

    def test_disk_that_is_going_to_be_full(self):
        disk = self.disk("size=200k")
        ended = run(command(disk.folder, count=5000), before=disk.inside)
        self.expect(ended, 74, "more samples need about")

    def test_read_only_disk(self):
        disk = self.disk("size=8m")
        disk.remount("ro")
        self.expect(run(command(disk.folder), before=disk.inside), 73, "Read-only file system")
        disk.remount("rw")
        self.expect(run(command(disk.folder, "--shard", "0/1"), before=disk.inside), 0)
        disk.remount("ro")
        ended = run([DIORAMA, "finalize", disk.folder], before=disk.inside)
        self.expect(ended, 73, "Read-only file system")
        disk.remount("rw")
        self.expect(run([DIORAMA, "finalize", disk.folder], before=disk.inside), 0)
        disk.copy_to(self.out + ".copy")
        self.expect_dataset(self.out + ".copy")

    def test_stage_on_a_full_disk(self):
        stage = self.disk("size=8k")
        out = self.out + ".out"
        ended = run(command(out, "--stage-dir", stage.folder), before=stage.inside)
        self.expect(ended, 74)
        stage.remount("size=8m")
        ended = run(command(out, "--stage-dir", stage.folder), before=stage.inside)
        self.expect(ended, 0)
        self.assertEqual(stage.files(), [])
        self.expect_dataset(out)

    # --- streams ---

    def head(self, words, **options):
        """`words | head -n 1`: a reader that leaves after the first line."""
        with subprocess.Popen(words, text=True, **options) as process:
            stream = process.stdout or process.stderr
            line = stream.readline()
            stream.close()
            return line, process.wait(timeout=120)

    def test_reader_of_progress_goes_away(self):
        line, code = self.head(command(self.out, "--progress", "json"), stdout=subprocess.PIPE,
                               stderr=subprocess.DEVNULL)
        self.assertTrue(line.startswith("{"))
        self.assertEqual(code, 0)
        self.expect_dataset()

    def test_reader_of_messages_goes_away(self):
        _, code = self.head(command(self.out), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        self.assertEqual(code, 0)
        self.expect_dataset()

    def test_nobody_reads_what_was_asked_for(self):
        reading, writing = os.pipe()
        os.close(reading)
        self.expect(run([DIORAMA, "schema"], stdout=writing), 74, "cannot write")
        os.close(writing)

    def test_closed_streams(self):
        for closed in ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"]:
            with self.subTest(closed=closed):
                shutil.rmtree(self.out, ignore_errors=True)
                ended = run(["sh", "-c", f'exec "$@" {closed}', "sh", *command(self.out)])
                self.assertEqual(ended.returncode, 0)
                self.expect_dataset()
        self.expect(run(["sh", "-c", 'exec "$@" >&-', "sh", DIORAMA, "schema"]), 74, "cannot write")

    def test_status_descriptor(self):
        reading, writing = os.pipe()
        ended = run(command(self.out, "--status-fd", str(writing)), pass_fds=[writing])
        self.expect(ended, 0)
        os.close(writing)
        with os.fdopen(reading) as file:
            lines = [json.loads(line) for line in file]
        self.assertEqual((lines[0]["complete"], lines[0]["exit_code"]), (0, None))
        self.assertEqual((lines[-1]["complete"], lines[-1]["exit_code"]), (COUNT, 0))
        # One that is not open, or goes away.
        self.expect(run(command(self.out, "--status-fd", "77")), 64, "--status-fd 77")
        reading, writing = os.pipe()
        os.close(reading)
        shutil.rmtree(self.out)
        self.expect(run(command(self.out, "--status-fd", str(writing)), pass_fds=[writing]), 0)
        os.close(writing)
        self.expect_dataset()

    # --- limits ---

    def limited(self, what, value):
        return run(command(self.out),
                   preexec_fn=lambda: resource.setrlimit(what, (value, value)))

    def test_few_descriptors(self):
        for limit in [4, 8, 16]:
            with self.subTest(limit=limit):
                ended = self.limited(resource.RLIMIT_NOFILE, limit)
                self.assertIn(ended.returncode, [0, 66, 69, 74], ended.stderr)
                self.assertNotEqual(ended.stderr, "")
        self.expect_resumable()

    def test_small_files_only(self):
        self.expect(self.limited(resource.RLIMIT_FSIZE, 2000), 74, "File too large")
        self.expect_resumable()

    def test_little_memory(self):
        ended = self.limited(resource.RLIMIT_AS, 120 << 20)
        self.assertIn(ended.returncode, [33, 69], ended.stderr)
        self.expect_resumable()

    # --- devices ---

    def test_no_driver(self):
        nowhere = {"VK_DRIVER_FILES": "/nonexistent.json", "VK_ICD_FILENAMES": "/nonexistent.json"}
        self.expect(run(command(self.out), env={**os.environ, **nowhere}), 69, "driver")
        self.expect_resumable()

    def test_no_device(self):
        none = {"VK_LOADER_DRIVERS_DISABLE": "*"}
        self.expect(run(command(self.out), env={**os.environ, **none}), 69, "Vulkan")
        self.expect_resumable()

    def test_wrong_device(self):
        for device in ["77", "uuid:0123456789abcdef", "pci:0000:ff:00.0", "name:GeForce", "gpu"]:
            self.expect(run(command(self.out, device=device)), 69, device)
        self.expect_resumable()

    # --- names and languages ---

    def test_names_with_blanks_and_newlines(self):
        self.out = os.path.join(self.folder, "a b\n'c' \"d\" größe")
        self.expect_resumable()
        self.expect(run([DIORAMA, "verify", self.out]), 0)

    def test_german_numbers(self):
        try:
            locale.setlocale(locale.LC_ALL, "de_DE.UTF-8")
        except locale.Error:
            self.skipTest("there is no locale de_DE.UTF-8")
        finally:
            locale.setlocale(locale.LC_ALL, "C")
        self.expect(run(command(self.out), env={**os.environ, "LC_ALL": "de_DE.UTF-8"}), 0)
        self.expect_dataset()

    # --- signals ---

    def started(self, *more, until="records/00000000.json"):
        """A run that would take long, as soon as it has written a file."""
        words = command(self.out, "--durability", "none", *more, count=100000)
        process = subprocess.Popen(words, stderr=subprocess.PIPE, text=True)
        self.addCleanup(process.kill)
        for _ in range(2000):
            if os.path.exists(os.path.join(self.out, until)):
                return process
            time.sleep(0.005)
        self.fail(f"no {until} within 10 s")

    def test_stops_in_the_numbers_of_a_scheduler(self):
        process = self.started("--exit-code-map", "temp=99")
        process.send_signal(signal.SIGUSR1)
        error = process.communicate(timeout=60)[1]
        self.assertEqual(process.returncode, 99)
        self.assertIn("stopped by SIGUSR1", error)

    def test_grace_is_a_limit(self):
        # A picture that takes much longer than it may.
        huge = ["--set", "image={width: 3000, height: 3000}", "--set", "color=true"]
        process = self.started("--grace", "0.3", "--exit-code-map", "temp=99", *huge,
                               until="devices")
        time.sleep(0.7)  # until it is at work on the first
        process.send_signal(signal.SIGTERM)
        error = process.communicate(timeout=60)[1]
        self.assertEqual(process.returncode, 99)
        self.assertIn("the time to finish is over", error)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1] + sys.argv[3:], verbosity=2)
