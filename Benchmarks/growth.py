"""How the time of `orchsite check` and `build` grows: each input at a size and at twice that size.

    python3 Benchmarks/growth.py .build/release/orchsite [CASE ...]

Prints processor seconds, the least of three runs, and the ratio. What is linear doubles; more than 2.5 is a fault.
The inputs are what people and attackers wrote: one file of thousands of lines, thousands of files that lead nowhere.
"""

import os
import resource
import shutil
import subprocess
import sys
import tempfile

HOME = os.path.join("/dev/shm" if os.path.isdir("/dev/shm") else tempfile.gettempdir(), "orchsite-growth")
LIMIT = 2.5


def write(path, text):
    full = f"{HOME}/content/{path}"
    os.makedirs(os.path.dirname(full), exist_ok=True)
    with open(full, "w") as file:
        file.write(text)


def task(name, keys="", body=""):
    write(f"tasks/web/{name}.md", f"---\ntitle: T\nstatus: todo\n{keys}---\n{body}\n")


def update(task_name, keys=""):
    write(
        f"updates/web/{task_name}/20260106T090000000Z-ada.md",
        f"---\nat: 2026-01-06T09:00:00Z\nworker: ada\nstatus: todo\n{keys}---\n",
    )


def items(count, prefix):
    return "".join(f"  - {prefix}{number}\n" for number in range(count))


def each(count, make):
    for number in range(count):
        make(number)


def body(make):
    return lambda size: task("a", body=make(size))


# Name: the size, and what makes the files for a size.
CASES = {
    "updates of no task": (2000, lambda n: each(n, lambda i: update(f"gone{i}"))),
    "unknown keys": (20000, lambda n: task("a", "".join(f"kex{i}: 1\n" for i in range(n)))),
    "missing dependencies": (2000, lambda n: each(n, lambda i: task(f"t{i}", f"depends_on: [gone{i}, nope{i}]\n"))),
    "chain of dependencies": (
        4000,
        lambda n: each(n, lambda i: task(f"t{i}", f"depends_on: [t{i + 1}]\n" if i < n - 1 else "")),
    ),
    "circle of dependencies": (4000, lambda n: each(n, lambda i: task(f"t{i}", f"depends_on: [t{(i + 1) % n}]\n"))),
    "dependencies of one task": (10000, lambda n: task("a", f"depends_on: [{', '.join(f'x{i}' for i in range(n))}]\n")),
    "missing sprints": (2000, lambda n: each(n, lambda i: task(f"t{i}", f"sprint: gone{i}\n"))),
    "blockers": (
        5000,
        lambda n: (task("a"), update("a", f"blockers:\n{items(n, 'b')}resolves:\n{items(n, 'c')}")),
    ),
    "broken links on one line": (10000, body(lambda n: "[a](b.md) " * n)),
    "broken links on lines": (10000, body(lambda n: "[a](b.md)\n" * n)),
    "broken anchors": (1000, body(lambda n: "".join(f"# h\n\n[x](#h-{i + n * 9})\n\n" for i in range(n)))),
    "bare links behind a backtick": (20000, body(lambda n: "`" + " https://a.example/b" * n)),
    "bare links in emphasis": (20000, body(lambda n: " *https://a.example/b_c_*" * n)),
    "mail addresses": (20000, body(lambda n: " a@b.example" * n)),
    "code behind a stray run": (20000, body(lambda n: "`` " + "`a` " * n)),
    "comments with hyphens": (20000, body(lambda n: "x " + "<!-- a -- b --> " * n)),
    "open comments": (20000, body(lambda n: "x " + "<!-- a -- b " * n)),
    "tildes in emphasis": (10000, body(lambda n: "**~~a~~**b " * n)),
    "code in cells": (5000, body(lambda n: "|a|\n|-|\n" + "| `` `a` `b` |\n" * n)),
    "lists within lists": (20000, body(lambda n: "- " * n + "x" + "\n" * n)),
    "quotes within quotes": (20000, body(lambda n: ">" * n + "a*" * n)),
    "open brackets": (20000, body(lambda n: "![[]()" * n)),
}


def seconds(orchsite, verb, make, size):
    shutil.rmtree(HOME, ignore_errors=True)
    write("index.md", "---\nproject: Growth\n---\n")
    write("repos/web.md", "---\ntitle: Web\n---\n")
    make(size)
    least = float("inf")
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        subprocess.run([orchsite, *verb], cwd=HOME, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        least = min(least, resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before)
    return least


def main():
    orchsite, wanted = os.path.abspath(sys.argv[1]), sys.argv[2:]
    grown = []
    for name, (size, make) in CASES.items():
        if wanted and name not in wanted:
            continue
        for verb in (["check", "--all"], ["build"]):
            once, twice = (seconds(orchsite, verb, make, n) for n in (size, 2 * size))
            ratio = twice / max(once, 0.001)
            # Below a tenth of a second the start of the process is most of it.
            is_grown = twice > 0.1 and ratio > LIMIT
            grown += [name] if is_grown else []
            print(f"{name:30} {verb[0]:6} {once:7.3f} {twice:7.3f} {ratio:5.1f}{'  grows too fast' if is_grown else ''}", flush=True)
    shutil.rmtree(HOME, ignore_errors=True)
    return 1 if grown else 0


if __name__ == "__main__":
    sys.exit(main())
