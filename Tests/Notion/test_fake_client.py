"""The client of the official API on the fake server: what works."""

import io

import pytest
from notion_client import APIErrorCode, APIResponseError
from notion_client.helpers import collect_paginated_api

from bodies import SCHEMA, paragraph, row, text
from fake_notion import FakeNotion


def words(blocks):
    return [block[block["type"]]["rich_text"][0]["plain_text"] for block in blocks]


def test_me(client):
    me = client.users.me()
    assert (me["object"], me["type"], me["bot"]["owner"]["type"]) == ("user", "bot", "workspace")


def test_database(server, client, source):
    found = client.data_sources.retrieve(source)
    assert {name: one["type"] for name, one in found["properties"].items()} == {
        **{name: next(iter(one)) for name, one in SCHEMA.items()}, "After": "relation"}
    assert all(one["name"] == name and one["id"] for name, one in found["properties"].items())
    assert found["properties"]["Name"]["id"] == "title"
    relation = found["properties"]["After"]["relation"]
    assert (relation["data_source_id"], relation["type"]) == (source, "single_property")
    database = client.databases.retrieve(relation["database_id"])
    assert database["data_sources"] == [{"id": source, "name": "Tasks"}]
    assert database["description"][0]["plain_text"] == "What is to do"
    (block,) = client.blocks.children.list(server.parent)["results"]
    assert (block["type"], block["child_database"], block["id"]) == (
        "child_database", {"title": "Tasks"}, database["id"])


def test_changed_schema(client, source):
    client.data_sources.update(source, properties={
        "Time": {"rich_text": {}}, "Estimate": {"name": "Hours"}, "Phone": None,
        "Priority": {"select": {"options": [{"name": "high"}, {"name": "low"}]}}})
    found = client.data_sources.retrieve(source)["properties"]
    assert {"Time", "Hours"} < set(found) and not {"Estimate", "Phone"} & set(found)
    assert [(one["name"], one["color"]) for one in found["Priority"]["select"]["options"]] == [
        ("high", "red"), ("low", "default")]


def test_values(server, client, source):
    other = row(client, source, "a")
    page = row(
        client, source, "b", Estimate={"number": 2.5}, Priority={"select": {"name": "high"}},
        State={"status": {"name": "Done"}}, Labels={"multi_select": [{"name": "x"}, {"name": "y"}]},
        Due={"date": {"start": "2026-01-20"}}, Blocked={"checkbox": True}, Link={"url": "https://example.com/"},
        Mail={"email": "a@b.at"}, Phone={"phone_number": "+43 1"}, After={"relation": [{"id": other["id"]}]},
        Assignee={"people": [{"id": server.state.person}]},
        Files={"files": [{"name": "f", "external": {"url": "https://example.com/f"}}]})
    assert page == client.pages.retrieve(page["id"].replace("-", ""))
    assert page["parent"] == {"type": "data_source_id", "data_source_id": source,
                              "database_id": server.database("Tasks")[0]}
    found = {name: one[one["type"]] for name, one in page["properties"].items()}
    assert found["Key"] == [{
        "type": "text", "text": {"content": "b", "link": None}, "plain_text": "b", "href": None,
        "annotations": {"bold": False, "italic": False, "strikethrough": False, "underline": False, "code": False,
                        "color": "default"}}]
    assert (found["Estimate"], found["Blocked"], found["Link"], found["Mail"], found["Phone"]) == (
        2.5, True, "https://example.com/", "a@b.at", "+43 1")
    assert (found["Priority"]["name"], found["State"]["name"]) == ("high", "Done")
    assert [one["name"] for one in found["Labels"]] == ["x", "y"]
    assert found["Due"] == {"start": "2026-01-20", "end": None, "time_zone": None}
    assert found["After"] == [{"id": other["id"]}] and page["properties"]["After"]["has_more"] is False
    assert (found["Assignee"][0]["name"], found["Files"][0]["name"]) == ("Ada", "f")
    assert found["Created"] == "2026-01-15T09:00:00.000Z" and found["Edited by"]["type"] == "bot"
    assert other["properties"]["State"]["status"]["name"] == "Not started"
    by_id = client.pages.update(page["id"], properties={page["properties"]["Due"]["id"]: {"date": None}})
    assert by_id["properties"]["Due"]["date"] is None and by_id["properties"]["Estimate"]["number"] == 2.5


