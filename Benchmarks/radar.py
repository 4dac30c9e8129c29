"""How long `orchsite conflicts` takes beside what it stands for: a plain `git merge-tree` for each pair of branches.

Twenty branches in one repo of 5,000 files, each in a worktree of its own, five of them with uncommitted and untracked
work; every branch changes fifty files of its own, and some the same lines as others.

    python3 Benchmarks/radar.py ORCHSITE [BRANCHES] [FILES] [RUNS]
"""

import itertools
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

DIRTY = 5


class Ground:
    def __init__(self, orchsite, branches, files):
        base = "/dev/shm" if os.path.isdir("/dev/shm") else None
        self.folder = Path(tempfile.mkdtemp(prefix="orchsite-radar-", dir=base))
        self.environment = {
            "PATH": os.environ["PATH"], "HOME": str(self.folder), "GIT_CONFIG_GLOBAL": "/dev/null",
            "GIT_CONFIG_SYSTEM": "/dev/null", "TMPDIR": str(self.folder),
        }
        for role in ["AUTHOR", "COMMITTER"]:
            self.environment |= {f"GIT_{role}_NAME": "Ada", f"GIT_{role}_EMAIL": "ada@example.org"}
        self.orchsite = orchsite
        self.put("content/index.md", "---\nproject: Radar\n---\n")
        self.put("content/repos/web.md", "---\ntitle: Web\n---\n")
        lines = "".join(f"line {number}\n" for number in range(60))
        for number in range(files):
            self.put(f"web/src/{number % 50}/file-{number}.txt", lines)
        self.git("init", "--quiet", "--initial-branch=develop", at="web")
        self.git("add", "--all", at="web")
        self.git("commit", "--quiet", "--message", "first", at="web")
        for branch in range(branches):
            name = f"t{branch}"
            self.put(f"content/tasks/web/{name}.md", f"---\ntitle: T{branch}\nstatus: in-progress\n---\n")
            place = f".worktrees/web/{name}"
            self.git("worktree", "add", "--quiet", "-b", f"feature/{name}", f"../{place}", at="web")
            for number in range(50):
                self.change(place, (branch * 50 + number) % files, 10, name)
            # Every third pair of neighbours changes the same line of one file.
            self.change(place, branch // 3, 30, name)
            self.git("commit", "--quiet", "--all", "--message", "change", at=place)
            if branch < DIRTY:
                self.change(place, files - 1, 40, name)
                self.put(f"{place}/new-{branch % 2}.txt", name)

    def put(self, path, text):
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def change(self, place, number, line, text):
        file = self.folder / place / f"src/{number % 50}/file-{number}.txt"
        lines = file.read_text().splitlines(True)
        lines[line] = f"{text}\n"
        file.write_text("".join(lines))

    def git(self, *arguments, at):
        subprocess.run(
            ["git", *arguments], cwd=self.folder / at, env=self.environment, check=True, capture_output=True)

    def conflicts(self):
        started = time.perf_counter()
        outcome = subprocess.run(
            [self.orchsite, "conflicts"], cwd=self.folder, env=self.environment, capture_output=True, text=True)
        if outcome.returncode not in (0, 1) or outcome.stderr:
            raise SystemExit(outcome.stderr)
        return time.perf_counter() - started, outcome.stdout.strip().splitlines()[-1]

    def plain(self, branches):
        """One process a pair, of what is committed alone."""
        started = time.perf_counter()
        for one, other in itertools.combinations(range(branches), 2):
            subprocess.run(
                ["git", "merge-tree", "--write-tree", f"feature/t{one}", f"feature/t{other}"], cwd=self.folder / "web",
                env=self.environment, stdout=subprocess.DEVNULL)
        return time.perf_counter() - started


def main():
    orchsite = os.path.abspath(sys.argv[1])
    branches, files, runs = (int(text) for text in (sys.argv[2:] + ["20", "5000", "5"][len(sys.argv) - 2:]))
    ground = Ground(orchsite, branches, files)
    try:
        times = {"conflicts": [], "plain": []}
        for _ in range(runs):
            seconds, summary = ground.conflicts()
            times["conflicts"].append(seconds)
            times["plain"].append(ground.plain(branches))
    finally:
        shutil.rmtree(ground.folder)
    best = {name: min(values) for name, values in times.items()}
    pairs = branches * (branches - 1) // 2
    print(f"{branches} branches, {pairs} pairs, {files} files, {DIRTY} worktrees with uncommitted work; "
          f"the smallest of {runs} runs in turn")
    print(f"orchsite conflicts   {best['conflicts']:.2f} s   {summary}")
    print(f"git merge-tree, {pairs} times   {best['plain']:.2f} s   committed work only")
    print(f"ratio   {best['conflicts'] / best['plain']:.2f}")


if __name__ == "__main__":
    main()
