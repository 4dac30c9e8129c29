"""Issuing an invoice is disturbed: killed at each of its own system calls that write, each of these calls failing once
(a full disk among them), two at once, two clones at once.

Afterwards the work is billed once or not at all, running it again finishes, and `invoice check --git` has no error.
Needs strace.

    ORCHSITE=path python3 Tests/Faults/invoices.py [ROUNDS]
"""

import os
import pathlib
import pty
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import termios

from injection import CALLS, counts, end_children, is_about_a_file, traced
from workspace import ORCHSITE

INDEX = """---
project: P
people: [eva]
seller: {name: Me, address: [Street 1], country: AT, vat_id: ATU1}
billing: {currency: EUR, rate: "95.00", terms_days: 30, tax: V}
taxes: {V: {category: S, rate: "20"}}
---
"""
AT = "2026-02-02T10:00:00Z"


class Books:
    """A workspace in git with unbilled work and two drafts."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith("GIT_")},
            "HOME": str(self.folder.parent), "GIT_CONFIG_NOSYSTEM": "1", "GIT_AUTHOR_NAME": "A",
            "GIT_AUTHOR_EMAIL": "a@example.org", "GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@example.org",
        }

    def make(self):
        self.write("content/index.md", INDEX)
        self.write("content/clients/acme.md", "---\nname: Acme\ncountry: AT\naddress: [Road 2]\n---\n")
        for day in range(1, 5):
            self.write(
                f"content/time/acme/2026010{day}T090000000Z-eva.md",
                f"---\nat: 2026-01-0{day}T09:00:00Z\nperson: eva\nminutes: {day * 10}\ntext: Work {day}\n---\n")
        self.git("init", "-q", "-b", "main")
        self.git("add", "content")
        self.git("commit", "-qm", "start")
        for name, last in (("one", 2), ("two", 4)):
            self.good("invoice", "draft", "acme", "--through", f"2026-01-0{last}", "--draft", name, "--at", AT)
        return self

    def write(self, path, text):
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def git(self, *words):
        return subprocess.run(
            ["git", *words], cwd=self.folder, env=self.environment, check=True, capture_output=True, text=True).stdout

    def run(self, *words):
        return subprocess.run(
            [ORCHSITE, *words], cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL, capture_output=True,
            text=True, timeout=120, check=False)

    def start(self, *words):
        return subprocess.Popen(
            [ORCHSITE, *words], cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def good(self, *words):
        done = self.run(*words)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def issued(self):
        return sorted(path.name for path in (self.folder / "content/invoices").glob("*.md"))

    def drafts(self):
        return sorted(path.name for path in (self.folder / "content/invoices/drafts").glob("*.md"))

    def problems(self, invoices, drafts):
        """What is not as it should be when all is said and done."""
        found = []
        if self.issued() != invoices:
            found.append(f"issued: {self.issued()}")
        if self.drafts() != drafts:
            found.append(f"drafts: {self.drafts()}")
        check = self.run("invoice", "check", "--git")
        if check.returncode != 0:
            found.append(f"check: {check.stdout}{check.stderr}")
        if "acme: 1 h 40 logged = 1 h 40 billed" not in check.stderr:
            found.append(f"minutes: {check.stderr}")
        status = self.git("status", "--porcelain", "content")
        if status:
            found.append(f"not committed: {status}")
        return found


ISSUE = ("invoice", "issue", "one", "--at", AT)


def disturbed(pattern, folder, name, *options):
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(pattern.folder, folder, symlinks=True)
    books = Books(folder)
    try:
        done = traced(books, ISSUE, *options)
    except subprocess.TimeoutExpired:
        end_children(books)
        return [f"{name}: hung"] if is_about_a_file(books) else []
    problems = []
    if done.returncode == 0 and not books.issued():
        problems.append("said it was issued, and it was not")
    # Billed once, whatever is there: both files at once bill nothing twice.
    early = books.run("invoice", "check")
    if "error[claimed]" in early.stdout:
        problems.append(f"billed twice: {early.stdout}")
    again = books.run(*ISSUE)
    if again.returncode not in (0, 1):
        problems.append(f"again: {again.returncode} {again.stderr}")
    if "one" in [draft[:-3] for draft in books.drafts()]:
        books.run(*ISSUE)
    problems += books.problems(["INV-2026-0001.md"], ["two.md"])
    return [f"{name}: {problem}" for problem in problems]


def injections(folder):
    pattern = Books(f"{folder}/pattern/w")
    pattern.folder.mkdir(parents=True)
    pattern.make()
    probe = f"{folder}/probe/w"
    shutil.copytree(pattern.folder, probe, symlinks=True)
    calls = counts(Books(probe), ISSUE)
    problems, total = [], 0
    for call in CALLS:
        for when in range(1, calls.get(call, 0) + 1):
            for fault in ("signal=KILL", "error=ENOSPC", "error=EIO"):
                total += 1
                problems += disturbed(
                    pattern, f"{folder}/run/w", f"{call} {when} {fault}", "-e", f"trace={call}",
                    "-e", f"inject={call}:{fault}:when={when}")
    return problems, total


def at_once(folder, rounds):
    problems = []
    for turn in range(rounds):
        books = Books(f"{folder}/once-{turn}/w")
        books.folder.mkdir(parents=True)
        books.make()
        both = [books.start("invoice", "issue", name, "--at", AT) for name in ("one", "two", "one")]
        for process in both:
            _, errors = process.communicate(timeout=120)
            if process.returncode != 0:
                problems.append(f"at once: {errors}")
        problems += [f"at once: {p}" for p in books.problems(["INV-2026-0001.md", "INV-2026-0002.md"], [])]
    return problems


def clones(folder):
    """Both issue without having met: the second that comes to the remote is told, and neither loses its document."""
    problems = []
    first = Books(f"{folder}/clones/a")
    first.folder.mkdir(parents=True)
    first.make()
    subprocess.run(["git", "clone", "-q", "--bare", str(first.folder), f"{folder}/clones/origin.git"], check=True)
    first.git("remote", "add", "origin", f"{folder}/clones/origin.git")
    first.git("fetch", "-q", "origin")
    first.git("branch", "-q", "--set-upstream-to", "origin/main", "main")
    subprocess.run(["git", "clone", "-q", f"{folder}/clones/origin.git", f"{folder}/clones/b"], check=True)
    second = Books(f"{folder}/clones/b")
    first.good(*ISSUE)
    first.git("push", "-q")
    late = second.run("invoice", "issue", "two", "--at", AT)
    if late.returncode != 1 or "behind origin/main" not in late.stderr:
        problems.append(f"clones: not refused: {late.stderr}")
    second.good("invoice", "issue", "two", "--at", AT, "--offline")
    met = second.run("sync")
    if met.returncode == 0:
        problems.append("clones: sync put two documents of one number together")
    if "INV-2026-0001.md" not in second.issued():
        problems.append("clones: a document is gone")
    text = (second.folder / "content/invoices/INV-2026-0001.md").read_text()
    if "draft: two" not in text:
        problems.append("clones: a document was replaced")
    return problems


def reviews(folder):
    """A person decides about time, and the process is ended: the terminal shows again what is typed."""
    books = Books(f"{folder}/review")
    books.folder.mkdir(parents=True)
    books.make()
    books.write("content/repos/web.md", "---\ntitle: Web\nclient: acme\npath: none\n---\n")
    books.write("content/tasks/web/a.md", "---\ntitle: A\nstatus: in-progress\n---\n")
    books.write("content/updates/web/a/20260105T090000000Z-bob.md",
                "---\nat: 2026-01-05T09:00:00Z\nworker: bob\nstatus: in-progress\ndone: [Much]\nminutes: 60\n---\n")
    books.git("add", "content")
    books.git("commit", "-qm", "a report")
    problems = []
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        process, terminal = pty.fork()
        if process == 0:
            os.chdir(books.folder)
            os.execve(ORCHSITE, [ORCHSITE, "time", "review"], books.environment)
        while termios.tcgetattr(terminal)[3] & termios.ECHO:
            if select.select([terminal], [], [], 0.05)[0] and not os.read(terminal, 65_536):
                break
        os.kill(process, number)
        _, status = os.waitpid(process, 0)
        if not os.WIFSIGNALED(status) or os.WTERMSIG(status) != number:
            problems.append(f"review: {number.name} did not end it: {status}")
        if not termios.tcgetattr(terminal)[3] & termios.ECHO:
            problems.append(f"review: after {number.name} the terminal shows nothing")
        os.close(terminal)
    return problems


def main():
    if shutil.which("strace") is None:
        sys.exit("invoices: strace is missing")
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    with tempfile.TemporaryDirectory(prefix="orchsite-invoices-") as folder:
        problems, total = injections(folder)
        problems += at_once(folder, rounds)
        problems += clones(folder)
        problems += reviews(folder)
    for problem in problems:
        print(problem)
    print(f"invoices: {total} disturbed, {rounds} times three at once, two clones; {len(problems)} problems")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