def test_long_relation(client, source):
    """A page tells the first 25; all of them are to be had, page by page."""
    targets = [{"id": row(client, source, str(number))["id"]} for number in range(30)]
    page = row(client, source, "all", After={"relation": targets})
    found = page["properties"]["After"]
    assert (found["relation"], found["has_more"]) == (targets[:25], True)
    items = collect_paginated_api(client.pages.properties.retrieve, page_id=page["id"], property_id=found["id"],
                                  page_size=20)
    assert [item["relation"] for item in items] == targets


def test_blocks_and_times(server, client, source):
    page = row(client, source, "a", [
        paragraph("one", {"bulleted_list_item": {"rich_text": text("two"), "children": [paragraph("three")]}}),
        {"heading_2": {"rich_text": text("h"), "is_toggleable": True, "children": [paragraph("in")]}},
        {"table": {"table_width": 2, "has_column_header": True, "children": [
            {"table_row": {"cells": [text("a"), []]}}]}},
        {"code": {"rich_text": text("x = 1"), "language": "python"}}, {"divider": {}},
        {"image": {"external": {"url": "https://example.com/i.png"}, "caption": text("c")}},
        {"callout": {"rich_text": text("!"), "icon": {"emoji": "💡"}}}])
    blocks = client.blocks.children.list(page["id"])["results"]
    assert [block["type"] for block in blocks] == [
        "paragraph", "heading_2", "table", "code", "divider", "image", "callout"]
    assert [block["has_children"] for block in blocks] == [True, True, True, False, False, False, False]
    assert blocks[0]["parent"] == {"type": "page_id", "page_id": page["id"]}
    (item,) = client.blocks.children.list(blocks[0]["id"])["results"]
    assert item["parent"] == {"type": "block_id", "block_id": blocks[0]["id"]} and item["has_children"]
    assert blocks[5]["image"]["type"] == "external" and blocks[3]["code"]["caption"] == []
    server.clock.advance(150)
    client.blocks.update(item["id"], bulleted_list_item={"rich_text": text("2")})
    assert client.blocks.retrieve(item["id"])["last_edited_time"] == "2026-01-15T09:02:00.000Z"
    assert client.pages.retrieve(page["id"])["last_edited_time"] == "2026-01-15T09:02:00.000Z"
    assert client.blocks.retrieve(blocks[0]["id"])["last_edited_time"] == "2026-01-15T09:00:00.000Z"
    client.blocks.children.append(blocks[2]["id"], children=[{"table_row": {"cells": [[], text("b")]}}])
    assert len(client.blocks.children.list(blocks[2]["id"])["results"]) == 2


def test_equal_neighbours_come_back_as_one(client, source):
    bold = {"annotations": {"bold": True}}
    page = row(client, source, "a", [{"paragraph": {"rich_text": [
        *text("a"), *text("b"), *text(""), {**text("c")[0], **bold}, *text("d", link={"url": "https://example.com"})]}}
    ])
    (block,) = client.blocks.children.list(page["id"])["results"]
    assert [run["plain_text"] for run in block["paragraph"]["rich_text"]] == ["ab", "c", "d"]
    assert block["paragraph"]["rich_text"][2]["href"] == "https://example.com"


def test_positions(client, source):
    page = row(client, source, "a", [paragraph("b"), paragraph("e")])["id"]
    first, _ = client.blocks.children.list(page)["results"]

    def append(*names, **position):
        made = client.blocks.children.append(page, children=[paragraph(name, paragraph("x")) for name in names],
                                             **({"position": position} if position else {}))
        assert words(made["results"]) == list(names) and not made["has_more"]

    append("f")
    append("a", type="start")
    append("c", "d", type="after_block", after_block={"id": first["id"]})
    append("g", type="end")
    assert words(client.blocks.children.list(page)["results"]) == list("abcdefg")


