"""Everything that is refused: with the right code, the right words, and without leaving anything behind."""

import http.client
import json

import pytest
from notion_client import APIErrorCode, APIResponseError

from bodies import paragraph, row, text
from check_requests import problems
from check_values import LANGUAGES
from notion_api import VERSION

URL = "https://example.com/"
NONE = "00000000-0000-4000-8000-000000000000"


def linked(url):
    return {"paragraph": {"rich_text": text("x", link={"url": url})}}


def nested(depth, inner=None):
    return paragraph("x", nested(depth - 1, inner)) if depth else inner or paragraph("x")


def table(width, *rows):
    return {"table": {"table_width": width, "children": [
        {"table_row": {"cells": [text("x") for _ in range(cells)]}} for cells in rows]}}


# At the limit and just beyond it. An emoji is two units.
EDGES = {
    "text": (paragraph("x" * 2000), paragraph("x" * 2001), "rich_text[0].text.content.length should be ≤ 2000, "
             "instead was 2001."),
    "emoji": (paragraph("x" * 1998 + "🔥"), paragraph("x" * 1999 + "🔥"), "≤ 2000, instead was 2001."),
    "runs": ({"paragraph": {"rich_text": text("x") * 100}}, {"paragraph": {"rich_text": text("x") * 101}},
             "body failed validation: body.children[0].paragraph.rich_text.length should be ≤ 100, instead was 101."),
    "children": (paragraph("x", *[paragraph("y")] * 100), paragraph("x", *[paragraph("y")] * 101),
                 "children[0].paragraph.children.length should be ≤ 100, instead was 101."),
    "depth": (nested(2), nested(3), "paragraph.children[0].paragraph.children[0].paragraph.children should be not "
              "present"),
    "table": (nested(1, table(1, 1)), nested(2, table(1, 1)), ".table should be not present"),
    "rows": (table(2, *[2] * 100), table(2, *[2] * 101), ".children.length should be ≤ 100, instead was 101."),
    "cells": (table(2, 2, 2), table(2, 2, 1), "cells.length should be equal to the table_width 2, instead was 1."),
    "width": (table(1, 1), table(0, 1), "table_width should be ≥ 1, instead was 0."),
    "no rows": (table(1, 1), table(1), ".children.length should be ≥ 1, instead was 0."),
    "equation": ({"equation": {"expression": "x" * 1000}}, {"equation": {"expression": "x" * 1001}}, "≤ 1000"),
    "url length": (linked(URL + "x" * 1980), linked(URL + "x" * 1981), "link.url.length should be ≤ 2000"),
    "link": (linked("mailto:a@b.at"), linked("docs/a.md"), "link.url should be an absolute URL"),
    "language": ({"code": {"rich_text": [], "language": "shell"}}, {"code": {"rich_text": [], "language": "sh"}},
                 "code.language should be one of"),
    "toggleable": ({"heading_1": {"rich_text": [], "is_toggleable": True, "children": [paragraph("x")]}},
                   {"heading_1": {"rich_text": [], "children": [paragraph("x")]}}, "children should be not present"),
}


@pytest.mark.parametrize("name", EDGES)
def test_edges(server, client, source, name):
    good, bad, message = EDGES[name]
    page = row(client, source, "a")["id"]
    client.blocks.children.append(page, children=[good])
    before = server.tree()
    with pytest.raises(APIResponseError) as error:
        client.blocks.children.append(page, children=[bad])
    assert (error.value.code, error.value.status) == (APIErrorCode.ValidationError, 400)
    assert message in str(error.value)
    with pytest.raises(APIResponseError):
        row(client, source, "b", [bad])
    assert server.tree() == before


