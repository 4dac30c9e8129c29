"""Measures orchsite wait: what many of them cost while nothing happens, and how soon they wake.

    python3 Benchmarks/waiting.py .build/release/orchsite [--waiters 20] [--seconds 10] [--folder /dev/shm]

A workspace is made with one repo and as many tasks as there are waiters, each with its branch and worktree; each
worktree has a node_modules with a thousand files, which git ignores. Processor time is that of all waiters together,
git's calls included, as /proc counts it.
"""

import argparse
import os
import pathlib
import shutil
import subprocess
import tempfile
import time

TICKS = os.sysconf("SC_CLK_TCK")


def run(*words, folder, **more):
    return subprocess.run(words, cwd=folder, check=True, capture_output=True, text=True, **more)


def put(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def workspace(orchsite, home, tasks):
    put(home / "content/index.md", "---\ntitle: Waiting\nauto_commit: none\n---\n")
    put(home / "content/repos/web.md", "---\ntitle: Web\npath: web\n---\n")
    for number in range(tasks):
        put(home / f"content/tasks/web/task-{number}.md", f"---\ntitle: Task {number}\nstatus: todo\n---\n")
    put(home / ".gitignore", "/web/\n/.orchsite/\n")
    web = home / "web"
    for number in range(200):
        put(web / f"src/{number % 20}/{number}.txt", "".join(f"line {line}\n" for line in range(40)))
    put(web / ".gitignore", "node_modules/\n")
    for folder in (home, web):
        run("git", "init", "-q", "-b", "main", folder=folder)
        run("git", "config", "user.name", "Ada", folder=folder)
        run("git", "config", "user.email", "ada@example.org", folder=folder)
        run("git", "add", "-A", folder=folder)
        run("git", "commit", "-qm", "begin", folder=folder)
    for number in range(tasks):
        run(orchsite, "worker", "start", "web", f"task-{number}", folder=home)
        for file in range(1000):
            put(home / f".worktrees/web/task-{number}/node_modules/{file % 50}/{file}.js", "")


def wait(orchsite, home):
    """A waiter that has begun to wait."""
    waiter = subprocess.Popen(
        [orchsite, "wait", "--timeout", "10m"], cwd=home, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    while line := waiter.stderr.readline():
        if line.startswith("waiting"):
            return waiter
    raise SystemExit(f"no wait: {waiter.wait()}")


def processor_time(waiters):
    total = 0
    for waiter in waiters:
        fields = pathlib.Path(f"/proc/{waiter.pid}/stat").read_text().rsplit(")", 1)[1].split()
        # utime, stime, and both of the children that were waited for
        total += sum(int(fields[place]) for place in (11, 12, 13, 14))
    return total / TICKS


def wakes(waiters, start):
    times = []
    for waiter in waiters:
        said, _ = waiter.communicate(timeout=60)
        times.append(time.monotonic() - start)
        assert waiter.returncode == 0, (waiter.returncode, said)
    return f"first {min(times):.2f} s, last {max(times):.2f} s; {said.splitlines()[0]}"


def report(home, number, moment, keys):
    """A report as our writer writes it: another file, and a rename."""
    folder = home / f"content/updates/web/task-{number}"
    folder.mkdir(parents=True, exist_ok=True)
    stamp = time.strftime("%Y%m%dT%H%M%S", time.gmtime(moment))
    at = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(moment))
    put(home / ".orchsite/.orchsite-tmp-bench", f"---\nat: {at}.000Z\nworker: kim\n{keys}---\n")
    start = time.monotonic()
    os.rename(home / ".orchsite/.orchsite-tmp-bench", folder / f"{stamp}000Z-kim.md")
    return start


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("orchsite")
    parser.add_argument("--waiters", type=int, default=20)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--folder", default="/dev/shm")
    options = parser.parse_args()
    orchsite = os.path.abspath(options.orchsite)
    home = pathlib.Path(tempfile.mkdtemp(prefix="orchsite-wait-", dir=options.folder))
    waiters = []
    try:
        workspace(orchsite, home, options.waiters)

        def begin():
            waiters[:] = [wait(orchsite, home) for _ in range(options.waiters)]

        begin()
        # What beginning costs is over.
        time.sleep(3)
        before = processor_time(waiters)
        time.sleep(options.seconds)
        cost = processor_time(waiters) - before
        print(f"{options.waiters} waiters, {options.seconds} s of nothing: {cost:.2f} s of processor time")
        noise = home / ".worktrees/web/task-0/node_modules"
        before = processor_time(waiters)
        for number in range(2000):
            put(noise / f"{number % 50}/more-{number}.js", "")
        time.sleep(1)
        cost = processor_time(waiters) - before
        print(f"2,000 files written into node_modules: {cost:.2f} s")
        print("report:", wakes(waiters, report(home, 0, time.time(), "status: in-progress\ndone: [a form]\n")))
        begin()
        print("question:", wakes(waiters, report(home, 1, time.time(), "status: in-progress\nblockers: [\"Why?\"]\n")))
        one, other = (home / f".worktrees/web/task-{number}" for number in (2, 3))
        put(one / "src/0/0.txt", "one\n")
        begin()
        start = time.monotonic()
        put(other / "src/0/0.txt", "other\n")
        try:
            print("collision by saving:", wakes(waiters, start))
        except subprocess.TimeoutExpired:
            print("collision by saving: nobody woke")
    finally:
        for waiter in waiters:
            waiter.kill()
        shutil.rmtree(home)


main()