def test_paging(client, source):
    page = row(client, source, "a", [paragraph(str(number)) for number in range(100)])["id"]
    for start in (100, 200):
        client.blocks.children.append(page, children=[paragraph(str(number)) for number in range(start, start + 100)])
    client.blocks.children.append(page, children=[paragraph("300")])
    first = client.blocks.children.list(page)
    assert len(first["results"]) == 100 and first["has_more"] and first["next_cursor"]
    everything = collect_paginated_api(client.blocks.children.list, block_id=page, page_size=90)
    assert words(everything) == [str(number) for number in range(301)]


def test_query(server, client, source):
    for number in range(12):
        server.clock.advance(60)
        row(client, source, f"t{number}", Priority={"select": {"name": "high" if number % 2 else "low"}},
            Estimate={"number": -number})

    def query(**body):
        found = collect_paginated_api(client.data_sources.query, data_source_id=source, page_size=5, **body)
        return [page["properties"]["Key"]["rich_text"][0]["plain_text"] for page in found]

    equals = [{"property": "Key", "rich_text": {"equals": f"t{number}"}} for number in (3, 4)]
    high = {"property": "Priority", "select": {"equals": "high"}}
    assert sorted(query()) == sorted(f"t{number}" for number in range(12))
    assert query(filter=equals[0]) == ["t3"]
    assert sorted(query(filter={"or": equals})) == ["t3", "t4"]
    assert query(filter={"and": [{"or": equals}, high]}) == ["t3"]
    assert query(filter=high, sorts=[{"timestamp": "created_time", "direction": "ascending"}]) == [
        "t1", "t3", "t5", "t7", "t9", "t11"]
    assert query(sorts=[{"property": "Estimate", "direction": "ascending"}])[:2] == ["t11", "t10"]
    assert query(filter={"timestamp": "last_edited_time", "last_edited_time": {"after": "2026-01-15T09:10:30Z"}}) == [
        "t11", "t10"]
    # A caller that is after one key has to compare again.
    assert query(filter={"property": "Key", "rich_text": {"equals": "T3"}}) == ["t3"]


def test_query_ends(server, client, source):
    server.query_limit = 7
    for number in range(9):
        row(client, source, str(number))
    first = client.data_sources.query(source, page_size=5)
    assert first["has_more"] and "request_status" not in first
    second = client.data_sources.query(source, page_size=5, start_cursor=first["next_cursor"])
    assert (len(second["results"]), second["has_more"], second["next_cursor"]) == (2, False, None)
    assert second["request_status"] == {"type": "incomplete", "incomplete_reason": "query_result_limit_reached"}
    server.query_limit = 9
    assert client.data_sources.query(source)["request_status"] == {"type": "complete"}


def test_trash(client, source):
    page = row(client, source, "a", [paragraph("one"), paragraph("two")])["id"]
    row(client, source, "b")
    first, _ = client.blocks.children.list(page)["results"]
    assert client.blocks.delete(first["id"])["in_trash"] is True
    assert words(client.blocks.children.list(page)["results"]) == ["two"]
    client.blocks.update(first["id"], in_trash=False)
    assert words(client.blocks.children.list(page)["results"]) == ["one", "two"]
    assert client.pages.update(page, in_trash=True)["in_trash"] is True
    assert [one["id"] for one in client.data_sources.query(source, in_trash=True)["results"]] == [page]
    assert len(client.data_sources.query(source)["results"]) == 1
    for refused in (lambda: client.blocks.children.append(page, children=[paragraph("x")]),
                    lambda: client.blocks.delete(page),
                    lambda: client.pages.update(page, properties={"Blocked": {"checkbox": True}})):
        with pytest.raises(APIResponseError) as error:
            refused()
        assert (error.value.code, error.value.status) == (APIErrorCode.ValidationError, 400)
        assert "archived" in str(error.value)
    assert client.pages.update(page, in_trash=False)["in_trash"] is False
    client.pages.update(page, erase_content=True)
    assert client.blocks.children.list(page)["results"] == []