BLOCKS = {
    "child page": {"child_page": {"title": "x"}}, "child database": {"child_database": {"title": "x"}},
    "other key": {"type": "paragraph", "code": {"rich_text": [], "language": "python"}},
    "two keys": {**paragraph("x"), "quote": {"rich_text": []}}, "no key": {"type": "paragraph"},
    "unknown block": {"heading_5": {"rich_text": []}}, "unknown field": {"quote": {"rich_text": [], "icon": None}},
    "unknown beside": {**paragraph("x"), "id": NONE}, "null children": {"quote": {"rich_text": [], "children": None}},
    "no text": {"paragraph": {}}, "text is a string": {"paragraph": {"rich_text": "x"}},
    "code with children": {"code": {"rich_text": [], "language": "c", "children": []}},
    "divider with children": {"divider": {"children": [paragraph("x")]}},
    "image with children": {"image": {"external": {"url": URL}, "children": []}},
    "no language": {"code": {"rich_text": []}}, "capital language": {"code": {"rich_text": [], "language": "Python"}},
    "colour": {"paragraph": {"rich_text": [], "color": "black"}},
    "annotation": {"paragraph": {"rich_text": [{**text("x")[0], "annotations": {"bold": 1}}]}},
    "unknown annotation": {"paragraph": {"rich_text": [{**text("x")[0], "annotations": {"small": True}}]}},
    "link beside": {"paragraph": {"rich_text": [{"text": {"content": "x"}, "href": URL}]}},
    "row on a page": {"table_row": {"cells": [[]]}},
    "table without rows": {"table": {"table_width": 2}}, "paragraph in a table": {
        "table": {"table_width": 1, "children": [paragraph("x")]}},
    "row in a list": {"bulleted_list_item": {"rich_text": [], "children": [{"table_row": {"cells": [[]]}}]}},
    "column on a page": {"column": {"children": [paragraph("x")]}},
    "one column": {"column_list": {"children": [{"column": {"children": [paragraph("x")]}}]}},
    "columns below": {"quote": {"rich_text": [], "children": [{"column_list": {"children": []}}]}},
    "start of a list": {"numbered_list_item": {"rich_text": [], "list_start_index": 5}},
    "emoji": {"callout": {"rich_text": [], "icon": {"emoji": "note"}}},
    "image address": {"image": {"external": {"url": "i.png"}}}, "empty equation": {"equation": {"expression": ""}},
    "long in a caption": {"code": {"rich_text": [], "language": "c", "caption": text("x" * 2001)}},
    "long in a cell": {"table": {"table_width": 1, "children": [{"table_row": {"cells": [text("x" * 2001)]}}]}},
    "mention": {"paragraph": {"rich_text": [{"mention": {"page": {"id": "{{page:task:x}}"}}}]}},
    "list": [paragraph("x")],
}


@pytest.mark.parametrize("name", BLOCKS)
def test_blocks(server, client, source, name):
    page = row(client, source, "a")["id"]
    before = server.tree()
    with pytest.raises(APIResponseError) as error:
        client.blocks.children.append(page, children=[paragraph("before"), BLOCKS[name]])
    assert error.value.code == APIErrorCode.ValidationError
    assert server.tree() == before


@pytest.mark.parametrize("url", [
    "/x", "x.md", "#x", "www.example.com", "ftp://example.com", "javascript:alert(1)", "http://", "https:///x",
    "https://a b", "https://example.com/<x>", "https://example.com/%zz", "https://a..b/", "http://a:99999/", "",
    "mailto:", "mailto:a", "https://example.com/\n", "http:example.com"])
def test_addresses(url):
    assert problems({"children": [linked(url)]}, kind="append")


@pytest.mark.parametrize("url", [
    "http://localhost:8080/x?y=z#w", "https://[::1]/", "HTTPS://EXAMPLE.COM", "mailto:a+b@c.at?subject=x%20y",
    "https://example.com/ä/%C3%A4", "https://bücher.example/", "https://u:p@example.com/~a/(b),c;d=e!f'g*"])
def test_good_addresses(url):
    assert problems({"children": [linked(url)]}, kind="append") == []


def test_request_limits(server, client, source):
    page = row(client, source, "a")["id"]
    many = [paragraph("x", *[paragraph("y")] * 99)] * 10
    client.blocks.children.append(page, children=many)
    with pytest.raises(APIResponseError, match="≤ 1000 blocks in all, instead was 1001"):
        client.blocks.children.append(page, children=[*many, paragraph("x")])
    with pytest.raises(APIResponseError, match="body.children.length should be ≤ 100, instead was 101"):
        row(client, source, "b", [paragraph("x")] * 101)
    with pytest.raises(APIResponseError, match="≤ 500000 bytes"):
        client.blocks.children.append(page, children=[{"paragraph": {"rich_text": text("ä" * 2000) * 2}}] * 70)
    with pytest.raises(APIResponseError, match="query.page_size should be ≤ 100, instead was 101"):
        client.blocks.children.list(page, page_size=101)
    with pytest.raises(APIResponseError, match="body.page_size should be ≤ 100, instead was 101"):
        client.data_sources.query(source, page_size=101)
    with pytest.raises(APIResponseError, match="start_cursor provided is invalid"):
        client.blocks.children.list(page, start_cursor=NONE)


