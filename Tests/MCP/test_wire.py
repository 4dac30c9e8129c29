"""What no client does on purpose, and what none shows: lines and their ends, ids, batches, cancelling, the end."""

import json
import os
import signal
import subprocess
import time

import pytest

from wire import VERSIONS, Wire
from workspace import PROGRAM

PING = b'{"jsonrpc":"2.0","id":"p","method":"ping"}'
PONG = {"jsonrpc": "2.0", "id": "p", "result": {}}


def wire(workspace, *arguments, **options):
    wire = Wire(workspace, *arguments, **options)
    wire.methods["p"] = "ping"
    return wire


@pytest.mark.parametrize("version", VERSIONS)
def test_versions(board, version):
    server = wire(board, version=version)
    assert server.greeting["protocolVersion"] == version
    assert server.use("next")["isError"] is False
    assert server.end() == []


@pytest.mark.parametrize("version", ["2026-07-28", "1.0", ""])
def test_other_versions(board, version):
    assert wire(board, version=version).greeting["protocolVersion"] == "2025-11-25"


def test_everything_is_as_the_schema_has_it(workspace):
    for arguments in (["--role", "orchestrator"], ["--role", "worker", "--task", "web/login"]):
        server = wire(workspace, *arguments)
        for method in ("tools/list", "resources/list", "resources/templates/list", "prompts/list", "ping"):
            assert "result" in server.ask(method)
        for tool in server.ask("tools/list")["result"]["tools"]:
            server.use(tool["name"], **({"timeout": "0s"} if tool["name"] == "wait" else {}))
        server.ask("resources/read", uri="orchsite://board")
        server.ask("prompts/get", name="worker")
        assert server.end() == []


def test_byte_by_byte(board):
    server = wire(board)
    for byte in PING + b"\n" + PING + b"\r\n":
        server.raw(bytes([byte]))
    assert [server.hear(), server.hear()] == [PONG, PONG]
    server.raw(b"\n".join([PING] * 50) + b"\n")
    assert [server.hear() for _ in range(50)] == [PONG] * 50
    assert server.end() == []


def test_marks_and_blank_lines(board):
    server = wire(board, greets=False)
    server.raw(b"\xef\xbb\xbf" + PING + b"\r\n\r\n\n   \n\xef\xbb\xbf" + PING + b"\n\xef\xbb\xbf\n")
    assert [server.hear(), server.hear()] == [PONG, PONG]
    assert server.end() == []


def test_a_line_without_an_end(board):
    server = wire(board)
    server.raw(PING)
    assert server.end() == [PONG]


def memory(server):
    """What it has used at most, in MB."""
    for line in open(f"/proc/{server.process.pid}/status"):
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024


def test_fifty_megabytes(board):
    server = wire(board)
    before = memory(server)
    server.raw(b'{"jsonrpc":"2.0","id":1,"method":"ping","params":{"x":"')
    for _ in range(50):
        server.raw(b"x" * (1 << 20))
    server.raw(b'"}}\n' + PING + b"\n")
    refused = server.hear()
    assert refused["error"]["code"] == -32600 and "id" not in refused
    assert refused["error"]["message"] == "the line has more than 16777216 bytes"
    assert server.hear() == PONG
    assert memory(server) - before < 60
    assert server.end() == []


@pytest.mark.parametrize("line, code, id", [
    (b"{", -32700, None), (b"hello", -32700, None), (b'{"a":1}{"b":2}', -32700, None), (b"\x00", -32700, None),
    (b'{"jsonrpc":"2.0","id":1,"method":"\xff"}', -32700, None), (b"[" * 100_000, -32700, None),
    (b'{"jsonrpc":"2.0","id":1,"id":2,"method":"ping"}', -32700, None),
    (b"[]", -32600, None), (b"[" + PING + b"," + PING + b"]", -32600, None), (b"1", -32600, None),
    (b'"x"', -32600, None), (b"null", -32600, None), (b"{}", -32600, None),
    (b'{"id":7,"method":"ping"}', -32600, 7), (b'{"jsonrpc":"1.0","id":7,"method":"ping"}', -32600, 7),
    (b'{"jsonrpc":"2.0","id":7}', -32600, 7), (b'{"jsonrpc":"2.0","id":"x","method":null}', -32600, "x"),
    (b'{"jsonrpc":"2.0","id":null,"method":"ping"}', -32600, None),
    (b'{"jsonrpc":"2.0","id":1.5,"method":"ping"}', -32600, None),
    (b'{"jsonrpc":"2.0","id":{},"method":"ping"}', -32600, None),
    (b'{"jsonrpc":"2.0","id":[1],"method":"ping"}', -32600, None),
    (b'{"jsonrpc":"2.0","id":7,"method":"ping","params":[]}', -32602, 7),
    (b'{"jsonrpc":"2.0","id":7,"method":"server/discover","params":{}}', -32601, 7),
    (b'{"jsonrpc":"2.0","id":7,"method":"tools/fetch"}', -32601, 7),
    (b'{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"none"}}', -32602, 7),
])
def test_faults(board, line, code, id):
    server = wire(board)
    server.raw(line + b"\n" + PING + b"\n")
    refused = server.hear()
    assert refused["error"]["code"] == code and refused.get("id") == id
    assert server.hear() == PONG
    assert server.end() == []


