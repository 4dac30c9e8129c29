"""The Notion exporter beside others.

    python3 Benchmarks/notion.py ORCHSITE_NOTION ORCHSITE [TASKS] [RUNS]

`blocks` of a document of 325 KB beside the two converters of PyPI that are fastest at it, whole processes all of them;
`export` of a generated workspace beside `orchsite build` of it. Everything is on tmpfs; the least wall time counts.
"""

import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from generate import write

ROOT = pathlib.Path(__file__).resolve().parents[1]
AS_OF = "2026-06-18T09:00:00+02:00"
# Installed with all that they ask for: they are measured, not shipped.
PEERS = {
    "notion-markdown==0.7.0": "import sys, json, notion_markdown as n; json.dump(n.to_notion(open(sys.argv[1]).read()), sys.stdout)",
    "pymartian==1.0.0": "import sys, json, martian; json.dump(martian.markdown_to_blocks(open(sys.argv[1]).read()), sys.stdout)",
}
PIECE = """## Section {n}

A paragraph with **bold**, *italic*, `code`, ~~struck~~ and [a link](https://example.com/{n}), which goes on a little.

- first of {n}
  - below it, with **bold**
  - and another
- [ ] to do {n}

1. one
2. two

> A quote about {n}.

```swift
let value{n} = {n}
```

| a | b |
|---|---|
| {n} | `x` |

"""


def python():
    """An interpreter that has the other converters; nothing where they cannot be fetched."""
    venv = ROOT / ".build-bench-tools" / "notion"
    wanted = "\n".join(PEERS)
    installed = venv / "installed"
    if not installed.exists() or installed.read_text() != wanted:
        shutil.rmtree(venv, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", venv], check=True)
        done = subprocess.run([venv / "bin/pip", "install", "--quiet", "--disable-pip-version-check", *PEERS])
        if done.returncode:
            print("the other converters could not be fetched: left out")
            return None
        installed.write_text(wanted)
    return venv / "bin/python"


def least(runs, *commands):
    """The least time of each; they take turns."""
    times = [float("inf")] * len(commands)
    for _ in range(runs):
        for index, command in enumerate(commands):
            start = time.perf_counter()
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            times[index] = min(times[index], time.perf_counter() - start)
    return times


def main():
    notion, orchsite = (str(pathlib.Path(path).resolve()) for path in sys.argv[1:3])
    tasks = int(sys.argv[3]) if len(sys.argv) > 3 else 10_000
    runs = int(sys.argv[4]) if len(sys.argv) > 4 else 5
    memory = pathlib.Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        folder = pathlib.Path(folder)
        document = folder / "document.md"
        text = ""
        number = 0
        while len(text) < 325_000:
            text += PIECE.format(n=number)
            number += 1
        document.write_text(text)
        peers = {}
        if interpreter := python():
            peers = {name: [str(interpreter), "-c", code, str(document)] for name, code in PEERS.items()}
        own, *others = least(runs, [notion, "blocks", str(document)], *peers.values())
        print(f"blocks    {len(text):>9} bytes  {own * 1000:8.0f} ms")
        for name, seconds in zip(peers, others):
            print(f"  {name:<28}{seconds * 1000:8.0f} ms   {seconds / own:6.1f} times as long")
        home = folder / "ws"
        home.mkdir()
        write(tasks, home)
        shared = ["--home", str(home), "--as-of", AS_OF]
        subprocess.run([notion, "export", *shared, "--output", str(folder / "twice")], stderr=subprocess.DEVNULL)
        best = {"export": float("inf"), "unchanged": float("inf"), "build": float("inf")}
        for _ in range(runs):
            for name, command in {
                "export": [notion, "export", *shared, "--output", str(folder / "fresh")],
                "unchanged": [notion, "export", *shared, "--output", str(folder / "twice")],
                "build": [orchsite, "build", "--no-git", *shared, "--output", str(folder / "site")],
            }.items():
                shutil.rmtree(folder / "fresh", ignore_errors=True)
                shutil.rmtree(folder / "site", ignore_errors=True)
                start = time.perf_counter()
                subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                best[name] = min(best[name], time.perf_counter() - start)
        for name, seconds in best.items():
            print(f"{name:<10}{tasks:>9} tasks  {seconds * 1000:8.0f} ms   {seconds / best['build']:6.2f} of build")


main()
