"""What both tests of faults share: a small workspace in git, and what must hold of it in the end."""

import os
import pathlib
import re
import shutil
import subprocess

ORCHSITE = os.path.abspath(os.environ.get("ORCHSITE", ".build/debug/orchsite"))

FILES = {
    ".gitignore": "/site/\n/site-*/\n.orchsite/\n",
    "content/index.md": "---\nproject: Faults\n---\n",
    "content/repos/web.md": "---\ntitle: Web\n---\n",
    "content/sprints/one.md": "---\ntitle: One\nstart: 2026-01-05\nend: 2026-01-16\n---\n",
    "content/sprints/two.md": "---\ntitle: Two\nstart: 2026-01-19\nend: 2026-01-30\n---\n",
}

# A task with a report that differs from the board, and a question.
TASK = "---\ntitle: Task {0}\nstatus: todo\nsprint: one\nlabels: [a]\n---\n\nBody {0}\n"
REPORT = (
    "---\nat: 2026-01-06T09:00:00Z\nworker: ada\nstatus: in-progress\nblockers: [why?]\n---\n\nReport\n"
)
BACKLOG = "---\nid: back-{0}\ntitle: Imported {0}\nstatus: To Do\n---\nText\n"


def environment(home):
    own = {
        "PATH": os.environ["PATH"], "HOME": str(home), "LC_ALL": "C.UTF-8", "TZ": "UTC",
        "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null", "GIT_OPTIONAL_LOCKS": "0",
    }
    for role in ("AUTHOR", "COMMITTER"):
        own[f"GIT_{role}_NAME"] = "Ada"
        own[f"GIT_{role}_EMAIL"] = "ada@example.org"
    return own


class Workspace:
    def __init__(self, folder, tasks=4):
        self.folder = pathlib.Path(folder)
        self.home = self.folder.parent / "home"
        self.home.mkdir(exist_ok=True)
        self.environment = environment(self.home)
        shutil.rmtree(self.folder, ignore_errors=True)
        for path, text in FILES.items():
            self.put(path, text)
        for number in range(tasks):
            self.put(f"content/tasks/web/t{number}.md", TASK.format(number))
            self.put(f"content/updates/web/t{number}/20260106T090000000Z-ada.md", REPORT)
        for number in range(3):
            self.put(f"backlog/tasks/back-{number} - x.md", BACKLOG.format(number))
        self.git("init", "--quiet", "--initial-branch=main")
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message=start")

    def put(self, path, text):
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def git(self, *arguments, check=True):
        done = subprocess.run(
            ["git", *arguments], cwd=self.folder, env=self.environment, capture_output=True, text=True, check=False)
        if check and done.returncode != 0:
            raise AssertionError(f"git {arguments}: {done.stderr}")
        return done.stdout

    def run(self, *arguments, timeout=120):
        return subprocess.run(
            [ORCHSITE, *arguments], cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL,
            capture_output=True, text=True, timeout=timeout, check=False)

    def records(self):
        """Every file of content/, temporary files too."""
        return {
            str(file.relative_to(self.folder)): file.read_bytes()
            for file in sorted((self.folder / "content").rglob("*")) if file.is_file()
        }

    def litter(self):
        return [
            str(file.relative_to(self.folder)) for file in self.folder.rglob("*")
            if ".orchsite-tmp-" in file.name
        ]

    def problems_in_git(self):
        """What is wrong when everything should be committed: HEAD holds each record, nothing is staged or unknown."""
        found = []
        status = self.git("status", "--porcelain", "--untracked-files=all")
        if status:
            found.append(f"git status:\n{status}")
        for path, data in self.records().items():
            if b"\r" in data:
                continue
            held = subprocess.run(
                ["git", "cat-file", "blob", f"HEAD:{path}"], cwd=self.folder, env=self.environment,
                capture_output=True, check=False)
            if held.stdout != data:
                found.append(f"HEAD does not hold {path}")
        if (self.folder / ".orchsite/uncommitted").exists():
            found.append("journal: " + (self.folder / ".orchsite/uncommitted").read_text())
        return found


def is_whole(data):
    """Whether a record is all there: front matter that is closed."""
    return re.match(rb"---\n.*?\n---\n", data, re.DOTALL) is not None and not data.endswith(b"\0")