PROPERTIES = {
    "unknown": ({"Nothing": {"number": 1}}, "Nothing is not a property that exists."),
    "another type": ({"Estimate": {"rich_text": text("1")}}, "Estimate is expected to be number."),
    "number as text": ({"Estimate": {"number": "1"}}, "Estimate.number should be a number"),
    "number as boolean": ({"Estimate": {"number": True}}, "Estimate.number should be a number"),
    "date": ({"Due": {"date": {"start": "20.1.2026"}}}, "start should be a valid ISO 8601 date"),
    "no such date": ({"Due": {"date": {"start": "2026-02-30"}}}, "start should be a valid ISO 8601 date"),
    "dates in turn": ({"Due": {"date": {"start": "2026-02-02", "end": "2026-02-01"}}}, "on or after the start"),
    "option name": ({"Priority": {"select": {"name": "x" * 101}}}, "name.length should be ≤ 100, instead was 101"),
    "comma": ({"Labels": {"multi_select": [{"name": "a,b"}]}}, "should contain no comma"),
    "empty option": ({"Priority": {"select": {"name": ""}}}, "name.length should be ≥ 1"),
    "colour": ({"Priority": {"select": {"name": "high", "color": "blue"}}}, "Cannot update color"),
    "options": ({"Labels": {"multi_select": [{"name": str(n)} for n in range(101)]}}, "≤ 100, instead was 101"),
    "status": ({"State": {"status": {"name": "new"}}}, 'Status option "new" does not exist'),
    "relations": ({"After": {"relation": [{"id": NONE}] * 101}}, "relation.length should be ≤ 100"),
    "relation names": ({"After": {"relation": ["a"]}}, "relation[0] should be an object"),
    "address": ({"Link": {"url": "x"}}, "Link.url should be an absolute URL"), "mail": (
        {"Mail": {"email": ""}}, "Mail.email.length should be ≥ 1"),
    "checkbox": ({"Blocked": {"checkbox": "yes"}}, "checkbox should be a boolean"),
    "long text": ({"Key": {"rich_text": text("x" * 2001)}}, "≤ 2000"),
    "computed": ({"Created": {"created_time": "2026-01-01T00:00:00Z"}}, "Created.created_time should be not present"),
    "type beside": ({"Estimate": {"type": "select", "number": 1}}, "Estimate.type should be"),
    "file name": ({"Files": {"files": [{"external": {"url": URL}}]}}, "files[0].name should be defined"),
}


@pytest.mark.parametrize("name", PROPERTIES)
def test_properties(server, client, source, name):
    given, message = PROPERTIES[name]
    page = row(client, source, "a")["id"]
    before = server.tree()
    for refused in (lambda: row(client, source, "b", **given), lambda: client.pages.update(page, properties=given)):
        with pytest.raises(APIResponseError) as error:
            refused()
        assert error.value.code == APIErrorCode.ValidationError and message in str(error.value)
    assert server.tree() == before


def test_not_there(server, client, source):
    mention = {"paragraph": {"rich_text": [{"mention": {"page": {"id": NONE}}}]}}
    trashed = row(client, source, "t")["id"]
    page = row(client, source, "a")["id"]
    client.pages.update(trashed, in_trash=True)
    for kind, refused in {
            "page": lambda: client.pages.retrieve(NONE), "block": lambda: client.blocks.children.list(NONE),
            "data source": lambda: client.data_sources.query(NONE),
            "database": lambda: client.databases.retrieve(page),
            "page ": lambda: client.blocks.children.append(page, children=[mention]),
            "page  ": lambda: client.pages.update(page, properties={"After": {"relation": [{"id": NONE}]}}),
            "page   ": lambda: client.pages.update(page, properties={"After": {"relation": [{"id": trashed}]}}),
    }.items():
        with pytest.raises(APIResponseError) as error:
            refused()
        assert (error.value.code, error.value.status) == (APIErrorCode.ObjectNotFound, 404)
        assert str(error.value).startswith(f"Could not find {kind.strip()} with ID: ")
        assert str(error.value).endswith("Make sure the relevant pages and databases are shared with your integration.")


