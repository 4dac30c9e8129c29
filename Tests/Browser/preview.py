"""A running `orchsite serve`, over a workspace in git that a test may change."""

import json
import os
import shutil
import signal
import subprocess
import urllib.request
from pathlib import Path

TASK = """---
title: Refund API
status: in-progress
sprint: one
assignee: ada
---

- [x] table
- [ ] endpoint
  1. [ ] inner

  > - [x] quoted

Some text.

<details>
"""

FILES = {
    ".gitignore": ".orchsite/\n",
    "content/index.md": "---\nproject: Preview\nsprint: one\n---\n",
    "content/repos/web.md": "---\ntitle: Web\norder: 1\n---\n",
    "content/repos/api.md": "---\ntitle: API\norder: 2\n---\n",
    "content/sprints/one.md": "---\ntitle: One\nstart: 2026-01-05\nend: 2026-01-16\n---\n",
    "content/tasks/web/refund.md": TASK,
    "content/tasks/web/search.md": "---\ntitle: Search\nstatus: todo\nsprint: one\n---\nFind things.\n",
    "content/updates/web/refund/20260114T090000000Z-ada.md":
        "---\nat: 2026-01-14T09:00:00Z\nworker: ada\nstatus: in-progress\nblockers: [\"Which currency?\"]\n---\n",
    "content/updates/web/search/20260114T100000000Z-bo.md":
        "---\nat: 2026-01-14T10:00:00Z\nworker: bo\nstatus: review\n---\nDone with it.\n",
}
for number in range(40):
    FILES[f"content/tasks/api/t{number}.md"] = (
        f"---\ntitle: Task {number}\nstatus: {('todo', 'in-progress', 'done')[number % 3]}\nsprint: one\n---\nText {number}\n")


class Served:
    """The program, the workspace, and the address."""

    def __init__(self, program, folder, files=None, *options):
        self.folder = Path(folder)
        self.environment = {
            "PATH": os.environ["PATH"], "HOME": str(self.folder / ".home"), "LC_ALL": "C.UTF-8", "TZ": "UTC",
            "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null"}
        for role in ("AUTHOR", "COMMITTER"):
            self.environment |= {f"GIT_{role}_NAME": "Ada", f"GIT_{role}_EMAIL": "ada@example.org"}
        for path, text in (files or FILES).items():
            self.put(path, text)
        self.git("init", "--quiet", "--initial-branch=main")
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message=start")
        self.program, self.options, self.port = program, options, 0
        self.start()

    def start(self):
        """Where a shell has taken the interrupt away from whoever it starts in the background, it is given back."""
        self.process = subprocess.Popen(
            [self.program, "serve", "--port", str(self.port), *self.options], cwd=self.folder, env=self.environment,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
        self.line = self.process.stdout.readline()
        assert self.line.startswith("http://127.0.0.1:"), (self.line, self.process.stderr.read())
        self.address = self.line.split()[0]
        self.port = int(self.address.split(":")[2].strip("/"))

    def stop(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        code = self.process.wait(timeout=10)
        self.process.stdout.close()
        self.process.stderr.close()
        return code

    def put(self, path, text):
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def text(self, path):
        return (self.folder / path).read_text()

    def edit(self, path, old, new):
        text = self.text(path)
        assert old in text, (path, old)
        self.put(path, text.replace(old, new))

    def git(self, *arguments):
        return subprocess.run(["git", *arguments], cwd=self.folder, env=self.environment, check=True, text=True,
                              capture_output=True).stdout

    def subjects(self):
        return self.git("log", "--format=%s").splitlines()

    def get(self, path="/"):
        with urllib.request.urlopen(self.address.rstrip("/") + path) as answer:
            return answer.read().decode()

    def post(self, name, body, token=None):
        token = token or self.get().split('orchsite-token" content="')[1].split('"')[0]
        request = urllib.request.Request(
            f"{self.address}.orchsite/do/{name}", json.dumps(body).encode(),
            {"Content-Type": "application/json", "X-Orchsite-Token": token})
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
