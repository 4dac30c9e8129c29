"""Measures what agents' hooks call at each tool, orchsite guard and orchsite mark, beside /bin/true.

    python3 Benchmarks/hooks.py .build/release/orchsite [TASKS] [RUNS] [--folder /dev/shm]

A workspace is made with TASKS tasks (1,000) in ten repos, each with a worktree of a worker. An event that is allowed and
one that is refused are asked about RUNS times (50), of a worker and of the orchestrator, and events of both are marked, the
worker's beside twenty reports of its own; the least wall times are told.
"""

import argparse
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import time


def put(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def git(*words, folder):
    subprocess.run(("git", "-c", "user.name=Ada", "-c", "user.email=ada@example.org") + words, cwd=folder, check=True,
                   capture_output=True)


def workspace(orchsite, home, tasks):
    put(home / "content/index.md", "---\nproject: Guarded\nauto_commit: none\nagents_may: [finish]\n---\n")
    for number in range(10):
        repo = home / f"repo-{number}"
        put(home / f"content/repos/repo-{number}.md", f"---\ntitle: Repo {number}\ncommands: {{test: make test}}\n---\n")
        put(repo / "a.txt", "a\n")
        git("init", "-q", "-b", "main", folder=repo)
        git("add", "-A", folder=repo)
        git("commit", "-qm", "begin", folder=repo)
    for number in range(tasks):
        put(home / f"content/tasks/repo-{number % 10}/task-{number}.md",
            f"---\ntitle: Task {number}\nstatus: todo\n---\n\n- [ ] one\n")
    for number in range(10):
        subprocess.run([orchsite, "worker", "start", f"repo-{number}", f"task-{number}"], cwd=home, check=True,
                       capture_output=True)


def event(folder, command, name="PreToolUse"):
    return json.dumps({
        "session_id": "s-1", "cwd": str(folder), "permission_mode": "default", "hook_event_name": name,
        "tool_name": "Bash", "tool_input": {"command": command}}).encode()


def least(words, given, code, runs):
    best = float("inf")
    for _ in range(runs):
        start = time.perf_counter()
        done = subprocess.run(words, input=given, capture_output=True)
        best = min(best, time.perf_counter() - start)
        assert done.returncode == code, (done.returncode, done.stderr)
    return best * 1000


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("orchsite")
    parser.add_argument("tasks", type=int, nargs="?", default=1000)
    parser.add_argument("runs", type=int, nargs="?", default=50)
    parser.add_argument("--folder", default="/dev/shm")
    options = parser.parse_args()
    orchsite = os.path.abspath(options.orchsite)
    home = pathlib.Path(tempfile.mkdtemp(prefix="orchsite-guard-", dir=options.folder))
    try:
        workspace(orchsite, home, options.tasks)
        worktree = home / ".worktrees/repo-0/task-0"
        cases = [
            ("orchestrator, allowed", home, "git -C repo-0 log --oneline -5 | head -3", 0),
            ("orchestrator, refused", home, "cd repo-0 && git commit -am wip", 2),
            ("worker, allowed", worktree, "npm test && git commit -am wip", 0),
            ("worker, refused", worktree, "rm -rf ../../repo-1/task-1", 2),
            ("not managed", "/", "rm -rf x", 0),
        ]
        print(f"{options.tasks} tasks, least of {options.runs}")
        print(f"{'/bin/true':30}{least(['/bin/true'], b'', 0, options.runs):6.1f} ms")
        for name, folder, command, code in cases:
            took = least([orchsite, "guard"], event(folder, command), code, options.runs)
            print(f"guard {name:24}{took:6.1f} ms")
        for number in range(20):
            subprocess.run([orchsite, "report", "-d", f"step {number}"], cwd=worktree, check=True, capture_output=True)
        for name, folder, hook in [
            ("orchestrator", home, "PreToolUse"), ("worker, before a tool", worktree, "PreToolUse"),
            ("worker, after a tool", worktree, "PostToolUse"), ("not managed", "/", "PostToolUse"),
        ]:
            took = least([orchsite, "mark"], event(folder, "ls", hook), 0, options.runs)
            print(f"mark  {name:24}{took:6.1f} ms")
    finally:
        shutil.rmtree(home)


if __name__ == "__main__":
    main()
