"""Asks a live board for pages while its files change, as roughly as clients can.

    ORCHSITE=.build/debug/orchsite python3 -B Tests/Faults/preview.py [REQUESTS]

Ten thousand requests while tasks change: all pages of one snapshot must show each task in one state, and in the end all
show the last one. Two hundred pages listen, and all must hear the last word; clients that send or read slowly, too much, or nonsense must
neither be answered with a page nor keep others waiting. In the end the port must be free at once.
"""

import http.client
import pathlib
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

from workspace import ORCHSITE, Workspace

TASKS = 30


def task(number, state):
    return f"---\ntitle: State {state} of {number}\nstatus: {('todo', 'in-progress', 'done')[state % 3]}\nsprint: one\n---\n\nBody {state}\n"


class Server:
    def __init__(self, workspace, port=0):
        self.process = subprocess.Popen(
            [ORCHSITE, "serve", "--port", str(port), "--no-git", "--as-of", "2026-01-08"], cwd=workspace.folder,
            env=workspace.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            text=True, preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
        self.port = int(re.match(r"http://127.0.0.1:(\d+)/", self.process.stdout.readline()).group(1))

    def connect(self):
        return socket.create_connection(("127.0.0.1", self.port), timeout=60)

    def get(self, path, connection=None):
        connection = connection or http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()


def states(page):
    """The state of each task, as far as a page shows it."""
    return {(int(number), int(state)) for state, number in re.findall(r"State (\d+) of (\d+)", page)}


def hammer(server, workspace, requests):
    torn, failed, done, lock = [], [], threading.Event(), threading.Lock()
    snapshots = {}
    count = 0

    def change():
        nonlocal count
        while not done.is_set():
            count += 1
            # In place, and by way of another file, as editors do.
            for number in range(TASKS):
                path = workspace.folder / f"content/tasks/web/t{number}.md"
                if number % 2:
                    path.write_text(task(number, count))
                else:
                    path.with_suffix(".tmp").write_text(task(number, count))
                    path.with_suffix(".tmp").rename(path)

    def ask(times):
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        for index in range(times):
            path = ("/", "/tasks.html", "/repos/web.html", "/sprints/one.html", f"/tasks/web/t{index % TASKS}.html")[index % 5]
            status, page = server.get(path, connection)
            # A file that is just being written is not readable for a moment, and has no page then.
            if status != 200 and not (status == 404 and path.startswith("/tasks/")):
                failed.append((path, status))
            if not page.endswith("</html>\n"):
                torn.append((path, "cut off"))
            snapshot = re.search(r'orchsite-snapshot" content="([^"]+)"', page).group(1)
            with lock:
                known = snapshots.setdefault(snapshot, {})
                for number, state in states(page):
                    if known.setdefault(number, state) != state:
                        torn.append((path, snapshot, number, state, known[number]))

    changing = threading.Thread(target=change)
    askers = [threading.Thread(target=ask, args=(requests // 8,)) for _ in range(8)]
    start = time.monotonic()
    changing.start()
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    done.set()
    changing.join()
    print(f"{requests} requests in {time.monotonic() - start:.1f} s: {count} states of {TASKS} tasks, "
          f"pages of {len(snapshots)} snapshots, {len(torn)} torn")
    assert not failed, failed[:5]
    assert not torn, torn[:5]
    assert len(snapshots) > 5, "the pages have not changed"
    deadline = time.monotonic() + 10
    while {state for _, state in states(server.get("/tasks.html")[1])} != {count}:
        assert time.monotonic() < deadline, "the last state is not seen"


def listeners(server, workspace):
    """Two hundred hear what happens; one more is told that there are too many."""
    host = f"127.0.0.1:{server.port}"
    request = f"GET /.orchsite/events HTTP/1.1\r\nHost: {host}\r\n\r\n".encode()
    streams = []
    for _ in range(200):
        stream = server.connect()
        stream.sendall(request)
        streams.append(stream)
    heard = [b""] * len(streams)
    for index, stream in enumerate(streams):
        while b"data: " not in heard[index]:
            heard[index] += stream.recv(65536)
    more = server.connect()
    more.sendall(request)
    assert more.recv(100).startswith(b"HTTP/1.1 503 "), "the 201st listens"
    assert server.get("/")[0] == 200, "no page beside so many who listen"
    workspace.put("content/tasks/web/t0.md", "---\ntitle: [\n---\n")
    start = time.monotonic()
    for index, stream in enumerate(streams):
        while b"t0.md" not in heard[index]:
            piece = stream.recv(65536)
            assert piece, f"stream {index} has ended"
            heard[index] += piece
    print(f"200 streams heard of a save within {1000 * (time.monotonic() - start):.0f} ms")
    for stream in streams:
        stream.close()
    more.close()
    deadline = time.monotonic() + 30
    while True:
        again = server.connect()
        again.sendall(request)
        is_there = again.recv(100).startswith(b"HTTP/1.1 200 ")
        again.close()
        if is_there:
            break
        assert time.monotonic() < deadline, "closed streams are counted for ever"


def answer(server, data, half_close=False):
    """All that comes for some bytes, until the server closes."""
    with server.connect() as connection:
        try:
            connection.sendall(data)
            if half_close:
                connection.shutdown(socket.SHUT_WR)
            heard = b""
            while piece := connection.recv(65536):
                heard += piece
            return heard
        except (ConnectionResetError, BrokenPipeError):
            return heard if "heard" in locals() else b""


def rough(server):
    """What no browser sends."""
    host = f"Host: 127.0.0.1:{server.port}\r\n"
    close = "Connection: close\r\n"
    for name, request, statuses in [
        ("long address", f"GET /{'a' * 9000} HTTP/1.1\r\n{host}{close}\r\n", ("414",)),
        ("endless address", f"GET /{'a' * 90000}", ("431", "414", "")),
        ("large header", f"GET / HTTP/1.1\r\n{host}X: {'a' * 40000}\r\n{close}\r\n", ("431",)),
        ("many headers", f"GET / HTTP/1.1\r\n{host}" + "X: 1\r\n" * 101 + f"{close}\r\n", ("431",)),
        ("endless headers", f"GET / HTTP/1.1\r\n{host}" + "X: 1\r\n" * 100000, ("431", "400", "")),
        ("nonsense", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" * 20 + "\r\n\r\n", ("400", "")),
        ("two hosts", f"GET / HTTP/1.1\r\n{host}{host}{close}\r\n", ("421",)),
        ("no host", f"GET / HTTP/1.1\r\n{close}\r\n", ("421", "400")),
        ("old protocol", "GET / HTTP/1.0\r\n\r\n", ("421", "400")),
        ("foreign host", f"GET / HTTP/1.1\r\nHost: board.example\r\n{close}\r\n", ("421",)),
        ("authority", f"CONNECT example.org:443 HTTP/1.1\r\n{host}{close}\r\n", ("405", "400", "404")),
        ("large body", f"POST /.orchsite/do/move HTTP/1.1\r\n{host}Content-Length: 70000\r\n{close}\r\n" + "a" * 70000,
         ("403", "413")),
        ("endless body", f"POST /.orchsite/do/move HTTP/1.1\r\n{host}Transfer-Encoding: chunked\r\n{close}\r\n"
         + ("1000\r\n" + "a" * 4096 + "\r\n") * 200, ("403", "413", "")),
        ("two lengths", f"POST / HTTP/1.1\r\n{host}Content-Length: 1\r\nContent-Length: 2\r\n{close}\r\nab", ("400",)),
        ("length and chunks", f"POST / HTTP/1.1\r\n{host}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n{close}\r\n0\r\n\r\n",
         ("400", "405")),
    ]:
        heard = answer(server, request.encode("latin-1"))
        status = heard.split(b" ", 2)[1].decode() if heard.startswith(b"HTTP/1.1 ") else ""
        assert status in statuses, (name, status, heard[:200])
        assert b"<title>Board" not in heard and b"State " not in heard, name
    # A head and what follows it, in one piece, and a request that asks for the head alone.
    heard = answer(server, f"HEAD / HTTP/1.1\r\n{host}\r\nGET /nothing HTTP/1.1\r\n{host}{close}\r\n".encode())
    assert heard.count(b"HTTP/1.1 ") == 2 and heard.index(b"HTTP/1.1 404") > 0, heard[:400]
    assert heard.split(b"HTTP/1.1 404")[0].endswith(b"\r\n\r\n"), "a HEAD has a body"
    print("what no browser sends is refused")


def slow(server):
    """Clients that send a byte now and then, send nothing, or read nothing."""
    start = time.monotonic()
    idle = [server.connect() for _ in range(20)]
    trickling = [server.connect() for _ in range(20)]
    deaf = server.connect()
    deaf.sendall(f"GET /tasks.html HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n\r\n".encode() * 50)
    ended = set()
    while len(ended) < len(trickling) and time.monotonic() < start + 40:
        for index, connection in enumerate(trickling):
            try:
                connection.send(b"G")
            except OSError:
                ended.add(index)
        assert server.get("/")[0] == 200
        time.sleep(0.5)
    assert len(ended) == len(trickling), "who sends a byte at a time is waited for"
    for connection in idle:
        connection.settimeout(30)
        assert connection.recv(10) == b"", "who sends nothing is waited for"
    print(f"slow clients are gone after {time.monotonic() - start:.0f} s")
    for connection in [*idle, *trickling, deaf]:
        connection.close()


def ending(server, workspace):
    """With streams open, and while pages are asked for."""
    streams = [server.connect() for _ in range(50)]
    for stream in streams:
        stream.sendall(f"GET /.orchsite/events HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n\r\n".encode())
        stream.recv(100)
    start = time.monotonic()
    server.process.send_signal(signal.SIGINT)
    code = server.process.wait(timeout=20)
    print(f"ended {1000 * (time.monotonic() - start):.0f} ms after Ctrl-C, exit code {code}")
    assert code == 0 and server.process.stderr.read() == ""
    again = Server(workspace, server.port)
    assert again.port == server.port, "the port was not free"
    again.process.send_signal(signal.SIGTERM)
    assert again.process.wait(timeout=20) == 0


def main():
    requests = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory(dir="/dev/shm" if pathlib.Path("/dev/shm").is_dir() else None) as folder:
        workspace = Workspace(pathlib.Path(folder) / "board", tasks=0)
        for number in range(TASKS):
            workspace.put(f"content/tasks/web/t{number}.md", task(number, 0))
        server = Server(workspace)
        try:
            hammer(server, workspace, requests)
            listeners(server, workspace)
            rough(server)
            slow(server)
            ending(server, workspace)
        finally:
            server.process.kill()


main()
