"""apply, plan and status against a Notion of our own."""

import json
import os
import shutil
import signal
import subprocess

import pytest

from fake_notion import FakeNotion, call
from program import AS_OF, PROGRAM, ROOT, run

FAST = ("--pace", "10000", "--backoff", "0.001", "--timeout", "2")
LONG = "".join(f"- item {i}\n  - below {i}\n    - deeper {i}\n      - deepest {i}\n" for i in range(3)) + "".join(
    f"\nparagraph {i}\n" for i in range(120))


class Board:
    """A workspace and the program on it."""

    def __init__(self, home, server):
        self.home, self.server = home, server

    def write(self, path, text):
        file = self.home / "content" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        return self

    def task(self, name, body="", **keys):
        lines = {"title": f"Task {name}", "status": "todo", **keys}
        front = "".join(f"{key}: {value}\n" for key, value in lines.items())
        return self.write(f"tasks/{name}.md", f"---\n{front}---\n\n{body}")

    def remove(self, path):
        (self.home / "content" / path).unlink()

    def forget(self):
        shutil.rmtree(self.home / ".orchsite", ignore_errors=True)

    def env(self):
        return {"NOTION_TOKEN": self.server.token, "NOTION_API_URL": self.server.url}

    def run(self, verb, *arguments, code=0, parent=True):
        before = len(self.server.writes)
        out, said = run(
            verb, *arguments, *FAST, *(("--parent", self.server.parent) if parent else ()), "--as-of", AS_OF,
            home=self.home, env=self.env(), code=code)
        self.wrote = self.server.writes[before:]
        assert self.server.token not in out + said
        return out, said

    def apply(self, *arguments, **more):
        return self.run("apply", *arguments, **more)


def small(board):
    board.write("index.md", "---\nproject: P\n---\n").write("repos/web.md", "---\ntitle: Web\n---\n\nThe shop.\n")
    board.write("sprints/one.md", "---\ntitle: One\nstart: 2026-01-05\nend: 2026-01-18\n---\n")
    board.task("web/alpha", "See [beta](beta.md) and **this**.\n\n- [x] a\n- [ ] b\n", sprint="one", labels="[api, ui]")
    board.task("web/beta", "Back to [the first](alpha.md).\n", sprint="one", due="2026-02-01", estimate="1h30m")
    board.task("web/gamma", LONG)
    return board


@pytest.fixture
def board(tmp_path, server):
    return small(Board(tmp_path, server))


def tree(server):
    return json.loads(json.dumps(server.tree(), sort_keys=True))


@pytest.fixture(scope="session")
def whole(tmp_path_factory):
    """The tree that an undisturbed apply makes, and its number of writes."""
    with FakeNotion() as server:
        board = small(Board(tmp_path_factory.mktemp("whole"), server))
        board.apply()
        return tree(server), len(server.writes)


def test_a_second_apply_writes_nothing(board, whole):
    out, _ = board.apply()
    assert out.endswith("5 created, 0 changed, 0 the same, %d requests\n" % len(board.server.log))
    assert tree(board.server) == whole[0]
    out, _ = board.apply(parent=False)
    assert board.wrote == [] and out.startswith("0 created, 0 changed, 5 the same")
    board.forget()
    out, _ = board.apply()
    assert board.wrote == [] and out.startswith("0 created, 0 changed, 5 the same")
    assert tree(board.server) == whole[0]


def test_what_stands_in_notion(board):
    board.apply()
    pages = {page["properties"]["Key"]["rich_text"][0]["plain_text"]: page for page in board.server.pages()
             if "Key" in page["properties"]}
    assert sorted(pages) == ["repo:web", "sprint:one", "task:web/alpha", "task:web/beta", "task:web/gamma"]
    alpha = pages["task:web/alpha"]["properties"]
    assert alpha["Status"]["select"]["name"] == "To do" and alpha["Progress"]["number"] == 0.5
    assert alpha["Repo"]["relation"] == [{"id": pages["repo:web"]["id"]}]
    assert alpha["Sprint"]["relation"] == [{"id": pages["sprint:one"]["id"]}]
    assert {option["name"] for option in alpha["Labels"]["multi_select"]} == {"api", "ui"}
    beta = pages["task:web/beta"]["properties"]
    assert beta["Due"]["date"]["start"] == "2026-02-01" and beta["Estimate"]["number"] == 1.5
    text = json.dumps(board.server.blocks("task:web/beta"))
    assert pages["task:web/alpha"]["id"] in text and "the first" in text
    assert len(board.server.blocks("task:web/gamma")) == 123
    assert any(view["type"] == "board" for view in board.server.state.views.values())


