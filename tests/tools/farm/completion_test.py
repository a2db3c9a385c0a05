"""Asks the scripts of `diorama completion` for completions: bash for real, zsh and fish where they are.

    completion_test.py DIORAMA SOURCE_DIR
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

DIORAMA = sys.argv[1]


def script(shell):
    return subprocess.run([DIORAMA, "completion", shell], capture_output=True, text=True,
                          check=True).stdout


def help_of(*words):
    return subprocess.run([DIORAMA, *words, "--help"], capture_output=True, text=True,
                          check=True).stdout


class Bash(unittest.TestCase):
    # $0: the program, $1: the line, $2: whether a new word begins at its end
    ASK = r'''
        source <("$0" completion bash)
        read -ra COMP_WORDS <<<"$1"
        [[ $2 = False ]] || COMP_WORDS+=("")
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
        COMPREPLY=()
        _diorama
        ((${#COMPREPLY[@]} == 0)) || printf "%s\n" "${COMPREPLY[@]}"
    '''

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp()
        os.mkdir(os.path.join(cls.folder, "data set"))
        for name in ["table.yaml", "tea.yaml"]:
            with open(os.path.join(cls.folder, name), "w", encoding="utf-8"):
                pass

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def complete(self, line):
        """The completions of the last word of a line."""
        words = ["bash", "-u", "-c", self.ASK, DIORAMA, line, str(line.endswith(" "))]
        ended = subprocess.run(words, cwd=self.folder, capture_output=True, text=True, check=True)
        self.assertEqual(ended.stderr, "")
        return ended.stdout.split("\n")[:-1]

    def test_commands(self):
        commands = re.findall(r"(?m)^  (\w+) ", help_of().split("Subcommands:")[1].split("\n\n")[0])
        self.assertGreater(len(commands), 8)
        found = self.complete("diorama ")
        for command in commands:
            self.assertIn(command, found)
        self.assertEqual(self.complete("diorama gen"), ["generate"])

    def test_every_option_of_every_command(self):
        for command in self.complete("diorama "):
            if command.startswith("-"):
                continue
            options = set(re.findall(r"(?m)^  (?:-\w,)?(--[a-z-]+)", help_of(command)))
            self.assertLessEqual(options - {"--help"}, set(self.complete(f"diorama {command} --")))

    def test_values(self):
        self.assertEqual(self.complete("diorama generate table.yaml --durability "),
                         ["none", "batch", "sample"])
        self.assertEqual(self.complete("diorama generate table.yaml --progress a"), ["auto", "alf"])
        self.assertEqual(self.complete("diorama completion ")[:3], ["bash", "zsh", "fish"])
        self.assertEqual(self.complete("diorama generate --seed "), [])

    def test_files_and_folders(self):
        self.assertEqual(sorted(self.complete("diorama generate t")), ["table.yaml", "tea.yaml"])
        self.assertEqual(self.complete("diorama generate table.yaml --out "), ["data set"])
        self.assertEqual(self.complete("diorama finalize d"), ["data set"])

    def test_option_of_all_commands(self):
        self.assertEqual(self.complete("diorama finalize --exit"), ["--exit-code-map"])


class Others(unittest.TestCase):
    def check(self, shell, *arguments):
        text = script(shell)
        for word in ["generate", "durability", "batch"]:
            self.assertIn(word, text)
        if not shutil.which(shell):
            self.skipTest(f"there is no {shell}")
        with tempfile.NamedTemporaryFile("w", suffix="." + shell) as file:
            file.write(text)
            file.flush()
            ended = subprocess.run([shell, *arguments, file.name], capture_output=True, text=True)
        self.assertEqual((ended.returncode, ended.stderr), (0, ""))

    def test_zsh(self):
        self.check("zsh", "-n")

    def test_fish(self):
        self.check("fish", "--no-execute")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1] + sys.argv[3:], verbosity=2)
