"""Measures orchsite serve: how long after a save the pages know, beside `hugo server` with the same content.

    python3 Benchmarks/serve.py .build/release/orchsite [--sizes 1000,10000] [--saves 21] [--no-hugo]

Each save replaces one task's file, alternately its title and its text. What is timed, from just before the write: when
the event comes, when the board has been fetched after it (index.html, which shows the new title), and when the task's
own page has. Hugo is asked for the task's page again and again until it has changed: its live reload comes no earlier.
Content is on tmpfs. Pages are fetched over one connection that stays open, as a browser does.
"""

import argparse
import http.client
import os
import pathlib
import shutil
import socket
import statistics
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import generate  # noqa: E402
import hugo_site  # noqa: E402
import run as bench  # noqa: E402


class Page:
    """One connection that asks for one page."""

    def __init__(self, port, path):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self.path = path

    def get(self):
        self.connection.request("GET", self.path)
        answer = self.connection.getresponse()
        data = answer.read()
        return data if answer.status == 200 else b""


class Events:
    """The stream of a live board."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=120)
        self.socket.sendall(f"GET /.orchsite/events HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())
        self.rest, self.snapshot = b"", None
        self.next()

    def next(self):
        """Waits for a snapshot that is another."""
        while True:
            while b"\n\n" not in self.rest:
                piece = self.socket.recv(65536)
                if not piece:
                    raise SystemExit("the stream has ended")
                self.rest += piece
            event, self.rest = self.rest.split(b"\n\n", 1)
            if b'"snapshot":"' in event:
                snapshot = event.split(b'"snapshot":"')[1].split(b'"')[0]
                if snapshot != self.snapshot:
                    self.snapshot = snapshot
                    return


def milliseconds(times):
    return f"median {1000 * statistics.median(times):7.1f} ms, worst {1000 * max(times):7.1f} ms"


def save(file, text, number):
    """Another text of the same file, in place; every other time the title changes too."""
    title = f"Saved {number - number % 2}"
    lines = [f"title: {title}" if line.startswith("title:") else line for line in text.split("\n")]
    file.write_text("\n".join(lines) + f"\nsaved {number}.\n", encoding="utf-8")
    return title.encode(), f"saved {number}.".encode()


def board_task(workspace):
    """A task that the board shows."""
    sprint = next(line.split()[1] for line in (workspace / "content/index.md").read_text().split("\n") if line.startswith("sprint:")) \
        if "\nsprint:" in (workspace / "content/index.md").read_text() else None
    for file in sorted(workspace.glob("content/tasks/*/*.md")):
        head = file.read_text().split("\n---\n")[0]
        if "status: in-progress" in head and (sprint is None or f"sprint: {sprint}" in head):
            return file
    raise SystemExit("the board shows no task")


def measure_orchsite(arguments, workspace):
    environment = os.environ | {"HOME": str(workspace)}
    started = time.monotonic()
    server = subprocess.Popen([arguments.orchsite, "serve", "--port", "0", "--as-of", bench.AS_OF], cwd=workspace,
                              env=environment, stdout=subprocess.PIPE, text=True)
    try:
        line = server.stdout.readline()
        start = time.monotonic() - started
        port = int(line.split("/")[2].split(":")[1])
        # What git says of repos comes by itself, a moment later.
        time.sleep(2)
        events = Events(port)
        file = board_task(workspace)
        text = file.read_text()
        board = Page(port, "/index.html")
        own = Page(port, "/" + str(file.relative_to(workspace / "content").with_suffix(".html")))
        # The board need not show this very task: then the page of all tasks does.
        heard, shown, read = [], [], []
        for number in range(arguments.saves):
            time.sleep(0.3)
            before = time.monotonic()
            title, body = save(file, text, number)
            events.next()
            heard.append(time.monotonic() - before)
            page = board.get()
            shown.append(time.monotonic() - before)
            own_page = own.get()
            read.append(time.monotonic() - before)
            assert body in own_page and title in own_page, f"not the new page: {own.path} {title} {body} {own_page[:300]}"
            assert len(page) > 1000
        size = int(pathlib.Path(f"/proc/{server.pid}/status").read_text().split("VmHWM:")[1].split()[0]) / 1024
        print(f"  start {1000 * start:.0f} ms, memory at most {size:.0f} MB, board of {len(page) / 1024:.0f} KB")
        print(f"  event                 {milliseconds(heard)}")
        print(f"  event and board       {milliseconds(shown)}")
        print(f"  and the task's page   {milliseconds(read)}")
    finally:
        server.terminate()
        server.wait(timeout=10)


def measure_hugo(arguments, hugo, folder, workspace):
    source = folder / "hugo"
    hugo_site.convert(workspace, source, invoices=False)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [hugo, "server", "--source", source, "--port", str(port), "--bind", "127.0.0.1", "--renderToMemory", "--noBuildLock",
         "--cacheDir", folder / "hugo-cache"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        file = source / board_task(workspace).relative_to(workspace).with_suffix("") / "index.md"
        page = Page(port, "/" + str(file.parent.relative_to(source / "content")) + ".html")
        deadline = time.monotonic() + 120
        while True:
            try:
                if page.get():
                    break
            except OSError:
                page.connection.close()
            assert time.monotonic() < deadline and server.poll() is None, f"Hugo does not serve {page.path}"
            time.sleep(0.05)
        text = file.read_text()
        seen = []
        for number in range(max(arguments.saves // 2, 3)):
            time.sleep(1)
            before = time.monotonic()
            _, body = save(file, text, number)
            while body not in page.get():
                assert time.monotonic() - before < 60, "Hugo has not seen it"
                time.sleep(0.002)
            seen.append(time.monotonic() - before)
        print(f"  hugo server, the page {milliseconds(seen)}")
    finally:
        server.terminate()
        server.wait(timeout=10)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("orchsite", type=pathlib.Path)
    parser.add_argument("--sizes", default="1000,10000")
    parser.add_argument("--saves", type=int, default=21)
    parser.add_argument("--no-hugo", action="store_true")
    arguments = parser.parse_args()
    arguments.orchsite = arguments.orchsite.resolve()
    hugo = None if arguments.no_hugo else bench.installed_hugo()
    with bench.workplace(None) as place:
        for size in [int(size) for size in arguments.sizes.split(",")]:
            folder = place.folder / str(size)
            folder.mkdir()
            workspace = folder / "workspace"
            generate.write(size, workspace)
            print(f"{size:,} tasks, {arguments.saves} saves")
            measure_orchsite(arguments, workspace)
            if hugo:
                measure_hugo(arguments, hugo, folder, workspace)
            shutil.rmtree(folder)


if __name__ == "__main__":
    main()
