"""Fifty processes of all writing verbs beside a person who commits, adds, collects garbage, asks for the status and
builds, in loops. In the end HEAD holds every record, nothing is staged, nothing is untracked, nothing is lost.

    ORCHSITE=path python3 Tests/Faults/stress.py [ROUNDS]
"""

import subprocess
import sys
import tempfile
import threading

from workspace import ORCHSITE, Workspace

PERSON = [
    ["git", "commit", "--quiet", "--allow-empty", "--message=a person's"],
    ["git", "add", "--all"],
    ["git", "gc", "--quiet", "--auto"],
    ["git", "status", "--short"],
    [ORCHSITE, "build"],
]


def verbs(number):
    """Fifty verbs, and for each new record the path that must be there in the end."""
    calls = []
    for task in range(10):
        name = f"web/t{task}"
        calls.append((["task", "move", name, ["review", "done", "todo"][(task + number) % 3], "-m", f"note {number}"], None))
        calls.append((["task", "unblock", name, "Because."], None))
        calls.append((["task", "set", name, f"labels+=l{number}-{task}"], None))
    for one in range(4):
        calls.append((["task", "new", "web", f"New {number} {one}"], f"content/tasks/web/new-{number}-{one}.md"))
        calls.append(
            (["decision", "new", f"Decision {number} {one}", "--date", "2026-01-08"],
             f"content/decisions/2026-01-08-decision-{number}-{one}.md"))
        calls.append((["task", "accept", f"web/t{one}"], None))
        calls.append(
            (["client", "new", f"client-{number}-{one}", "--name", "C", "--country", "AT"],
             f"content/clients/client-{number}-{one}.md"))
    calls.append((["sprint", "new", f"s{number}", "--start", f"20{30 + number}-01-01", "--end", f"20{30 + number}-01-10"],
                  f"content/sprints/s{number}.md"))
    calls.append((["sprint", "close", "one", "--into", "two"], None))
    calls.append((["import", "backlog"], None))
    calls.append((["task", "set", "web/t0", "priority=high"], None))
    return calls[:50]


def run_round(number, folder):
    workspace = Workspace(folder, tasks=10)
    end = threading.Event()

    def person(command):
        while not end.is_set():
            subprocess.run(
                command, cwd=workspace.folder, env=workspace.environment, stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL, check=False)
            end.wait(0.02)

    loops = [threading.Thread(target=person, args=(command,)) for command in PERSON]
    for loop in loops:
        loop.start()
    calls = verbs(number)
    running = [
        subprocess.Popen(
            [ORCHSITE, *words], cwd=workspace.folder, env=workspace.environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for words, _ in calls
    ]
    problems = []
    for (words, path), process in zip(calls, running):
        out, err = process.communicate()
        # "Nothing to accept", "nothing blocks": somebody was faster.
        if process.returncode not in (0, 1):
            problems.append(f"{words}: {process.returncode} {err}")
        if process.returncode == 0 and path and not (workspace.folder / path).exists():
            problems.append(f"{words} said {out!r}, and {path} is not there")
    end.set()
    for loop in loops:
        loop.join()
    # What waited for a lock is committed by the next verb.
    last = workspace.run("decision", "new", "Last")
    if last.returncode != 0:
        problems.append(f"the last verb: {last.stderr}")
    problems += workspace.problems_in_git()
    problems += [f"left behind: {path}" for path in workspace.litter()]
    check = workspace.run("check", "--as-of", "2026-01-09")
    if "error" in check.stdout:
        problems.append(check.stdout)
    if workspace.git("fsck", "--strict", "--no-dangling"):
        problems.append("git fsck")
    return problems


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    failed = False
    with tempfile.TemporaryDirectory(prefix="orchsite-stress-") as folder:
        for number in range(rounds):
            problems = run_round(number, f"{folder}/w")
            print(f"round {number + 1} of {rounds}: {'ok' if not problems else 'FAILED'}", flush=True)
            for problem in problems:
                failed = True
                print("  " + problem.replace("\n", "\n  "))
    sys.exit(1 if failed else 0)


main()
