"""What the radar says of random branches is compared with what git does when they are merged.

In each round three branches change small files at random: lines, new and deleted files, renames, modes; some of it is
not committed, and sometimes the base moves on. The radar must name a collision exactly where merging one branch after
the other into the base conflicts, in a clone, in whichever order.

    ORCHSITE=path python3 Tests/Faults/radar.py [ROUNDS] [SEED]
"""

import itertools
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ORCHSITE = os.environ["ORCHSITE"]
TASKS = ["a", "b", "c"]
REPOS = 20


def environment(home):
    own = {
        "PATH": os.environ["PATH"], "HOME": str(home), "GIT_CONFIG_GLOBAL": "/dev/null",
        "GIT_CONFIG_SYSTEM": "/dev/null", "TMPDIR": str(home),
    }
    for role in ["AUTHOR", "COMMITTER"]:
        own |= {f"GIT_{role}_NAME": "Ada", f"GIT_{role}_EMAIL": "ada@example.org"}
    return own


class Home:
    def __init__(self, generator):
        base = "/dev/shm" if os.path.isdir("/dev/shm") else None
        self.folder = Path(tempfile.mkdtemp(prefix="orchsite-radar-", dir=base))
        self.environment = environment(self.folder)
        self.random = generator
        self.put("content/index.md", "---\nproject: Radar\nradar_quiet: []\n---\n")
        for number in range(REPOS):
            repo = f"r{number}"
            self.put(f"content/repos/{repo}.md", f"---\ntitle: R\n---\n")
            for task in TASKS:
                self.put(f"content/tasks/{repo}/{task}.md", "---\ntitle: T\nstatus: in-progress\n---\n")
            self.make(repo)

    def put(self, path, text):
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def git(self, *arguments, at, check=True):
        outcome = subprocess.run(
            ["git", *arguments], cwd=self.folder / at, env=self.environment, capture_output=True, text=True)
        if check and outcome.returncode:
            raise SystemExit(f"git {arguments}: {outcome.stdout}{outcome.stderr}")
        return outcome

    def text(self):
        # Few different lines, so that merges have something to be wrong about.
        return "".join(self.random.choice("abcd") + "\n" for _ in range(self.random.randrange(1, 9)))

    def make(self, repo):
        (self.folder / repo).mkdir()
        self.git("init", "--quiet", "--initial-branch=main", at=repo)
        for name in ["x", "y", "dir/z"]:
            self.put(f"{repo}/{name}", "".join(f"{line}\n" for line in range(6)) + self.text())
        self.git("add", "--all", at=repo)
        self.git("commit", "--quiet", "-m", "first", at=repo)
        self.git("branch", "develop", at=repo)
        for task in TASKS:
            self.git("branch", f"feature/{task}", "develop", at=repo)
        moved = self.random.random() < 0.3
        if moved:
            self.git("switch", "--quiet", "develop", at=repo)
            self.change(self.folder / repo)
            self.git("add", "--all", at=repo)
            self.git("commit", "--quiet", "--allow-empty", "-m", "base", at=repo)
            self.git("switch", "--quiet", "main", at=repo)
        for task in TASKS:
            place = f"work/{repo}/{task}"
            self.git("worktree", "add", "--quiet", f"../{place}", f"feature/{task}", at=repo)
            if moved and self.random.random() < 0.3:
                self.git("merge", "--quiet", "develop", at=place)
            for _ in range(self.random.randrange(1, 3)):
                self.change(self.folder / place)
                if self.random.random() < 0.7:
                    self.git("add", "--all", at=place)
                    self.git("commit", "--quiet", "--allow-empty", "-m", "work", at=place)

    def change(self, folder):
        for _ in range(self.random.randrange(1, 3)):
            files = sorted(
                path for path in folder.rglob("*") if path.is_file() and ".git" not in path.parts)
            kind = self.random.random()
            if kind < 0.6 and files:
                file = self.random.choice(files)
                lines = file.read_text().splitlines(True)
                at = self.random.randrange(len(lines) + 1)
                lines[at : at + self.random.randrange(3)] = [
                    self.random.choice("abcd") + "\n" for _ in range(self.random.randrange(3))]
                file.write_text("".join(lines))
            elif kind < 0.75:
                new = folder / self.random.choice(["n", "dir/n", "m"])
                if not new.exists() and (new.parent.is_dir() or not new.parent.exists()):
                    new.parent.mkdir(exist_ok=True)
                    new.write_text(self.text())
            elif kind < 0.82 and files:
                self.random.choice(files).unlink()
            elif kind < 0.92 and files:
                file = self.random.choice(files)
                target = folder / self.random.choice(["x2", "y2", "other/z"])
                if not target.exists():
                    target.parent.mkdir(exist_ok=True)
                    file.rename(target)
            elif files:
                self.random.choice(files).chmod(0o755)

    # What git does

    def truth(self, repo):
        clone = f"clone/{repo}"
        (self.folder / "clone").mkdir(exist_ok=True)
        for task in TASKS:
            place = f"work/{repo}/{task}"
            self.git("add", "--all", at=place)
            self.git("commit", "--quiet", "--allow-empty", "-m", "rest", at=place)
        self.git("clone", "--quiet", "--shared", "--no-checkout", repo, clone, at=".")

        def merge(order):
            """Those that conflict with what is there by then."""
            self.git("checkout", "--quiet", "--force", "--detach", "origin/develop", at=clone)
            self.git("clean", "--quiet", "-d", "--force", at=clone)
            failed = []
            for task in order:
                outcome = self.git(
                    "merge", "--quiet", "--no-ff", "--no-edit", f"origin/feature/{task}", at=clone, check=False)
                if outcome.returncode:
                    failed.append(task)
                    self.git("reset", "--quiet", "--hard", at=clone)
                    self.git("clean", "--quiet", "-d", "--force", at=clone)
            return failed

        bases = {task for task in TASKS if merge([task])}
        pairs = set()
        for one, other in itertools.combinations(TASKS, 2):
            if one in bases or other in bases:
                continue
            if merge([one, other]) or merge([other, one]):
                pairs.add((one, other))
        # Where no pair does, and no branch its base, three can still.
        several = None
        if not pairs and not bases:
            several = [order for order in itertools.permutations(TASKS) if merge(order)]
        return bases, pairs, several