def test_page_below_page(server, client):
    page = client.pages.create(parent={"page_id": server.parent}, properties={"title": {"title": text("Child")}},
                               children=[paragraph("x")], icon={"emoji": "🔥"})
    (block,) = client.blocks.children.list(server.parent)["results"]
    assert (block["id"], block["child_page"], block["has_children"]) == (page["id"], {"title": "Child"}, True)
    assert page["icon"] == {"type": "emoji", "emoji": "🔥"} and page["properties"]["title"]["id"] == "title"
    mention = [{"type": "mention", "mention": {"type": "page", "page": {"id": page["id"]}}}]
    (made,) = client.blocks.children.append(page["id"], children=[{"paragraph": {"rich_text": mention}}])["results"]
    run = made["paragraph"]["rich_text"][0]
    assert run["plain_text"] == "Child" and run["href"].endswith(page["id"].replace("-", ""))


def test_views(server, client, source):
    database, _ = server.database("Tasks")
    state = client.data_sources.retrieve(source)["properties"]["Priority"]["id"]
    view = client.views.create(
        database_id=database, data_source_id=source, name="Board", type="board", configuration={
            "type": "board", "group_by": {"type": "select", "property_id": state, "sort": {"type": "manual"}}})
    assert (view["object"], view["type"], view["parent"]["database_id"]) == ("view", "board", database)
    listed = client.views.list(database_id=database)["results"]
    assert [client.views.retrieve(one["id"])["name"] for one in listed] == ["Default view", "Board"]


def test_upload(server, client, source):
    data = bytes(range(256)) * 8 + b"\r\n--x\r\n"
    upload = client.file_uploads.create(mode="single_part", filename="i.png", content_type="image/png")
    assert (upload["status"], upload["filename"]) == ("pending", "i.png")
    sent = client.file_uploads.send(upload["id"], file=("i.png", io.BytesIO(data), "image/png"))
    assert (sent["status"], sent["content_length"]) == ("uploaded", len(data))
    assert server.state.uploads[upload["id"]]["data"] == data
    page = row(client, source, "a", [{"image": {"type": "file_upload", "file_upload": {"id": upload["id"]}}}])
    (block,) = client.blocks.children.list(page["id"])["results"]
    assert block["image"]["type"] == "file" and "i.png" in block["image"]["file"]["url"]
    late = client.file_uploads.create(filename="a.txt")
    client.file_uploads.send(late["id"], file=("a.txt", io.BytesIO(b"a"), "text/plain"))
    server.clock.advance(3600)
    assert client.file_uploads.retrieve(late["id"])["status"] == "expired"
    with pytest.raises(APIResponseError, match="expired"):
        row(client, source, "b", [{"file": {"file_upload": {"id": late["id"]}}}])
    # What is used already stays.
    row(client, source, "c", [{"image": {"file_upload": {"id": upload["id"]}}}])


def test_people_and_trees(server, client, source):
    first, second = (row(client, source, key, [paragraph("one"), paragraph("two")]) for key in "ab")
    client.pages.update(first["id"], properties={"After": {"relation": [{"id": second["id"]}]}})
    before = server.tree()
    assert before["databases"]["Tasks"]["pages"]["a"]["properties"]["After"] == ["b"]
    assert second["id"] not in repr(before)
    server.clock.advance(60)
    block = server.blocks("a")[0]["id"]
    server.edit_as_person("text", block, "changed")
    server.edit_as_person("property", "a", "Priority", {"select": {"name": "high"}})
    server.edit_as_person("add_block", "a", "added", after=block)
    server.edit_as_person("comment", "a", "why?")
    server.edit_as_person("child_page", "a", "Notes", ["words"])
    server.edit_as_person("trash", "b")
    page = client.pages.retrieve(first["id"])
    assert page["last_edited_by"]["id"] == server.state.person
    assert page["last_edited_time"] == "2026-01-15T09:01:00.000Z"
    assert [block["type"] for block in server.blocks("a")] == ["paragraph", "paragraph", "paragraph", "child_page"]
    assert words(server.blocks("a")[:3]) == ["changed", "added", "two"]
    assert server.pages("b") == [] and server.pages("b", trashed=True)[0]["id"] == second["id"]
    after = server.tree()
    assert after != before and list(after["databases"]["Tasks"]["pages"]) == ["a"]
    assert after["databases"]["Tasks"]["pages"]["a"]["comments"] == ["why?"] and "Notes" in after["pages"]
    server.edit_as_person("restore", "b")
    server.edit_as_person("copy", "b")
    assert list(server.tree()["databases"]["Tasks"]["pages"]) == ["a", "b", "b #2"]
    server.edit_as_person("remove", second["id"])
    with pytest.raises(APIResponseError) as error:
        client.pages.retrieve(second["id"])
    assert error.value.code == APIErrorCode.ObjectNotFound