@pytest.mark.parametrize("id", [0, -1, 7, 10 ** 40, "", "é\u2028\"\\", "7", "x" * 10_000])
def test_ids(board, id):
    server = wire(board)
    server.send({"jsonrpc": "2.0", "id": id, "method": "ping"})
    answer = server.hear()
    assert answer["id"] == id and type(answer["id"]) is type(id)
    assert server.end() == []


def test_notifications_are_never_answered(board):
    server = wire(board)
    for method in ("notifications/none", "notifications/cancelled", "tools/list", "ping", ""):
        server.tell(method, requestId=99)
    server.send({"jsonrpc": "2.0", "id": 5, "result": {}})
    assert server.is_silent()
    assert server.end() == []


def test_before_the_greeting(board):
    server = wire(board, greets=False)
    assert server.ask("ping")["result"] == {}
    assert server.ask("tools/list")["error"]["code"] == -32600
    assert server.ask("server/discover")["error"]["code"] == -32601
    assert server.ask("initialize")["error"]["code"] == -32602
    assert "result" in server.ask("initialize", protocolVersion="2025-11-25", capabilities={},
                                  clientInfo={"name": "a", "version": "1"})
    assert "result" in server.ask("tools/list")
    assert server.end() == []


def test_cancelling_a_wait(board):
    server = wire(board)
    waiting = server.call("wait", timeout="10m")
    other = server.call("wait", timeout="10m")
    server.use("next")
    server.tell("notifications/cancelled", requestId=waiting, reason="enough")
    assert server.is_silent()
    # The other one ends with the input, in words.
    ended, = server.end()
    assert ended["id"] == other and ended["result"]["isError"] is True
    assert "the wait was ended" in ended["result"]["content"][0]["text"]


def test_the_end_of_input_leaves_nothing_undone(workspace):
    server = wire(workspace, folder=workspace.worktree())
    before = len(workspace.updates())
    calls = [server.call("report", done=[f"piece {number}"]) for number in range(12)]
    rest = server.end()
    assert sorted(message["id"] for message in rest) == calls
    assert len(workspace.updates()) - before == 12
    assert workspace.git("status", "--porcelain", "content/updates") == ""


def test_a_client_that_goes_away(workspace):
    server = wire(workspace, folder=workspace.worktree(), greets=False, reads=False)
    before = len(workspace.updates())
    server.begin("initialize", protocolVersion="2025-11-25")
    server.process.stdout.readline()
    server.call("report", done=["a piece"])
    # Nobody takes the answer.
    server.process.stdout.close()
    deadline = time.monotonic() + 60
    while server.process.poll() is None and time.monotonic() < deadline:
        try:
            server.raw(PING + b"\n")
        except BrokenPipeError:
            break
        time.sleep(0.05)
    assert server.process.wait(timeout=60) == 0
    assert server.process.stderr.read() == b""
    assert len(workspace.updates()) - before == 1


def test_a_client_that_reads_late(board):
    """It writes all before it reads anything: the answers are more than a pipe holds."""
    server = wire(board, greets=False, reads=False)
    server.begin("initialize", protocolVersion="2025-11-25", capabilities={}, clientInfo={"name": "a", "version": "1"})
    calls = [server.begin("tools/list") for _ in range(60)] + [server.call("next") for _ in range(20)]
    server.raw(PING + b"\n")
    server.read()
    assert {message["id"] for message in server.end()} == {1, "p", *calls}