def test_changes_are_small(board):
    board.apply()
    ids = [block["id"] for block in board.server.blocks("task:web/gamma")]
    board.server.clock.advance(600)
    board.task("web/gamma", LONG.replace("paragraph 60\n", "paragraph sixty\n\nand more\n"))
    board.task("web/beta", "Back to [the first](alpha.md).\n", sprint="one", due="2026-02-03", estimate="1h30m")
    out, _ = board.run("plan")
    assert "~ task:web/beta  properties\n" in out and "~ task:web/gamma  body\n" in out
    assert "+ 0   ~ 2   ! 0   - 0   = 3" in out and board.wrote == []
    board.apply()
    assert [(method, path.rpartition("/")[2] if method != "PATCH" else path.split("/")[2]) for method, path, _, _ in board.wrote] == [
        ("PATCH", "pages"), ("PATCH", "pages"), ("PATCH", "blocks"), ("DELETE", ids[63]), ("PATCH", "pages")]
    now = [block["id"] for block in board.server.blocks("task:web/gamma")]
    assert now[:63] == ids[:63] and now[65:] == ids[64:]
    board.apply()
    assert board.wrote == []
    # The same without the cache: the blocks are looked at instead.
    board.server.clock.advance(600)
    board.task("web/gamma", LONG.replace("paragraph 60\n", "paragraph six times ten\n\nand more\n"))
    board.forget()
    board.apply()
    assert len(board.wrote) == 4
    again = [block["id"] for block in board.server.blocks("task:web/gamma")]
    assert again[:63] == now[:63] and again[64:] == now[64:]