def said(home):
    outcome = subprocess.run(
        [ORCHSITE, "conflicts", "--json"], cwd=home.folder, env=home.environment, capture_output=True, text=True)
    answer = json.loads(outcome.stdout)
    if not answer["complete"] or outcome.stderr:
        raise SystemExit(f"not complete: {answer['unread']} {outcome.stderr}")
    found = {}
    for repo in answer["repos"]:
        bases = {c["task"].split("/")[1] for c in repo["collisions"] if "base" in c}
        pairs = {
            tuple(sorted(name.split("/")[1] for name in (c["task"], c["other"])))
            for c in repo["collisions"] if "other" in c}
        found[repo["repo"]] = (bases, pairs)
    return found


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    wrong = collided = done = threes = 0
    while done < rounds:
        home = Home(random.Random(f"{seed}-{done}"))
        found = said(home)
        for number in range(REPOS):
            repo = f"r{number}"
            bases, pairs, several = home.truth(repo)
            said_bases, said_pairs = found[repo]
            # Of a branch that conflicts with its base, nobody can say what comes after.
            said_pairs = {pair for pair in said_pairs if not bases & set(pair)}
            collided += bool(pairs or bases)
            if several:
                threes += 1
                right = bool(said_pairs) and not said_bases
            else:
                right = said_bases == bases and said_pairs == pairs
            if not right:
                wrong += 1
                print(f"seed {seed}, round {done + number}: git: {bases or ''} {pairs or ''} {several or ''};"
                      f" said: {said_bases or ''} {said_pairs or ''}")
                kept = Path(tempfile.mkdtemp(prefix="orchsite-radar-wrong-")) / repo
                shutil.copytree(home.folder / repo, kept)
        done += REPOS
        shutil.rmtree(home.folder)
    print(f"{done} rounds, {collided} with collisions, {threes} of three at once, {wrong} wrong")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
