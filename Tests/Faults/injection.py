"""Each writing verb is killed at each of its own system calls that write, and each of these calls fails once.

Afterwards every record is whole, old or new; a verb that says it did something did it, and one that fails says so; the
next verb commits the rest. Needs strace; only the calls of orchsite itself are counted, not those of git.

    ORCHSITE=path python3 Tests/Faults/injection.py [VERB]
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile

from workspace import ORCHSITE, Workspace, is_whole

# Which calls exist depends on the architecture; those that do not are left out.
CALLS = [
    "write", "pwrite64", "rename", "renameat", "renameat2", "link", "linkat", "unlink", "unlinkat", "mkdir", "mkdirat",
    "rmdir", "fsync", "fdatasync", "ftruncate", "fchmod", "fchown",
]

VERBS = {
    "task move": ["task", "move", "web/t0", "review", "-m", "Because"],
    "task new": ["task", "new", "web", "New"],
    "task set": ["task", "set", "web/t1", "priority=high", "labels+=x"],
    "task accept": ["task", "accept", "web/t0"],
    "task unblock": ["task", "unblock", "web/t0", "Because."],
    "sprint new": ["sprint", "new", "three", "--start", "2026-02-02", "--end", "2026-02-13"],
    "sprint close": ["sprint", "close", "one", "--into", "two"],
    "client new": ["client", "new", "acme", "--name", "Acme", "--country", "AT"],
    "decision new": ["decision", "new", "Decided", "--date", "2026-01-08"],
    "import": ["import", "backlog"],
}


def traced(workspace, words, *options):
    """Runs a verb below strace, which does not follow into git."""
    return subprocess.run(
        ["strace", "-f", "--seccomp-bpf", "-y", "-qq", "-b", "execve", "-o", str(workspace.folder.parent / "trace"), *options,
         ORCHSITE, *words],
        cwd=workspace.folder, env=workspace.environment, stdin=subprocess.DEVNULL, capture_output=True, text=True,
        timeout=30, check=False)


def injected(workspace):
    trace = (workspace.folder.parent / "trace").read_text()
    return [line for line in trace.splitlines() if "(INJECTED)" in line]


def is_about_a_file(workspace):
    """Whether a call failed that a disk can make fail: not one that wakes another thread of the process."""
    return not any("anon_inode" in line or "<pipe" in line for line in injected(workspace))


def end_children(workspace):
    """Ends a verb that hangs, which outlives its strace: the processes that the trace names."""
    for line in (workspace.folder.parent / "trace").read_text().splitlines():
        process = int(line.split()[0])
        try:
            if str(workspace.folder) == os.readlink(f"/proc/{process}/cwd"):
                os.kill(process, signal.SIGKILL)
        except OSError:
            pass


def counts(workspace, words):
    """How often each call is made by orchsite itself: in that of its threads which makes most, for strace counts so."""
    traced(workspace, words, "-e", "trace=" + ",".join(f"?{call}" for call in CALLS))
    found = {}
    for line in (workspace.folder.parent / "trace").read_text().splitlines():
        thread, _, rest = line.partition(" ")
        call = rest.strip().split("(")[0]
        if call in CALLS:
            found.setdefault(call, {}).setdefault(thread, 0)
            found[call][thread] += 1
    return {call: max(threads.values()) for call, threads in found.items()}


def examine(workspace, before, name, how, done):
    """What is wrong after a verb was disturbed."""
    problems = []
    words = VERBS[name]
    if done.returncode == 64 or "USAGE" in done.stdout + done.stderr or "OVERVIEW" in done.stdout:
        problems.append(f"printed help: {done.returncode}")
    after = workspace.records()
    for path, data in after.items():
        if ".orchsite-tmp-" not in path and not is_whole(data):
            problems.append(f"{path} is not whole: {data!r}")
    if not set(before) <= set(after):
        problems.append(f"lost: {set(before) - set(after)}")
    changed = {path for path in after if after[path] != before.get(path)}
    is_killed = done.returncode < 0
    if not is_killed and done.returncode == 0 and not changed:
        problems.append("said it was done, and nothing was written")
    is_answer_lost = done.returncode == 2 and "the answer could not be written" in done.stderr
    if not is_killed and done.returncode != 0 and changed and not is_answer_lost:
        # Written and not put back: only where the answer itself could not be printed.
        problems.append(f"failed with {done.returncode}, and changed {sorted(changed)}: {done.stderr}")
    # The verb again, or another: it works, and commits what is left.
    again = workspace.run(*words)
    if again.returncode not in (0, 1):
        problems.append(f"the verb again: {again.returncode} {again.stderr}")
    last = workspace.run("decision", "new", "Last")
    if last.returncode != 0:
        problems.append(f"the next verb: {last.returncode} {last.stderr}")
    problems += workspace.problems_in_git()
    problems += [f"left behind: {path}" for path in workspace.litter()]
    return [f"{name}, {how}: {problem}" for problem in problems]


def main():
    if shutil.which("strace") is None:
        sys.exit("injection: strace is missing")
    names = sys.argv[1:] or list(VERBS)
    failures = 0
    total = 0
    with tempfile.TemporaryDirectory(prefix="orchsite-injection-") as folder:
        pattern = Workspace(f"{folder}/pattern", tasks=3)

        def fresh():
            shutil.rmtree(f"{folder}/w", ignore_errors=True)
            shutil.copytree(pattern.folder, f"{folder}/w", symlinks=True)
            workspace = Workspace.__new__(Workspace)
            workspace.folder = pattern.folder.parent / "w"
            workspace.home, workspace.environment = pattern.home, pattern.environment
            return workspace

        for name in names:
            words = VERBS[name]
            for call, count in counts(fresh(), words).items():
                kinds = [("failed", "error=ENOSPC"), ("killed", "signal=KILL")]
                for number in range(1, count + 1):
                    for kind, injection in kinds:
                        workspace = fresh()
                        before = workspace.records()
                        try:
                            done = traced(
                                workspace, words, "-e", f"trace={call}", "-e",
                                f"inject={call}:{injection}:when={number}")
                        except subprocess.TimeoutExpired:
                            if is_about_a_file(workspace):
                                print(f"{name}, {call} {number} {kind}: hangs", flush=True)
                                failures += 1
                            end_children(workspace)
                            continue
                        total += 1
                        for problem in examine(workspace, before, name, f"{call} {number} {kind}", done):
                            failures += 1
                            print(problem, flush=True)
            print(f"{name}: done", flush=True)
    print(f"injection: {total} runs, {failures} problems")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
