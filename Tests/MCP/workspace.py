"""A workspace in git with two repos, and two workers at work."""

import os
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.path.abspath(os.environ.get("ORCHSITE", str(ROOT / ".build/debug/orchsite")))

FILES = {
    ".gitignore": "/web/\n/api/\n.orchsite/\n.worktrees/\n.home/\n",
    "content/index.md": "---\nproject: Juniper Shop\nauto_commit: updates\n---\n",
    "content/repos/web.md": "---\ntitle: Web\n---\n",
    "content/repos/api.md": "---\ntitle: API\n---\n",
    "content/sprints/one.md": "---\ntitle: One\nstart: 2026-01-05\nend: 2026-01-16\n---\n",
    "content/tasks/web/login.md": "---\ntitle: Login\nstatus: todo\nsprint: one\n---\n\n- [ ] form\n",
    "content/tasks/web/search.md": "---\ntitle: Search\nstatus: todo\nsprint: one\n---\n",
    "content/tasks/api/tokens.md": "---\ntitle: Tokens\nstatus: todo\nsprint: one\n---\n",
}


class Workspace:
    def __init__(self, folder):
        self.home = pathlib.Path(folder)
        (self.home / ".home").mkdir(parents=True)
        self.environment = {
            "PATH": os.environ["PATH"], "HOME": str(self.home / ".home"), "LC_ALL": "C.UTF-8", "TZ": "UTC",
            "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null",
        }
        for role in ("AUTHOR", "COMMITTER"):
            self.environment[f"GIT_{role}_NAME"] = "Ada"
            self.environment[f"GIT_{role}_EMAIL"] = "ada@example.org"
        for path, text in FILES.items():
            self.put(path, text)
        self.git("init", "--quiet", "--initial-branch=main")
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message=start")
        for repo in ("web", "api"):
            self.put(f"{repo}/readme.md", "# Code\n")
            folder = self.home / repo
            self.git("init", "--quiet", "--initial-branch=main", folder=folder)
            self.git("add", "--all", folder=folder)
            self.git("commit", "--quiet", "--message=start", folder=folder)
            self.git("branch", "develop", folder=folder)
        for task in ("login", "search"):
            self.orchsite("worker", "start", "web", task)

    def put(self, path, text):
        file = self.home / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def worktree(self, task="web/login"):
        return self.home / ".worktrees" / task

    def git(self, *words, folder=None):
        return subprocess.run(
            ["git", *words], cwd=folder or self.home, env=self.environment, check=True, capture_output=True,
            text=True).stdout

    def commit(self, name, text, task="web/login"):
        folder = self.worktree(task)
        (folder / name).write_text(text)
        self.git("add", "--all", folder=folder)
        self.git("commit", "--quiet", f"--message={name}", folder=folder)

    def orchsite(self, *words, folder=None, code=0, **variables):
        done = subprocess.run(
            [PROGRAM, *words], cwd=folder or self.home, env={**self.environment, **variables}, capture_output=True,
            text=True, stdin=subprocess.DEVNULL, timeout=120)
        assert done.returncode == code, (words, done.returncode, done.stderr)
        return done.stdout

    def updates(self, task="web/login"):
        return sorted((self.home / "content/updates" / task).glob("*.md"))
