"""The program under test."""

import json
import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("ORCHSITE_NOTION", str(ROOT / ".build/debug/orchsite-notion"))
AS_OF = "2026-01-15T09:00:00Z"


def run(*arguments, home=None, stdin=None, code=0, env=None, timeout=120):
    """Runs it; gives what it prints and what it says."""
    done = subprocess.run(
        [PROGRAM, *map(str, arguments)], capture_output=True, cwd=home, timeout=timeout,
        input=stdin if stdin is None or isinstance(stdin, bytes) else stdin.encode(),
        env={"PATH": os.environ["PATH"], "HOME": str(home or "/nonexistent"), **(env or {})})
    if code is not None:
        assert done.returncode == code, f"{arguments}: {done.returncode}\n{done.stderr.decode()[:4000]}"
    return done.stdout.decode(), done.stderr.decode()


def blocks(text):
    """The blocks of a text, its requests, and the warnings."""
    tree, said = run("blocks", stdin=text)
    requests, _ = run("blocks", "--requests", stdin=text)
    return json.loads(tree), json.loads(requests)["requests"], said


def texts(value):
    """Every text in a tree of blocks, in order."""
    found = []

    def walk(value):
        if isinstance(value, dict):
            if value.get("type") == "text" and "text" in value:
                found.append(value["text"]["content"])
            else:
                for inner in value.values():
                    walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)
            # What stands in one text belongs together, what stands in two does not.
            if value and isinstance(value[0], dict) and value[0].get("type") in ("text", "mention"):
                found.append("\n")

    walk(value)
    return "".join(found)


def rebuilt(requests):
    """The tree that requests make, as the service would."""
    results, top = {}, []
    for request in requests:
        assert request["method"] == "PATCH", request
        path = request["path"].split("/")
        assert (path[1], path[3]) == ("blocks", "children"), path
        assert request["needs"][0] == {"pointer": "/path", "placeholder": path[2]}
        if path[2] == "{{parent}}":
            parent = top
        else:
            name, _, index = path[2][len("{{req:"):].partition(".results[")
            made = results[name][int(index.split("]")[0])]
            parent = made[made["type"]].setdefault("children", [])
        children = json.loads(json.dumps(request["body"]["children"]))
        results[request["id"]] = children
        parent.extend(children)
    return top