def test_wrong_places(server, client, source):
    page = row(client, source, "a", [
        {"code": {"rich_text": [], "language": "c"}}, paragraph("x", paragraph("y")), table(2, 2)])["id"]
    code, outer, rows = client.blocks.children.list(page)["results"]
    inner = client.blocks.children.list(outer["id"])["results"][0]["id"]
    after = {"type": "after_block", "after_block": {"id": inner}}
    for refused in (
            lambda: client.blocks.children.append(code["id"], children=[paragraph("x")]),
            lambda: client.blocks.children.append(page, children=[{"table_row": {"cells": [[]]}}]),
            lambda: client.blocks.children.append(rows["id"], children=[paragraph("x")]),
            lambda: client.blocks.children.append(rows["id"], children=[{"table_row": {"cells": [[]]}}]),
            lambda: client.blocks.children.append(page, children=[paragraph("x")], position=after),
            lambda: client.blocks.children.append(page, children=[paragraph("x")], after=outer["id"]),
            lambda: client.blocks.update(outer["id"], quote={"rich_text": []}),
            lambda: client.blocks.update(outer["id"], paragraph={"children": []}),
            lambda: client.blocks.update(outer["id"], archived=True),
            lambda: client.pages.update(page, archived=True),
            lambda: client.pages.create(parent={"page_id": page}, properties={"Name": {"title": []}}),
            lambda: client.pages.create(parent={"database_id": source}, properties={}),
            lambda: client.data_sources.query(source, filter={"property": "Key", "select": {"equals": "x"}}),
            lambda: client.data_sources.query(source, filter={"property": "No", "rich_text": {"equals": "x"}}),
            lambda: client.databases.create(parent={"type": "page_id", "page_id": server.parent},
                                            initial_data_source={"properties": {"A": {"rich_text": {}}}})):
        with pytest.raises(APIResponseError) as error:
            refused()
        assert error.value.code == APIErrorCode.ValidationError


def raw(server, method, path, data=None, **headers):
    connection = http.client.HTTPConnection("127.0.0.1", server.running.port)
    given = {"Authorization": f"Bearer {server.token}", "Notion-Version": VERSION, "Content-Type": "application/json"}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, data, {
        name: value for name, value in {**given, **named}.items() if value is not None})
    answer = connection.getresponse()
    found = json.loads(answer.read())
    connection.close()
    return answer.status, found


@pytest.mark.parametrize("expected, method, path, data, headers", [
    ((401, "unauthorized"), "GET", "/v1/users/me", None, {"Authorization": None}),
    ((401, "unauthorized"), "GET", "/v1/users/me", None, {"Authorization": "Bearer other"}),
    ((400, "missing_version"), "GET", "/v1/users/me", None, {"Notion_Version": None}),
    ((400, "missing_version"), "GET", "/v1/users/me", None, {"Notion_Version": "2022-06-28"}),
    ((400, "invalid_request_url"), "GET", "/v1/nothing", None, {}),
    ((400, "invalid_json"), "POST", "/v1/pages", "{", {}),
    ((400, "invalid_json"), "POST", "/v1/pages", "[]", {}),
    ((400, "invalid_json"), "POST", "/v1/pages", '{"parent": {}, "parent": {}}', {}),
    ((400, "invalid_json"), "POST", "/v1/pages", '{"x": NaN}', {}),
    ((400, "invalid_json"), "POST", "/v1/pages", "{}", {"Content_Type": "text/plain"}),
    ((400, "validation_error"), "GET", "/v1/pages/x", None, {}),
    ((400, "validation_error"), "GET", "/v1/users/me?x=1", None, {}),
])
def test_envelope(server, expected, method, path, data, headers):
    status, found = raw(server, method, path, data, **headers)
    assert (status, found["code"]) == expected
    assert set(found) == {"object", "status", "code", "message", "request_id"} and found["object"] == "error"
    assert found["status"] == status


def test_chunked(server):
    assert raw(server, "POST", "/v1/pages", iter([b'{"a', b'":1}']))[1]["code"] == "validation_error"


def test_without_a_server():
    """Exported requests name what does not exist yet."""
    body = {"parent": {"data_source_id": "{{db:tasks}}"}, "properties": {
        "Sprint": {"relation": [{"id": "{{page:sprint:2026-01}}"}]}}, "children": [paragraph("{{page:x}}")]}
    assert problems(body, kind="create_page", placeholders=True) == []
    assert len(problems(body, kind="create_page")) == 2
    assert problems(body, kind="create_page", placeholders=True, schema={"Sprint": "select"}) == [
        "Sprint is expected to be select."]
    assert "py" not in LANGUAGES and "plain text" in LANGUAGES
