"""The verbs that change branches and worktrees are killed at moments spread over their run, and run again.

Afterwards nothing of a worker's is lost, and what was begun is finished: by the second run, or by orchsite rescue.

    ORCHSITE=path python3 Tests/Faults/worktrees.py [ROUNDS]
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ORCHSITE = os.environ["ORCHSITE"]


class Home:
    """A workspace with one repo of some hundred files, and one task."""

    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="orchsite-faults-"))
        self.environment = {
            "PATH": os.environ["PATH"], "HOME": str(self.folder), "GIT_CONFIG_GLOBAL": "/dev/null",
            "GIT_CONFIG_SYSTEM": "/dev/null",
        }
        for role in ["AUTHOR", "COMMITTER"]:
            self.environment |= {f"GIT_{role}_NAME": "Ada", f"GIT_{role}_EMAIL": "ada@example.org"}
        files = {
            "content/index.md": "---\nproject: Shop\n---\n",
            "content/repos/web.md": "---\ntitle: Web\nworktree: {copy: [.env]}\n---\n",
            "content/tasks/web/login.md": "---\ntitle: Login\nstatus: todo\n---\n",
            ".gitignore": "/web/\n",
            "web/.gitignore": ".env\n",
        } | {f"web/file-{number}": f"{number}\n" for number in range(200)}
        for path, text in files.items():
            self.put(path, text)
        for folder in [".", "web"]:
            self.git("init", "--quiet", "--initial-branch=main", ".", at=folder)
            self.git("add", "--all", at=folder)
            self.git("commit", "--quiet", "--message=start", at=folder)
        self.git("branch", "develop", at="web")
        self.put("web/.env", "SECRET=1\n")

    def put(self, path, text):
        place = self.folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)

    def git(self, *words, at="."):
        return subprocess.run(
            ["git", *words], cwd=self.folder / at, env=self.environment, capture_output=True, text=True, check=False
        ).stdout.strip()

    def run(self, *words):
        return subprocess.run(
            [ORCHSITE, *words], cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL, capture_output=True,
            text=True, timeout=120, check=False)

    def kill(self, delay, *words):
        process = subprocess.Popen(
            [ORCHSITE, *words], cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(delay)
        process.kill()
        process.wait()
        # What it had started goes on to its end.
        time.sleep(0.3)

    def text(self, path):
        try:
            return (self.folder / path).read_text()
        except OSError as error:
            return str(error)

    def work(self):
        """A started task with a commit, a change and a new file."""
        self.run("worker", "start", "web", "login")
        worktree = ".worktrees/web/login"
        self.put(f"{worktree}/committed", "c\n")
        self.git("add", "committed", at=worktree)
        self.git("commit", "--quiet", "--message=work", at=worktree)
        return worktree


def start(home, delay):
    home.kill(delay, "worker", "start", "web", "login")
    again = home.run("worker", "start", "web", "login")
    updates = list((home.folder / "content/updates/web/login").glob("*.md"))
    return {
        "exit code": again.returncode == 0,
        "worktree": home.git("status", "--porcelain", at=".worktrees/web/login") == "",
        "branch": home.git("branch", "--show-current", at=".worktrees/web/login") == "feature/login",
        "one update": len(updates) == 1,
        "copy": home.text(".worktrees/web/login/.env") == "SECRET=1\n",
        "committed": home.git("status", "--porcelain") == "",
    }, again


def discard(home, delay):
    worktree = home.work()
    home.put(f"{worktree}/new", "n\n")
    home.put(f"{worktree}/file-1", "changed\n")
    head = home.git("rev-parse", "feature/login", at="web")
    words = ["worker", "clean", "web", "login", "--discard", "--confirm", "login"]
    home.kill(delay, *words)
    again = home.run(*words)
    home.run("rescue", "restore", "web/login")
    return {
        "new file": home.text(f"{worktree}/new") == "n\n",
        "changed file": home.text(f"{worktree}/file-1") == "changed\n",
        "branch": home.git("rev-parse", "feature/login", at="web") == head,
        "nothing else": len(home.git("status", "--porcelain", at=worktree).splitlines()) == 2,
    }, again


def finish(home, delay):
    worktree = home.work()
    head = home.git("rev-parse", "feature/login", at="web")
    home.run("done", "web", "login")
    home.kill(delay, "feature", "finish", "web", "login")
    again = home.run("feature", "finish", "web", "login")
    return {
        "merged once": home.git("rev-list", "--merges", "--count", "develop", at="web") == "1",
        "merged": home.git("merge-base", head, "develop", at="web") == head,
        "branch is gone": home.git("branch", "--list", "feature/login", at="web") == "",
        "worktree is gone": not (home.folder / worktree).exists(),
        "done": "status: done" in home.text("content/tasks/web/login.md"),
        "committed": home.git("status", "--porcelain") == "",
        "main checkout": home.git("status", "--porcelain", at="web") == "",
    }, again


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    wrong = 0
    for case in [start, discard, finish]:
        for number in range(rounds):
            home = Home()
            delay = 0.005 + number * 0.3 / rounds
            results, again = case(home, delay)
            failed = [name for name, is_right in results.items() if not is_right]
            if failed:
                wrong += 1
                print(f"{case.__name__}, killed after {delay:.3f} s: {', '.join(failed)}; kept in {home.folder}")
                print(again.stdout + again.stderr)
            else:
                shutil.rmtree(home.folder)
        print(f"{case.__name__}: {rounds} kills")
    sys.exit(1 if wrong else 0)


main()
