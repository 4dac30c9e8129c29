"""The official client at its ordinary work, as worker and as orchestrator."""

import json
import random

import anyio
import pytest
from jsonschema import Draft202012Validator

from clients import IS_NEW, connected
from wire import VALIDATORS, Wire

WORKER = ["brief", "report", "blocked", "done"]
ORCHESTRATOR = ["status", "inbox", "next", "conflicts", "wait", "task_new", "task_move", "task_set", "task_unblock",
                "decision_new"]


@pytest.fixture(scope="session")
def schemas(board):
    """What tools say that they answer, by the kind of the answer."""
    found = {}
    for arguments in (["--role", "worker", "--task", "web/login"], ["--role", "orchestrator"]):
        server = Wire(board, *arguments)
        for tool in server.ask("tools/list")["result"]["tools"]:
            kind, = tool["outputSchema"]["properties"]["kind"]["enum"]
            found[kind] = tool["outputSchema"]
        server.end()
    return found


@pytest.fixture
def record(tmp_path, schemas):
    """Where all that the server says is kept: in the end, each line of it is held against the schema."""
    path = tmp_path / "said"
    yield path
    lines = path.read_bytes().splitlines(keepends=True)
    assert lines
    for line in lines:
        assert line.endswith(b"\n")
        VALIDATORS["JSONRPCMessage"].validate(json.loads(line))
        content = json.loads(line).get("result", {}).get("structuredContent")
        if content:
            Draft202012Validator(schemas[content["kind"]]).validate(content)
            assert undeclared(schemas[content["kind"]], content) == []


def undeclared(schema, value, place=""):
    """Members that a tool's schema does not know: it is to say all of what comes."""
    if isinstance(value, list):
        return [name for item in value for name in undeclared(schema.get("items", {}), item, f"{place}[]")]
    if not isinstance(value, dict) or schema.get("properties") == {}:
        return []
    known = schema.get("properties", {})
    return [f"{place}.{name}" for name in value if name not in known] + [
        inner for name in value if name in known for inner in undeclared(known[name], value[name], f"{place}.{name}")]


def said(record):
    return [json.loads(line) for line in record.read_bytes().splitlines()]


def text(result):
    assert result.get("isError", False) is False, result
    return result["content"][0]["text"]


def refusal(result):
    assert result["isError"] is True and "structuredContent" not in result, result
    return result["content"][0]["text"]


def test_greeting(workspace, record):
    async def talk():
        async with connected(workspace, record) as client:
            await client.ping()
            assert client.greeting["protocolVersion"] == "2025-11-25"
            assert client.greeting["serverInfo"]["name"] == "orchsite"
            assert 0 < len(client.greeting["instructions"].encode()) < 2048
            assert set(client.greeting["capabilities"]) == {"tools", "resources", "prompts"}

    anyio.run(talk)
    # The new client asks for what is newer than this server first, and takes no for an answer.
    asked = [message["error"]["code"] for message in said(record) if "error" in message]
    assert asked == ([-32601] if IS_NEW else [])


@pytest.mark.parametrize("arguments, names", [
    (["--role", "worker", "--task", "web/login"], WORKER), (["--role", "orchestrator"], ORCHESTRATOR)])
def test_tools(workspace, record, arguments, names):
    async def talk():
        async with connected(workspace, record, *arguments) as client:
            return await client.tools(), client.greeting

    tools, greeting = anyio.run(talk)
    assert [tool["name"] for tool in tools] == names
    assert len(greeting["instructions"].encode()) < 2048
    for tool in tools:
        for schema in (tool["inputSchema"], tool["outputSchema"]):
            Draft202012Validator.check_schema(schema)
            assert schema["type"] == "object"
        assert tool["inputSchema"]["additionalProperties"] is False
        assert all("description" in argument for argument in tool["inputSchema"]["properties"].values())
        assert tool["title"] and tool["description"]
        hints = tool["annotations"]
        reads = tool["name"] in {"brief", "status", "inbox", "next", "conflicts", "wait"}
        assert hints["readOnlyHint"] is reads and hints["openWorldHint"] is False
        assert hints["destructiveHint"] is (tool["name"] in {"task_move", "task_set"})
        assert tool["_meta"] == {"anthropic/alwaysLoad": True}
        if names is WORKER:
            assert "task" not in tool["inputSchema"]["properties"]


def test_role_of_the_folder(workspace, record):
    async def names(folder):
        async with connected(workspace, record, folder=folder) as client:
            return [tool["name"] for tool in await client.tools()]

    assert anyio.run(names, workspace.worktree()) == WORKER
    assert anyio.run(names, workspace.home) == ORCHESTRATOR