def test_log(server, client, source):
    server.clear()
    page = row(client, source, "a")
    client.pages.retrieve(page["id"])
    client.data_sources.query(source)
    with pytest.raises(APIResponseError):
        client.pages.update(page["id"], properties={"Nothing": {"checkbox": True}})
    assert [(entry.method, entry.path, entry.status) for entry in server.log] == [
        ("POST", "/v1/pages", 200), ("GET", f"/v1/pages/{page['id']}", 200),
        ("POST", f"/v1/data_sources/{source}/query", 200), ("PATCH", f"/v1/pages/{page['id']}", 400)]
    assert [entry.path for entry in server.writes] == ["/v1/pages"]
    assert server.writes[0].body["properties"]["Key"] == {"rich_text": text("a")}


def test_more_people(server, client, source):
    """The other changes by hand."""
    made = server.edit_as_person("row", "Tasks", {"Key": {"rich_text": text("p")}, "Name": {"title": text("By hand")}})
    page = client.pages.retrieve(made)
    assert page["created_by"]["id"] == server.state.person and server.id("p") == made
    server.edit_as_person("rename_property", "Tasks", "Estimate", "Hours")
    assert "Hours" in client.pages.retrieve(made)["properties"]
    first = server.edit_as_person("add_block", "p", {"to_do": {"rich_text": text("one")}})
    second = server.edit_as_person("add_block", "p", "two")
    server.edit_as_person("check", first)
    server.edit_as_person("move_block", first, after=second)
    assert words(server.blocks("p")) == ["two", "one"] and server.blocks("p")[1]["to_do"]["checked"] is True
    server.edit_as_person("move_block", first)
    assert words(client.blocks.children.list(made)["results"]) == ["one", "two"]
    client.pages.update(made, properties={"After": {"relation": [{"id": made}]}})
    other = row(client, source, "q", After={"relation": [{"id": made}]})["id"]
    server.edit_as_person("remove", "p")
    assert client.pages.retrieve(other)["properties"]["After"]["relation"] == []
    assert server.nodes("p") == [] and server.tree()["databases"]["Tasks"]["pages"]["q"]["properties"]["After"] == []
    elsewhere = server.add_page("Elsewhere")
    assert client.pages.retrieve(elsewhere)["parent"] == {"type": "workspace", "workspace": True}


def test_equal_trees(server, client, source, connect):
    """What was done in another way, at another time and under other ids is the same tree."""
    row(client, source, "a", [paragraph("ab", paragraph("c"))])
    with FakeNotion() as other:
        second = connect(other)
        database = second.databases.create(
            parent={"type": "page_id", "page_id": other.parent}, title=text("Tasks"), description=text("What is to do"),
            initial_data_source={"properties": SCHEMA})
        twin = database["data_sources"][0]["id"]
        second.data_sources.update(twin, properties={
            "After": {"relation": {"data_source_id": twin, "single_property": {}}}})
        other.clock.advance(1000)
        page = row(second, twin, "a")["id"]
        assert other.tree() != server.tree()
        (block,) = second.blocks.children.append(page, children=[
            {"paragraph": {"rich_text": text("a") + text("b")}}])["results"]
        second.blocks.children.append(block["id"], children=[paragraph("c")])
        assert other.tree() == server.tree()
