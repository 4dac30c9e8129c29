"""Several machines that meet at one remote: at once, with the remote taken away, and with a sync killed at any step.

Afterwards no update is lost, all boards are equal, what a person had not committed is as it was, and nothing of a sync
that was ended is left behind.

    ORCHSITE=path python3 Tests/Faults/machines.py [parallel|moments|calls|remote] [ROUNDS]
"""

import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

from workspace import ORCHSITE, environment

CALLS = [
    "write", "rename", "renameat", "renameat2", "link", "linkat", "unlink", "unlinkat", "mkdir", "mkdirat", "rmdir",
    "fsync", "fdatasync", "ftruncate",
]
LOST_AT_WILL = [".orchsite-tmp-", "/.orchsite/sync/", "/.orchsite/moving"]


class Machine:
    def __init__(self, folder, name):
        self.folder = pathlib.Path(folder)
        self.name = name
        self.environment = environment(self.folder.parent / "home") | {"ORCHSITE_MACHINE": name}

    def put(self, path, text):
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def git(self, *words, check=True):
        done = subprocess.run(
            ["git", *words], cwd=self.folder, env=self.environment, capture_output=True, text=True, check=False)
        if check and done.returncode != 0:
            raise AssertionError(f"{self.name}: git {words}: {done.stderr}")
        return done.stdout

    def run(self, *words):
        return subprocess.run(
            [ORCHSITE, *words], cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL, capture_output=True,
            text=True, timeout=300, check=False)

    def does(self, *words):
        done = self.run(*words)
        if done.returncode != 0:
            raise AssertionError(f"{self.name}: {words}: {done.returncode} {done.stdout}{done.stderr}")
        return done

    def content(self):
        return {
            str(file.relative_to(self.folder)): file.read_bytes()
            for file in sorted((self.folder / "content").rglob("*")) if file.is_file()
        }

    def litter(self):
        own = self.folder / ".orchsite"
        found = [str(file) for file in own.rglob("*") if any(word in str(file) for word in LOST_AT_WILL)]
        worktrees = self.git("worktree", "list").splitlines()
        return found + worktrees[1:]


class Meeting:
    """A bare remote, and clones of it."""

    def __init__(self, folder, names, tasks=8):
        self.folder = pathlib.Path(folder)
        shutil.rmtree(self.folder, ignore_errors=True)
        (self.folder / "home").mkdir(parents=True)
        first = Machine(self.folder / "first", "first")
        first.put("content/index.md", "---\nproject: Shop\n---\n")
        first.put("content/repos/web.md", "---\ntitle: Web\n---\n")
        for number in range(tasks):
            first.put(f"content/tasks/web/t{number}.md", f"---\ntitle: Task {number}\nstatus: todo\n---\n\nBody {number}\n")
        first.put("code/a.txt", "a\n")
        first.put("code/b.txt", "b\n")
        first.put("mine.txt", "1\n")
        first.put(".gitignore", "/web/\n")
        first.git("init", "--quiet", "--initial-branch=main")
        first.git("add", "--all")
        first.git("commit", "--quiet", "--message=start")
        subprocess.run(
            ["git", "init", "--quiet", "--bare", "--initial-branch=main", "origin.git"], cwd=self.folder,
            env=first.environment, check=True)
        first.git("remote", "add", "origin", "../origin.git")
        first.does("sync")
        self.machines = [self.clone(name) for name in names]

    def clone(self, name):
        machine = Machine(self.folder / name, name)
        subprocess.run(
            ["git", "clone", "--quiet", "origin.git", name], cwd=self.folder, env=machine.environment, check=True)
        return machine

    def copy(self, folder):
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.folder, folder, symlinks=True)
        other = Meeting.__new__(Meeting)
        other.folder = pathlib.Path(folder)
        other.machines = [Machine(other.folder / machine.name, machine.name) for machine in self.machines]
        return other

    def settle(self):
        """Every machine brings its own out, then fetches what the others have."""
        for _ in range(2):
            for machine in self.machines:
                machine.does("sync")

    def problems(self):
        found = []
        first = self.machines[0]
        for machine in self.machines:
            if machine.content() != first.content():
                found.append(f"{machine.name} and {first.name} differ")
            if machine.git("rev-parse", "HEAD") != first.git("rev-parse", "HEAD"):
                found.append(f"{machine.name} and {first.name} stand elsewhere")
            found += [f"left behind: {path}" for path in machine.litter()]
            if (machine.folder / ".orchsite/uncommitted").exists():
                found.append(f"{machine.name}: something waits for its commit")
        if first.run("check").returncode != 0:
            found.append(first.run("check").stderr)
        return found