# Whatever a shell, YAML, markdown or JSON would make something of, at 100 KB.
NASTY = "`backticks` $HOME $(rm -rf x) \"quotes\" 'single' \\back\\ \ttab\n--- \n- [ ] box\n# head\n<b>&amp;</b> é e\u0301 😀 👩‍👩‍👧 \u202e\u2028 end"


def nasty(size):
    pick = random.Random(7)
    pieces, length = [], 0
    while length < size:
        piece = "".join(pick.sample(NASTY, len(NASTY))) + NASTY + "\n"
        pieces.append(piece)
        length += len(piece.encode())
    return "".join(pieces)


def test_a_worker_at_work(workspace, record):
    async def talk():
        folder = workspace.worktree()
        async with connected(workspace, record, folder=folder) as client:
            brief = await client.call("brief")
            assert text(brief).startswith("Login (web/login): in progress")
            assert brief["structuredContent"]["task"] == "web/login"

            notes = nasty(100_000)
            before = workspace.updates()
            report = await client.call("report", done=["the `form` & \"its\" $HOME"], next=["checks"], time="40m", notes=notes)
            assert text(report).startswith("web/login: in-progress, 0 commits, 40 min → content/updates/web/login/")
            new, = set(workspace.updates()) - set(before)
            assert report["structuredContent"]["update"] == str(new.relative_to(workspace.home))
            assert notes.encode() in new.read_bytes()
            assert new.read_bytes().decode().partition("---\n\n")[2].strip("\n") == notes.strip("\n")

            blocked = await client.call("blocked", reason="Which account?")
            assert blocked["structuredContent"]["blockers"] == ["Which account?"]

            (folder / "form.html").write_text("<form>\n")
            assert "not committed: form.html" in refusal(await client.call("done"))
            workspace.orchsite("task", "unblock", "web/login", "The one of the shop.")
            workspace.commit("form.html", "<form>\n")
            done = await client.call("done", done=["all of it"])
            assert done["structuredContent"]["ready_for_merge"] is True
            assert done["structuredContent"]["commits"] == 1
            assert done["structuredContent"]["answers"] == [
                {"question": "Which account?", "answer": "The one of the shop."}]

            assert "tme is not known" in refusal(await client.call("report", tme="40m"))
            assert refusal(await client.call("report", time="soon")) == "time is \"soon\": write it like 40m or 1h30m"
            assert "There is nothing to report" in refusal(await client.call("report"))
            assert "must be one line" in refusal(await client.call("report", done=["a\nb"]))

    anyio.run(talk)
    assert "error" not in "".join(workspace.orchsite("check"))
    assert workspace.git("status", "--porcelain", "content/updates") == ""


def test_an_orchestrator_at_work(workspace, record):
    workspace.orchsite("blocked", "Which account?", folder=workspace.worktree())

    async def talk():
        async with connected(workspace, record) as client:
            assert "Which account?" in text(await client.call("inbox"))
            assert "web/login" in text(await client.call("status"))
            made = await client.call(
                "task_new", repo="api", title="Rate limits", body="- [ ] a\n", priority="high", sprint="current",
                labels=["x"], estimate="4h", depends_on=["tokens"], due="2026-02-01")
            assert made["structuredContent"]["path"] == "content/tasks/api/rate-limits.md"
            assert text(await client.call("task_set", tasks=["rate-limits"], changes=["priority=low", "labels+=y"])) == (
                "api/rate-limits: priority = low\napi/rate-limits: labels += y\n")
            assert text(await client.call("task_move", tasks=["api/tokens"], status="done", message="was easy")) == (
                "api/tokens: todo → done\n")
            answered = await client.call("task_unblock", task="login", answer="The shop's.\n\n```\nacc: $1\n```\n")
            assert answered["structuredContent"]["resolved"] == ["Which account?"]
            assert "acc: $1" in workspace.updates()[-1].read_text()
            decided = await client.call("decision_new", title="One account", repo="web", body="Because.", date="2026-01-10")
            assert decided["structuredContent"]["path"] == "content/decisions/2026-01-10-one-account.md"
            assert "api/rate-limits" in text(await client.call("next", count=5))
            assert "No collision" in text(await client.call("conflicts", repo="web"))

            assert "did you mean" in refusal(await client.call("task_move", tasks=["web/logi-n"], status="done"))
            assert refusal(await client.call("task_move", tasks=["login"], status="finished")) == (
                "status has to be one of todo, in-progress, review, done, cancelled")
            assert refusal(await client.call("next", count=0)) == "count has to be from 1 to 50"
            assert "task_move" not in refusal(await client.call("task_set", tasks=["login"], changes=["status=done"]))

    anyio.run(talk)
    workspace.orchsite("check")


