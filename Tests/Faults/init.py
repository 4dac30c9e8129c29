"""`orchsite init` is killed at each of its own system calls that write, and each of these calls fails once.

Run again, it comes to where it would have been; what was in the folder before is as it was, outside of the marked blocks.
Then `init --remove` is treated the same way. Needs strace; calls of git are not counted.

    ORCHSITE=path python3 Tests/Faults/init.py
"""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

ORCHSITE = os.environ["ORCHSITE"]
CALLS = [
    "rename", "renameat", "renameat2", "link", "linkat", "unlink", "unlinkat", "mkdir", "mkdirat", "rmdir", "fsync",
    "fdatasync", "fchmod", "write", "pwrite64",
]
FILES = {
    "Makefile": b"test:\n\ttrue", "AGENTS.md": b"# Agents\r\n", "CLAUDE.md": b"\xff\xfe no text", ".gitignore": b"*.o\n",
}
AT = ["--at", "2026-01-15T09:00:00Z"]
ADD, REMOVE = ["init", "--yes", *AT], ["init", "--remove", *AT]


def environment(home):
    variables = {"PATH": os.environ["PATH"], "HOME": home, "TZ": "UTC", "LC_ALL": "C.UTF-8"}
    variables |= {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null"}
    for role in ["AUTHOR", "COMMITTER"]:
        variables |= {f"GIT_{role}_NAME": "Ada", f"GIT_{role}_EMAIL": "ada@example.org"}
    return variables


def run(folder, words, *prefix):
    return subprocess.run(
        [*prefix, ORCHSITE, *words], cwd=folder, env=environment(str(folder.parent)), stdin=subprocess.DEVNULL,
        capture_output=True, text=True, timeout=60, check=False)


def git(folder, *words):
    return subprocess.run(
        ["git", *words], cwd=folder, env=environment(str(folder.parent)), capture_output=True, text=True, check=False
    ).stdout


def picture(folder):
    """Every file but those that git, the lock and the pages are kept in."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.relative_to(folder).parts[0] not in (".git", ".orchsite", "site")
        and ".git" not in path.parts
    }


def litter(folder):
    return [str(path) for path in folder.rglob(".orchsite-tmp-*")]


def make(folder):
    folder.mkdir(parents=True)
    for name, data in FILES.items():
        (folder / name).write_bytes(data)
    git(folder, "init", "--quiet")
    (folder / "src.c").write_text("int a;\n")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "-m", "start")


def strace(trace, *options):
    return ["strace", "-f", "--seccomp-bpf", "-qq", "-b", "execve", "-o", str(trace), *options]


def disturb(pattern, words, wanted, work):
    trace = work / "trace"
    copy = work / "copy"

    def fresh():
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(pattern, copy / "shop", symlinks=True)
        return copy / "shop"

    run(fresh(), words, *strace(trace, "-e", "trace=" + ",".join(f"?{call}" for call in CALLS)))
    counts = {}
    for line in trace.read_text().splitlines():
        thread, _, rest = line.partition(" ")
        # Pages are written by build, which has tests of its own.
        call = rest.strip().split("(")[0]
        if call in CALLS:
            counts.setdefault(call, {}).setdefault(thread, 0)
            counts[call][thread] += 1
    problems, total = [], 0
    for call, threads in counts.items():
        for number in range(1, min(max(threads.values()), 40) + 1):
            for kind, injection in [("failed", "error=ENOSPC"), ("killed", "signal=KILL")]:
                folder = fresh()
                how = f"{words[1]}, {call} {number} {kind}"
                try:
                    run(folder, words, *strace(trace, "-e", f"trace={call}", "-e", f"inject={call}:{injection}:when={number}"))
                except subprocess.TimeoutExpired:
                    continue
                total += 1
                again = run(folder, words)
                if again.returncode != 0:
                    problems.append(f"{how}: again {again.returncode}: {again.stderr}")
                if picture(folder) != wanted:
                    problems.append(f"{how}: differs in {set(picture(folder).items()) ^ set(wanted.items())}")
                if git(folder, "status", "--porcelain", "--untracked-files=all").strip() not in ("", "?? .orchsite/"):
                    problems.append(f"{how}: git: {git(folder, 'status', '--porcelain', '--untracked-files=all')}")
                problems += [f"{how}: left behind: {path}" for path in litter(folder)]
    for problem in problems:
        print(problem, flush=True)
    print(f"{words[1]}: {total} runs, {len(problems)} problems", flush=True)
    return len(problems)


def main():
    if shutil.which("strace") is None:
        sys.exit("init: strace is missing")
    with tempfile.TemporaryDirectory(prefix="orchsite-init-") as name:
        work = pathlib.Path(name)
        before, after, gone = work / "before/shop", work / "after/shop", work / "gone/shop"
        make(before)
        for target in (after, gone):
            shutil.copytree(before, target, symlinks=True)
            run(target, ADD)
        run(gone, REMOVE)
        if picture(gone) != picture(before):
            sys.exit("init: --remove does not bring back what was there")
        failures = disturb(before, ADD, picture(after), work)
        failures += disturb(after, REMOVE, picture(before), work)
    sys.exit(1 if failures else 0)


main()