def test_stdout_holds_nothing_else(workspace):
    """What git and its hooks print or read comes nowhere near."""
    hook = workspace.home / ".git/hooks/post-commit"
    hook.write_text("#!/bin/sh\necho noise\necho more noise >&2\ncat >/dev/null\n")
    hook.chmod(0o755)
    server = wire(workspace, folder=workspace.worktree(), NO_COLOR="")
    assert server.use("report", done=["x"])["isError"] is False
    assert server.is_silent()
    assert server.end() == []


def test_what_is_committed_goes_out_behind_the_answer(workspace):
    origin = workspace.home / ".home/origin.git"
    workspace.git("init", "--quiet", "--bare", str(origin))
    index = workspace.home / "content/index.md"
    index.write_text(index.read_text().replace("auto_commit: updates", "auto_commit: updates\nsync: auto"))
    workspace.git("commit", "--quiet", "--all", "--message=sync")
    workspace.git("remote", "add", "origin", str(origin))
    workspace.git("push", "--quiet", "--set-upstream", "origin", "main")
    server = wire(workspace, folder=workspace.worktree())
    calls = [server.call("report", done=[f"piece {number}"]) for number in range(8)]
    assert sorted(message["id"] for message in server.end()) == calls
    assert workspace.git("rev-parse", "origin/main", "main").split()[0] == workspace.git("rev-parse", "main").strip()
    assert workspace.git("rev-parse", "main", folder=origin) == workspace.git("rev-parse", "main")


def test_the_name_of_the_worker(workspace):
    server = wire(workspace, folder=workspace.worktree(), ORCHSITE_WORKER="zoe")
    assert server.use("report", done=["x"])["structuredContent"]["update"].endswith("-zoe.md")
    assert server.end() == []


def test_a_worker_whose_task_is_named(workspace):
    """The arguments say whose server it is, wherever it was started."""
    server = wire(workspace, "--task", "web/search", folder=workspace.worktree("web/login"))
    assert server.use("brief")["structuredContent"]["task"] == "web/search"
    assert server.use("report", done=["x"])["structuredContent"]["task"] == "web/search"
    assert server.end() == []


def test_closed_streams(board):
    pong = json.dumps(PONG, separators=(",", ":")).encode() + b"\n"
    for closing, out, err, code in [
        ("<&-", b"", b"", 0), ("2>&-", pong, b"", 0), ("<&- >&-", b"", b"", 0), ("<&- 2>&-", b"", b"", 0),
        (">&-", b"", b"could not be written", 2), (">/dev/full", b"", b"could not be written", 2),
    ]:
        done = subprocess.run(["sh", "-c", f'exec "$0" mcp {closing}', PROGRAM], cwd=board.home,
                              env=board.environment, input=PING + b"\n", capture_output=True, timeout=60)
        assert (done.returncode, done.stdout) == (code, out) and err in done.stderr, closing


def test_signals(board):
    for number in (signal.SIGTERM, signal.SIGINT):
        server = wire(board)
        server.call("wait", timeout="10m")
        assert server.is_silent()
        os.kill(server.process.pid, number)
        assert server.process.wait(timeout=60) == -number


def test_a_workspace_that_goes_away(workspace):
    server = wire(workspace)
    (workspace.home / "content").rename(workspace.home / "gone")
    result = server.use("next")
    assert result["isError"] is True and result["content"][0]["text"].startswith("orchsite: error: ")
    (workspace.home / "gone").rename(workspace.home / "content")
    assert server.use("next")["isError"] is False
    assert server.end() == []


@pytest.mark.parametrize("words, code, message", [
    (["--role", "worker"], 64, "which task?"), (["--role", "boss"], 64, "--role"),
    (["--role", "orchestrator", "--task", "web/login"], 64, "The orchestrator has no task"),
    (["--task", "login"], 64, "--task"), (["--home", "/nowhere"], 2, "/nowhere"),
])
def test_how_it_is_started(board, words, code, message):
    done = subprocess.run([PROGRAM, "mcp", *words], cwd=board.home, env=board.environment, input=b"",
                          capture_output=True, timeout=60)
    assert (done.returncode, done.stdout) == (code, b"") and message in done.stderr.decode()


def test_progress(board):
    """Of the form that the schema has; how often is tested where time can be set."""
    server = wire(board)
    waiting = server.call("wait", timeout="1s", meta={"progressToken": "t"})
    result = server.hear_answer(waiting)["result"]
    assert json.dumps(result["structuredContent"]["timed_out"]) == "true"
    assert server.end() == []