def parallel(folder, rounds):
    """Eight machines report, move and sync, all at once."""
    meeting = Meeting(folder, [f"m{number}" for number in range(8)])
    written = {}
    failures = []

    def work(number, machine):
        rng = random.Random(number)
        paths = written.setdefault(machine.name, [])
        for turn in range(rounds):
            # Tasks that all report on; each machine moves its own.
            task = f"web/t{rng.randrange(8)}"
            for words in (
                ["report", task, "--as", f"w{number}", "-d", f"{machine.name} {turn}"],
                ["task", "move", f"web/t{number}", rng.choice(["todo", "in-progress", "review", "done"])],
                ["sync"],
            ):
                done = machine.run(*words)
                if done.returncode != 0:
                    failures.append(f"{machine.name}: {words}: {done.returncode} {done.stdout}{done.stderr}")
                if "→ content/updates" in done.stdout:
                    paths.append((done.stdout.split("→ ")[-1].strip(), f"{machine.name} {turn}"))

    threads = [
        threading.Thread(target=work, args=(number, machine)) for number, machine in enumerate(meeting.machines)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    meeting.settle()
    failures += meeting.problems()
    content = meeting.machines[0].content()
    reports = [text.decode() for path, text in content.items() if path.startswith("content/updates")]
    for paths in written.values():
        for _, words in paths:
            if sum(f"- {words}\n" in text for text in reports) != 1:
                failures.append(f"lost or twice: {words}")
    merges = meeting.machines[0].git("rev-list", "--merges", "--count", "HEAD").strip()
    if merges != "0":
        failures.append(f"{merges} merges")
    print(f"parallel: 8 machines, {rounds} rounds, {len(reports)} updates")
    return failures


def prepared(folder):
    """Two machines: `a` has commits, edits, staged and untracked files; the remote has gone on, in content and code."""
    meeting = Meeting(folder, ["a", "b"])
    a, b = meeting.machines
    for number in range(3):
        b.does("report", f"web/t{number}", "-d", f"b {number}")
        b.does("task", "move", f"web/t{number}", "review")
    b.does("task", "new", "web", "From b")
    b.git("rm", "--quiet", "code/b.txt")
    b.put("code/c/d.txt", "new\n")
    b.put("code/a.txt", "changed\n")
    b.git("add", "--all")
    b.git("commit", "--quiet", "--message=code")
    b.git("push", "--quiet")
    for number in range(3, 6):
        a.does("report", f"web/t{number}", "-d", f"a {number}")
        a.does("task", "move", f"web/t{number}", "done")
    a.put("mine.txt", "edited\n")
    a.put("staged.txt", "staged\n")
    a.git("add", "staged.txt")
    a.put("staged.txt", "staged and edited\n")
    a.put("untracked.txt", "untracked\n")
    a.put("content/tasks/web/t7.md", (a.folder / "content/tasks/web/t7.md").read_text() + "An edit.\n")
    return meeting


MINE = ["mine.txt", "staged.txt", "untracked.txt", "content/tasks/web/t7.md"]


def picture(machine):
    """What is the person's, and not committed."""
    return (
        machine.git("status", "--porcelain", "--untracked-files=all"), machine.git("show", ":staged.txt"),
        {path: (machine.folder / path).read_bytes() for path in MINE})


def examine(meeting, before, how):
    """After whatever happened to `a`, it and the other one sync."""
    a, b = meeting.machines
    failures = []
    for path, data in before[2].items():
        if (a.folder / path).read_bytes() != data:
            failures.append(f"at once: {path} is not as it was")
    again = a.run("sync")
    if again.returncode != 0:
        failures.append(f"the next sync: {again.returncode} {again.stdout}{again.stderr}")
    if picture(a) != before:
        failures.append(f"not as it was: {picture(a)[0]!r} and not {before[0]!r}")
    b.run("sync")
    if a.git("rev-parse", "HEAD") != b.git("rev-parse", "HEAD"):
        failures.append("they stand elsewhere")
    log = a.git("log", "--format=%s")
    for number in range(6):
        if log.count(f"t{number} reports on web/t{number}\n") != 1 or log.count(f"move web/t{number} ") != 1:
            failures.append(f"the commits of t{number} are not there once")
    content = b.content()
    for number in range(6):
        word = f"- {'b' if number < 3 else 'a'} {number}\n"
        if sum(word in text.decode() for text in content.values()) != 1:
            failures.append(f"lost or twice: {word}")
    if (a.folder / "code/b.txt").exists() or (a.folder / "code/c/d.txt").read_text() != "new\n":
        failures.append("the code is not as upstream")
    failures += [f"left behind: {path}" for path in a.litter()]
    return [f"{how}: {failure}" for failure in failures]


def children(process):
    """All processes below one, by what each says of its parent."""
    parents = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                text = pathlib.Path(f"/proc/{entry}/stat").read_text()
                parents.setdefault(int(text.rsplit(")", 1)[1].split()[1]), []).append(int(entry))
            except (OSError, IndexError):
                pass
    found = []
    queue = [process]
    while queue:
        below = parents.get(queue.pop(), [])
        found += below
        queue += below
    return found


def moments(folder, rounds):
    """Killed at moments spread over its run: alone, and with all that it has started."""
    pattern = prepared(f"{folder}/pattern")
    start = time.monotonic()
    examine(pattern.copy(f"{folder}/x"), picture(pattern.machines[0]), "unkilled")
    length = (time.monotonic() - start) * 0.6
    failures = []
    for number in range(rounds):
        for tree in (False, True):
            meeting = pattern.copy(f"{folder}/x")
            a = meeting.machines[0]
            before = picture(a)
            process = subprocess.Popen(
                [ORCHSITE, "sync"], cwd=a.folder, env=a.environment, stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            delay = length * number / rounds
            time.sleep(delay)
            below = children(process.pid) if tree else []
            process.kill()
            for child in below:
                try:
                    os.kill(child, signal.SIGKILL)
                except OSError:
                    pass
            process.wait()
            # What it had started goes on to its end; a git that was killed leaves its locks, which a person removes.
            time.sleep(0.3)
            if tree:
                for place in (a.folder / ".git", meeting.folder / "origin.git"):
                    for lock in place.rglob("*.lock"):
                        lock.unlink()
            failures += examine(meeting, before, f"killed after {delay:.3f} s{', with its children' if tree else ''}")
    print(f"moments: {rounds * 2} kills in {length:.1f} s")
    return failures


def traced(machine, *options):
    return subprocess.run(
        ["strace", "-f", "--seccomp-bpf", "-qq", "-b", "execve", "-o", str(machine.folder.parent / "trace"), *options,
         ORCHSITE, "sync"],
        cwd=machine.folder, env=machine.environment, stdin=subprocess.DEVNULL, capture_output=True, text=True,
        timeout=120, check=False)


def calls(folder, _):
    """Killed at each of its own system calls that write, and each of these failing."""
    pattern = prepared(f"{folder}/pattern")
    meeting = pattern.copy(f"{folder}/x")
    traced(meeting.machines[0], "-e", "trace=" + ",".join(f"?{call}" for call in CALLS))
    counts = {}
    for line in (meeting.folder / "trace").read_text().splitlines():
        thread, _, rest = line.partition(" ")
        call = rest.strip().split("(")[0]
        if call in CALLS:
            counts.setdefault(call, {}).setdefault(thread, 0)
            counts[call][thread] += 1
    failures = []
    total = 0
    for call, threads in counts.items():
        for number in range(1, max(threads.values()) + 1):
            for injection in ("signal=KILL", "error=ENOSPC"):
                if call == "write" and injection != "signal=KILL":
                    continue
                meeting = pattern.copy(f"{folder}/x")
                before = picture(meeting.machines[0])
                traced(meeting.machines[0], "-e", f"trace={call}", "-e", f"inject={call}:{injection}:when={number}")
                time.sleep(0.1)
                failures += examine(meeting, before, f"{call} {number} {injection}")
                total += 1
    print(f"calls: {total} kills and failures")
    return failures


def remote(folder, rounds):
    """The remote goes away at moments spread over the run, and comes back."""
    pattern = prepared(f"{folder}/pattern")
    failures = []
    for number in range(rounds):
        meeting = pattern.copy(f"{folder}/x")
        a = meeting.machines[0]
        before = picture(a)
        process = subprocess.Popen(
            [ORCHSITE, "sync"], cwd=a.folder, env=a.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True)
        delay = number * 0.8 / rounds
        time.sleep(delay)
        (meeting.folder / "origin.git").rename(meeting.folder / "away.git")
        said = process.communicate()
        how = f"the remote away after {delay:.3f} s"
        if process.returncode == 0 and a.git("rev-parse", "HEAD") != a.git("rev-parse", "origin/main"):
            failures.append(f"{how}: it says that it is done, and is not")
        if process.returncode not in (0, 2):
            failures.append(f"{how}: {process.returncode} {said}")
        (meeting.folder / "away.git").rename(meeting.folder / "origin.git")
        failures += examine(meeting, before, how)
    print(f"remote: {rounds} times away")
    return failures


def main():
    words = sys.argv[1:]
    cases = {"parallel": (parallel, 4), "moments": (moments, 40), "calls": (calls, 0), "remote": (remote, 30)}
    chosen = [word for word in words if word in cases] or list(cases)
    numbers = [int(word) for word in words if word.isdigit()]
    failures = []
    for name in chosen:
        if name == "calls" and shutil.which("strace") is None:
            sys.exit("machines: strace is missing")
        with tempfile.TemporaryDirectory(prefix="orchsite-machines-") as folder:
            case, rounds = cases[name]
            found = case(f"{folder}/{name}", numbers[0] if numbers else rounds)
            for failure in found:
                print(f"{name}: {failure}")
            failures += found
    sys.exit(1 if failures else 0)


main()