def test_the_same_as_the_verbs(workspace, record):
    """The words and the JSON are those of the command line, to the byte."""
    workspace.orchsite("blocked", "Which account?", folder=workspace.worktree())
    workspace.commit("a.txt", "1\n", "web/login")
    workspace.commit("a.txt", "2\n", "web/search")
    now = {"SOURCE_DATE_EPOCH": "4070908800"}

    async def talk():
        async with connected(workspace, record, **now) as client:
            for tool, arguments, words, code in [
                ("next", {"count": 2}, ["next", "-n", "2"], 0), ("inbox", {"peek": True}, ["inbox", "--peek"], 0),
                ("conflicts", {}, ["conflicts"], 1), ("conflicts", {"repo": "api"}, ["conflicts", "api"], 0),
                ("status", {"repo": "web"}, ["status", "web"], 0),
            ]:
                result = await client.call(tool, **arguments)
                assert result["structuredContent"] == json.loads(workspace.orchsite(*words, "--json", code=code, **now))
                assert text(result) == workspace.orchsite(*words, code=code, **now)
        async with connected(workspace, record, folder=workspace.worktree(), **now) as client:
            result = await client.call("brief")
            words = ["brief", "web/login"]
            assert result["structuredContent"] == json.loads(workspace.orchsite(*words, "--json", **now))
            assert text(result) == workspace.orchsite(*words, **now)

    anyio.run(talk)


def test_a_hundred_calls_at_once(workspace, record):
    results = []

    async def talk():
        async with connected(workspace, record, folder=workspace.worktree()) as client:
            before = len(workspace.updates())

            async def call(number):
                if number % 4:
                    result = await client.call("report", done=[f"piece {number}"], notes=f"number {number}\n")
                else:
                    result = await client.call("brief")
                results.append((number, text(result)))

            with anyio.fail_after(240):
                async with anyio.create_task_group() as group:
                    for number in range(100):
                        group.start_soon(call, number)
            assert len(workspace.updates()) - before == 75

    anyio.run(talk)
    assert sorted(number for number, _ in results) == list(range(100))
    written = "".join(path.read_text() for path in workspace.updates())
    assert all(written.count(f"number {number}\n") == 1 for number in range(100) if number % 4)
    assert workspace.git("status", "--porcelain", "content/updates") == ""


def test_waiting_keeps_nobody_waiting(workspace, record):
    async def talk():
        heard = []

        async def note(progress, total, message):
            heard.append(progress)

        async with connected(workspace, record) as client:
            async with anyio.create_task_group() as group:
                async def wait():
                    with anyio.fail_after(60):
                        heard.append(await client.call("wait", note, tasks=["login"], timeout="50s"))

                for _ in range(5):
                    group.start_soon(wait)
                await anyio.sleep(1)
                with anyio.fail_after(20):
                    await client.call("next")
                assert heard == []
                await anyio.to_thread.run_sync(
                    lambda: workspace.orchsite("blocked", "Which one?", folder=workspace.worktree()))
            assert [result["structuredContent"]["event"] for result in heard] == ["question"] * 5
            over = await client.call("wait", timeout="0s")
            assert over["structuredContent"]["timed_out"] is True and text(over) == "no news in 0 seconds\n"

    anyio.run(talk)


def test_resources_and_prompts(workspace, record):
    async def talk():
        async with connected(workspace, record, folder=workspace.worktree()) as client:
            assert [item["uri"] for item in await client.resources()] == [
                "orchsite://task/web/login", "orchsite://board"]
            assert [item["uriTemplate"] for item in await client.templates()] == ["orchsite://task/{repo}/{task}"]
            task, = await client.read("orchsite://task/web/search")
            assert task["mimeType"] == "text/plain"
            assert task["text"] == workspace.orchsite("task", "show", "web/search")
            board, = await client.read("orchsite://board")
            assert board["mimeType"] == "application/json" and json.loads(board["text"])["kind"] == "status"
            for address, message in [("orchsite://task/web/none", "there is no task web/none"),
                                     ("orchsite://other", "there is no resource orchsite://other")]:
                with pytest.raises(Exception, match=message):
                    await client.read(address)
            assert [item["name"] for item in await client.prompts()] == ["orchestrator", "worker"]
            for role in ("orchestrator", "worker"):
                message, = (await client.prompt(role))["messages"]
                assert message["role"] == "user"
                assert message["content"]["text"] == workspace.orchsite("role", role)

    anyio.run(talk)


def test_what_is_not_offered(workspace, record):
    async def talk():
        async with connected(workspace, record) as client:
            for name in ("report", "invoice_issue", "feature_finish", "worker_start"):
                with pytest.raises(Exception, match=f'there is no tool "{name}"'):
                    await client.call(name)

    anyio.run(talk)