def test_killed_after_each_request(tmp_path, whole):
    tree_of_whole, writes = whole
    number = 0
    for after in (False, True):
        for n in range(1, writes + 1):
            number += 1
            with FakeNotion() as server:
                board = small(Board(tmp_path / f"{number}", server))
                process = None

                def kill():
                    process.kill()
                    process.wait()

                server.fault(n, call(kill, after=after, cut=True))
                process = subprocess.Popen(
                    [PROGRAM, "apply", *FAST, "--parent", server.parent, "--as-of", AS_OF], cwd=board.home,
                    env={"PATH": os.environ["PATH"], "HOME": str(board.home), **board.env()},
                    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                assert process.wait(60) == -signal.SIGKILL, (after, n)
                if number % 3 == 0:
                    board.forget()
                board.apply()
                assert tree(server) == tree_of_whole, (after, n)
                board.apply()
                assert board.wrote == [], (after, n)


# What leaves open whether it was done is tried at each request, the others at every fourth, another one each.
OPEN = ["504 after commit", "cut"]
FAULTS = [429, 529, 409, 500, 502, 503, 504, "cut in the answer", "garbage after commit", "500 after commit",
          "cut after commit", "409 after commit"]


@pytest.mark.parametrize("what", OPEN + FAULTS)
def test_a_fault_at_each_request(tmp_path, whole, what):
    tree_of_whole, writes = whole
    numbers = range(1, writes + 1) if what in OPEN else range(1 + FAULTS.index(what) % 4, writes + 1, 4)
    for n in numbers:
        with FakeNotion() as server:
            board = small(Board(tmp_path / f"{n}", server))
            server.fault(n, what, retry_after=0 if what in (429, 529) else None)
            board.apply()
            assert tree(server) == tree_of_whole, n
            board.apply()
            assert board.wrote == [], n


@pytest.mark.parametrize("what", ["hang", "hang after commit"])
def test_no_answer(board, whole, what):
    for n in (1, 5, 9):
        board.server.fault(n, what)
    board.apply()
    assert tree(board.server) == whole[0]


def test_reading_survives_faults(board, whole):
    board.apply()
    for what in (429, 500, "cut", "garbage"):
        board.server.clear()
        board.server.fault(lambda method, path, n: method == "GET" or "query" in path, what, times=3, retry_after=0)
        board.apply()
        assert board.wrote == []


def test_one_bad_page_does_not_stop_the_others(board, whole):
    board.server.fault(board.server.key("task:web/alpha"), 400, times=None)
    out, _ = board.apply(code=1)
    assert "! task:web/alpha  not written: 400" in out
    assert "task:web/gamma" not in out
    # What mentions it waits for it.
    assert "! task:web/beta  not written: it mentions task:web/alpha, which is not in Notion" in out
    board.server.clear()
    board.apply()
    assert tree(board.server) == whole[0]


@pytest.mark.parametrize("status", [401, 403])
def test_what_stops_all(board, status):
    board.server.fault(6, status, times=None)
    _, said = board.apply(code=2)
    assert f"stopped: Notion: {status}" in said and len(board.wrote) == 5
    board.server.clear()
    board.server.fault(None, status, times=None)
    _, said = board.apply(code=2)
    assert f"orchsite-notion: error: Notion: {status}" in said and "help:" in said


def test_drift(board, whole):
    board.apply()
    board.server.clock.advance(600)
    board.server.edit_as_person("text", board.server.blocks("task:web/gamma")[50]["id"], "Changed by hand")
    board.server.edit_as_person("property", "task:web/beta", "Status", {"select": {"name": "Done"}})
    board.server.edit_as_person("comment", "task:web/alpha", "A comment")
    board.server.edit_as_person("add_block", "task:web/alpha", "Their own")
    board.task("web/gamma", LONG + "\nanother\n")
    out, _ = board.apply(code=3)
    assert board.wrote == []
    assert "! task:web/gamma  changed in Notion: skipped (--force overwrites it)" in out
    assert "! task:web/beta  changed in Notion" in out and "task:web/alpha" not in out
    out, _ = board.run("status", code=3)
    assert "task:web/beta: changed in Notion" in out
    board.apply("--force")
    out, _ = board.apply()
    assert board.wrote == []
    shown = json.dumps(board.server.blocks("task:web/gamma"))
    assert "Changed by hand" not in shown and "another" in shown
    # What others made is not touched.
    board.task("web/alpha", "See [beta](beta.md) and **that**.\n", sprint="one", labels="[api, ui]")
    board.apply()
    text = json.dumps(board.server.blocks("task:web/alpha"))
    assert "Their own" in text and "that" in text and "[x]" not in text
    assert json.dumps(board.server.tree()).count("A comment") == 1


def test_drift_within_the_same_minute_and_without_a_cache(board):
    board.apply()
    board.server.edit_as_person("text", board.server.blocks("task:web/gamma")[50]["id"], "By hand")
    board.apply(code=3)
    board.forget()
    board.apply(code=3)
    assert board.wrote == []


def test_rows_and_columns_of_others(board, whole):
    board.apply()
    board.server.edit_as_person("row", "Tasks", {"Name": {"title": [{"text": {"content": "Their row"}}]}})
    board.server.edit_as_person("child_page", "task:web/alpha", "Notes")
    board.server.clock.advance(600)
    board.task("web/alpha", "Other words\n", sprint="one", labels="[api, ui]")
    board.apply("--prune")
    assert "Notes" in json.dumps(board.server.tree())
    board.apply()
    assert board.wrote == []


def test_gone_records(board):
    for i in range(6):
        board.task(f"web/more-{i}", "x")
    board.apply()
    board.remove("tasks/web/more-0.md")
    out, _ = board.apply()
    assert board.wrote == [] and "1 in Notion only, their records are gone: --prune takes them away" in out
    board.apply("--prune")
    assert [(method, body) for method, _, _, body in board.wrote] == [("PATCH", {"in_trash": True})]
    for i in range(1, 6):
        board.remove(f"tasks/web/more-{i}.md")
    _, said = board.apply("--prune", code=1)
    assert "error: --prune would put 5 of 10 pages into the trash, more than a fifth" in said and board.wrote == []


def test_the_trash(board, whole):
    board.apply()
    board.server.edit_as_person("trash", "task:web/gamma")
    out, _ = board.apply(code=3)
    assert "! task:web/gamma  in Notion's trash: skipped (--trashed restore or recreate)" in out and board.wrote == []
    board.forget()
    board.apply(code=3)
    assert board.wrote == []
    board.apply("--trashed", "restore")
    assert tree(board.server) == whole[0]
    board.server.edit_as_person("trash", "task:web/gamma")
    board.apply("--trashed", "recreate")
    assert tree(board.server) == whole[0]
    board.apply()
    assert board.wrote == []


def test_duplicates_are_told(board):
    board.apply()
    board.server.edit_as_person("copy", "task:web/beta")
    out, _ = board.apply(code=1)
    assert board.wrote == [] and "there are several in Notion" in out and out.count("https://") == 2


def test_two_at_once(tmp_path, server):
    """On two machines: what both made is told."""
    one, two = small(Board(tmp_path / "one", server)), small(Board(tmp_path / "two", server))
    one.task("web/only", "x")
    two.task("web/only", "x")
    one.remove("tasks/web/only.md")
    one.apply()
    one.task("web/only", "x")
    done = []
    server.fault(server.next(1), call(lambda: done.append(two.apply(code=None))))
    out, _ = one.apply(code=1)
    assert "! task:web/only  there are several in Notion: keep one, put the others into the trash" in out
    assert out.count("https://") == 2


def test_long_lists(tmp_path):
    with FakeNotion(query_limit=100) as server:
        board = small(Board(tmp_path, server))
        for i in range(150):
            board.task(f"web/n{i}", "x")
        board.apply()
        board.apply()
        assert board.wrote == []
        board.forget()
        board.apply()
        assert board.wrote == []


def test_pictures_are_uploaded(board):
    picture = bytes.fromhex("89504e470d0a1a0a")
    (board.home / "content/files").mkdir()
    (board.home / "content/files/a b.png").write_bytes(picture)
    board.task("web/alpha", "Before ![shot](<../../files/a b.png>) after.\n\n![none](../../files/none.png)\n")
    board.apply()
    kinds = [block["type"] for block in board.server.blocks("task:web/alpha")]
    assert kinds == ["paragraph", "image", "paragraph", "paragraph"]
    board.apply()
    assert board.wrote == []
    board.server.clock.advance(600)
    (board.home / "content/files/a b.png").write_bytes(picture + b"x")
    board.apply()
    assert [block["type"] for block in board.server.blocks("task:web/alpha")] == kinds
    assert [method for method, path, _, _ in board.wrote] == ["PATCH", "POST", "POST", "PATCH", "DELETE", "PATCH"]


def test_the_pace(tmp_path):
    import time
    with FakeNotion(clock=time.time, pace=3) as server:
        board = small(Board(tmp_path, server))
        run("apply", "--pace", "2.5", "--parent", server.parent, "--as-of", AS_OF, home=board.home, env=board.env())
        assert not any(status == 429 for _, _, status, _ in server.log)


def test_refusals(board, tmp_path):
    _, said = run("apply", home=board.home, code=1)
    assert said == ("orchsite-notion: error: NOTION_TOKEN is not set\n"
                    "  help: it holds the secret of an integration: docs/notion.md says how to get one\n")
    _, said = board.run("apply", code=1, parent=False)
    assert "it is not known where in Notion the board goes" in said
    _, said = run("plan", *FAST, "--parent", "nonsense", home=board.home, env=board.env(), code=1)
    assert '"nonsense" is no page of Notion' in said
    _, said = run("plan", *FAST, "--parent", "0" * 32, home=board.home, env=board.env(), code=2)
    assert "404 object_not_found" in said and "share the page with the integration" in said
    env = {**board.env(), "NOTION_API_URL": "http://example.com"}
    _, said = run("plan", *FAST, "--parent", "0" * 32, home=board.home, env=env, code=1)
    assert "NOTION_API_URL is not https" in said
    env = {**board.env(), "NOTION_API_URL": "http://127.0.0.1:1"}
    _, said = run("plan", *FAST, "--parent", "0" * 32, home=board.home, env=env, code=2)
    assert "cannot be reached" in said
    assert board.server.writes == []


def test_the_token_is_nowhere(board):
    board.server.fault(board.server.key("task:web/beta"), 400)
    board.apply(code=1)
    for path in board.home.rglob("*"):
        if path.is_file():
            assert board.server.token.encode() not in path.read_bytes(), path


def test_detailed_exit_codes(board):
    board.run("plan")
    board.run("plan", "--detailed-exitcode", code=2)
    board.apply()
    out, _ = board.run("plan", "--detailed-exitcode")
    assert out.endswith("apply would do nothing\n")
    out, _ = board.run("status")
    assert out == "the same: 5\n"


def test_the_demo(tmp_path, server):
    shutil.copytree(ROOT / "content", tmp_path / "content")
    board = Board(tmp_path, server)
    board.apply()
    board.apply()
    assert board.wrote == []
    assert sorted(server.tree()["databases"]) == ["Invoices", "Repos", "Sprints", "Tasks"]


def test_a_team_and_a_client_are_on_pages_of_their_own(board):
    board.write("clients/acme.md", "---\nname: Acme\ncountry: AT\n---\n")
    board.task("web/delta", "Secret words", client="acme", sprint="one", client_note="For you")
    board.apply()
    _, said = board.apply("--client", "acme", code=1)
    assert "the page holds the board of somebody else already (orchsite:repos)" in said and board.wrote == []
    other = board.server.edit_as_person("child_page", board.server.parent, "For Acme")
    board.apply("--client", "acme", "--parent", other, parent=False)
    board.apply("--client", "acme", "--prune", parent=False)
    assert board.wrote == []
    board.apply("--prune")
    assert board.wrote == []
    client = json.dumps(board.server.blocks("task:delta"))
    assert "For you" in client and "Secret" not in client
    assert "Estimate" not in json.dumps([page["properties"] for page in board.server.pages("task:delta")])


def test_columns_that_the_sync_goes_by(board):
    board.apply()
    board.server.edit_as_person("rename_property", "Tasks", "Key", "Schlüssel")
    for arguments in ((), ("--prune", "--force")):
        _, said = board.apply(*arguments, code=1)
        assert "error: the database Tasks has no column Key" in said and board.wrote == []
    board.server.edit_as_person("rename_property", "Tasks", "Schlüssel", "Key")
    board.server.edit_as_person("rename_property", "Tasks", "Branch", "Zweig")
    board.apply()
    assert [path.split("/")[2] for _, path, _, _ in board.wrote if "data_sources" in path] == ["data_sources"]


def test_a_database_in_the_trash(board, whole):
    board.apply()
    board.server.edit_as_person("trash", board.server.database("Tasks")[0])
    _, said = board.apply(code=1)
    assert "the database Tasks is in Notion's trash" in said and board.wrote == []
    board.apply("--trashed", "recreate")
    assert board.server.tree()["databases"]["Tasks"]["pages"].keys() == whole[0]["databases"]["Tasks"]["pages"].keys()
    board.apply()
    assert board.wrote == []
    # Where others relate to it, they have to be told.
    board.server.edit_as_person("trash", board.server.database("Repos")[0])
    _, said = board.apply("--trashed", "recreate", code=1)
    assert "the column Repo of Tasks leads to another database than repos" in said


def test_a_page_in_the_trash(board):
    page = board.server.edit_as_person("child_page", board.server.parent, "Own")
    board.apply("--parent", page, parent=False)
    board.server.edit_as_person("trash", page)
    _, said = board.apply(parent=False, code=1)
    assert "the page that the board is below is in Notion's trash" in said and board.wrote == []


def spoilt(board, n=1):
    """An apply that is killed after its n-th write from now."""
    process = None

    def kill():
        process.kill()
        process.wait()

    board.server.fault(board.server.next(n), call(kill, after=True, cut=True))
    process = subprocess.Popen(
        [PROGRAM, "apply", *FAST, "--parent", board.server.parent, "--as-of", AS_OF], cwd=board.home,
        env={"PATH": os.environ["PATH"], "HOME": str(board.home), **board.env()},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    assert process.wait(60) == -signal.SIGKILL


@pytest.mark.parametrize("n", [1, 2, 3])
@pytest.mark.parametrize("forgets", [False, True])
def test_an_unfinished_page_that_a_person_wrote_on(board, n, forgets):
    board.apply()
    board.server.clock.advance(600)
    board.task("web/gamma", LONG.replace("item 1", "item one").replace("paragraph 7\n", "paragraph seven\n"))
    spoilt(board, n)
    blocks = board.server.blocks("task:web/gamma")
    board.server.edit_as_person("text", blocks[80]["id"], "By hand")
    board.server.edit_as_person("child_page", blocks[0]["id"], "Notes")
    if forgets:
        board.forget()
    out, _ = board.apply(code=3)
    assert "! task:web/gamma  changed in Notion: skipped (--force overwrites it)" in out
    assert "By hand" in json.dumps(board.server.tree())
    board.apply("--force")
    text = json.dumps(board.server.tree())
    assert "By hand" not in text and "Notes" in text and "paragraph seven" in text
    board.apply()
    assert board.wrote == []


def test_changes_while_it_runs(board):
    board.apply()
    board.server.clock.advance(600)
    board.task("web/beta", "Back to [the first](alpha.md), again.\n", sprint="one")
    board.task("web/gamma", LONG.replace("paragraph 7\n", "paragraph seven\n"))
    block = board.server.blocks("task:web/gamma")[10]["id"]

    def edit():
        board.server.clock.advance(60)
        board.server.edit_as_person("text", block, "Meanwhile")

    board.server.fault(board.server.next(1), call(edit))
    out, _ = board.apply(code=3)
    assert "! task:web/gamma  it was changed in Notion meanwhile: run apply again" in out
    assert "Meanwhile" in json.dumps(board.server.blocks("task:web/gamma"))
    out, _ = board.apply(code=3)
    assert "! task:web/gamma  changed in Notion" in out


def test_two_machines(tmp_path, server):
    one, two = small(Board(tmp_path / "one", server)), small(Board(tmp_path / "two", server))
    one.apply()
    server.clock.advance(600)
    changed = LONG.replace("paragraph 60\n", "paragraph sixty\n")
    # In turn: what the other one wrote is no change of a person's.
    two.task("web/beta", "Back to [the first](alpha.md).\n", sprint="one", due="2026-02-05", estimate="1h30m")
    two.apply()
    one.task("web/beta", "Back to [the first](alpha.md).\n", sprint="one", due="2026-02-05", estimate="1h30m")
    one.apply()
    assert one.wrote == []
    # At the same time: no text is there twice.
    for n in (1, 2, 3):
        server.clock.advance(600)
        changed = changed.replace("sixty", "sixty more")
        for board in (one, two):
            board.task("web/gamma", changed)
        server.fault(server.next(n), call(lambda: two.apply(code=None)))
        one.apply(code=None)
        one.apply()
        text = json.dumps(server.blocks("task:web/gamma"))
        assert text.count('"content": "paragraph sixty') == 1, n
        assert len(server.blocks("task:web/gamma")) == 123


def test_what_others_wrote_is_not_pruned(board):
    for i in range(6):
        board.task(f"web/more-{i}", "- item\n")
    board.apply()
    board.server.edit_as_person("child_page", board.server.blocks("task:web/more-0")[0]["id"], "Theirs")
    board.remove("tasks/web/more-0.md")
    out, _ = board.apply("--prune", code=3)
    assert board.wrote == [] and "others have written on it" in out
    board.server.edit_as_person("row", "Tasks", {
        "Name": {"title": [{"text": {"content": "Mine"}}]}, "Key": {"rich_text": [{"text": {"content": "task:my own"}}]}})
    out, _ = board.apply("--prune", code=3)
    assert board.wrote == [] and "my own" not in out


def test_what_was_made_again_is_found_by_others(board, whole):
    board.apply()
    board.server.edit_as_person("trash", "task:web/beta")
    board.server.edit_as_person("trash", "sprint:one")
    board.apply("--trashed", "recreate")
    assert tree(board.server) == whole[0]
    board.apply()
    assert board.wrote == []


def test_a_page_in_the_trash_keeps_nobody_from_being_written(board):
    board.apply()
    board.server.clock.advance(600)
    board.server.edit_as_person("trash", "sprint:one")
    board.task("web/beta", "Back to [the first](alpha.md).\n", sprint="one", due="2026-03-01")
    out, _ = board.apply(code=3)
    assert "! task:web/beta  without sprint:one, which is not in Notion" in out
    board.apply("--trashed", "restore")
    (beta,) = board.server.pages("task:web/beta")
    assert len(beta["properties"]["Sprint"]["relation"]) == 1


def test_columns_that_come_back_are_filled(board, whole):
    board.apply()
    board.server.edit_as_person("rename_property", "Tasks", "Due", "Deadline")
    board.server.edit_as_person("rename_property", "Tasks", "Name", "Task")
    board.apply()
    (beta,) = board.server.pages("task:web/beta")
    assert beta["properties"]["Due"]["date"]["start"] == "2026-02-01"
    board.apply()
    assert board.wrote == []


def test_a_key_taken_away_by_hand(board):
    board.apply()
    board.server.edit_as_person("property", "task:web/beta", "Key", {"rich_text": []})
    out, _ = board.apply(code=3)
    assert board.wrote == [] and "! task:web/beta  changed in Notion" in out
    board.apply("--force")
    assert len(board.server.pages("task:web/beta")) == 1
    board.apply()
    assert board.wrote == []


def test_others_blocks_beside_ours(board):
    board.task("web/short", "One.\n\nTwo.\n")
    board.apply()
    board.server.clock.advance(600)
    board.server.edit_as_person("add_block", "task:web/short", "Theirs")
    board.task("web/short", "One.\n\nTwo and more.\n")
    board.apply()
    text = json.dumps(board.server.blocks("task:web/short"))
    assert "Theirs" in text and "Two and more" in text


def test_pictures_are_no_change(board):
    (board.home / "content/files").mkdir()
    (board.home / "content/files/a.png").write_bytes(b"x")
    board.task("web/alpha", "- in a list\n\n  ![shot](../../files/a.png)\n\n![shot](../../files/a.png)\n")
    board.apply()
    board.server.clock.advance(600)
    board.server.edit_as_person("add_block", "task:web/alpha", "Theirs")
    board.apply()
    assert board.wrote == []


def test_a_description_that_a_person_wrote_on(board):
    board.apply()
    database = board.server.state.find(board.server.database("Tasks")[0], "database")
    database.content = {**database.content}
    board.forget()
    board.apply()
    assert board.wrote == []


def test_an_unreadable_record_is_left(board):
    board.apply()
    board.write("tasks/web/beta.md", "---\ntitle: [\n---\n")
    out, said = board.apply(code=1)
    assert "! task:web/beta  its file cannot be read: left as it is" in out and "content/tasks/web/beta.md" in said
    assert len(board.server.pages("task:web/beta")) == 1


def test_on_a_terminal(board):
    import pty
    import select
    process, terminal = pty.fork()
    if process == 0:
        os.chdir(board.home)
        os.execve(PROGRAM, [PROGRAM, "apply", *FAST, "--parent", board.server.parent, "--as-of", AS_OF],
                  {"PATH": os.environ["PATH"], "HOME": str(board.home), "TERM": "xterm", **board.env()})
    shown = b""
    while True:
        select.select([terminal], [], [], 60)
        try:
            part = os.read(terminal, 65_536)
        except OSError:
            break
        if not part:
            break
        shown += part
    _, status = os.waitpid(process, 0)
    assert os.waitstatus_to_exitcode(status) == 0, shown.decode()
    assert "5 of 5" in shown.decode() and "5 created" in shown.decode()


def test_an_export_takes_nothing_of_others(board):
    other = board.home / "app"
    (other / "pages").mkdir(parents=True)
    (other / "manifest.json").write_text('{"name": "my web app"}')
    (other / "pages/home.json").write_text("{}")
    _, said = run("export", "--output", other, "--as-of", AS_OF, home=board.home, code=1)
    assert "no manifest.json of an export" in said and (other / "pages/home.json").exists()
    run("export", "--as-of", AS_OF, home=board.home)
    mine = board.home / "notion/pages/tasks/mine.json"
    mine.write_text("{}")
    board.remove("tasks/web/gamma.md")
    run("export", "--as-of", AS_OF, home=board.home)
    assert mine.exists() and not (board.home / "notion/pages/tasks/web/gamma.json").exists()
