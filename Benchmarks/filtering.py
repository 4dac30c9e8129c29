"""How long filtering, clearing and grouping take in a browser, on a page of very many items: the time in the page's
script, and from the event to the next frame on screen.

    ORCHSITE=.build/release/orchsite .build-browser/venv/bin/python Benchmarks/filtering.py [TASKS] [RUNS]

It needs what `make browser` installs. The smallest of the runs counts.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "Tests" / "Browser")]

import workspaces  # noqa: E402
from chrome import Chrome  # noqa: E402

# Marks the event, the end of what the page's script does about it, and the frame after that.
MEASURE = """
  const [name, value, done] = arguments;
  const field = document.querySelector(`[name=${name}]`), output = document.querySelector("[data-filter] output");
  const channel = new MessageChannel();
  let start, script;
  new MutationObserver((_, observer) => {
    observer.disconnect();
    script = performance.now();
    requestAnimationFrame(() => { channel.port1.onmessage = () => done([script - start, performance.now() - start]); channel.port2.postMessage(0); });
  }).observe(document.querySelector("main"), {childList: true, characterData: true, subtree: true});
  if (field.type === "checkbox") field.checked = value !== "";
  else field.value = value;
  start = performance.now();
  field.dispatchEvent(new Event("input", {bubbles: true}));
"""


def measure(chrome, page, field, value, runs):
    times = {"set": [], "clear": []}
    count = 0
    for _ in range(runs):
        chrome.open(page)
        count = chrome.js("return document.querySelectorAll('[data-item]').length")
        for what, to in [("set", value), ("clear", "")]:
            times[what].append(chrome.driver.execute_async_script(MEASURE, field, to))
            chrome.driver.execute_async_script("requestIdleCallback(() => setTimeout(arguments[0], 300))")
    for what, found in times.items():
        script, frame = (min(column) for column in zip(*found))
        print(f"{page.name:12} {count:6} items  {field}={value:10} {what:6} script {script:7.1f} ms   frame {frame:7.1f} ms")


def main():
    tasks, runs = (int(argument) for argument in (sys.argv[1:] + ["2000", "5"][len(sys.argv) - 1:])[:2])
    orchsite = Path(os.environ.get("ORCHSITE") or HERE.parent / ".build/release/orchsite").resolve()
    base = "/dev/shm" if os.path.isdir("/dev/shm") else None
    with tempfile.TemporaryDirectory(prefix="orchsite-filtering-", dir=base) as folder:
        home = workspaces.large(Path(folder), tasks)
        site = Path(folder) / "site"
        subprocess.run([orchsite, "build", "--home", home, "--output", site, "--no-git", "--as-of", "2026-01-15T09:00:00+01:00"],
                       check=False, capture_output=True)
        chrome = Chrome()
        try:
            for page, field, value in [
                ("tasks.html", "status", "review"), ("tasks.html", "q", "a"), ("tasks.html", "q", "xqz"),
                ("index.html", "repo", "repo-1"), ("index.html", "q", "a"), ("index.html", "group", "worker"), ("index.html", "sort", "title"),
            ]:
                measure(chrome, site / page, field, value, runs)
        finally:
            chrome.quit()


if __name__ == "__main__":
    main()
