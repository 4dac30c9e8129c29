"""Answers: what is stored, in the form in which the service gives it."""

import datetime
import urllib.parse

import check_values as values
from check_properties import COMPUTED

ANNOTATIONS = ("bold", "italic", "strikethrough", "underline", "code")
# A page shows that many references of a property; the whole list is at pages/{id}/properties/{property}.
REFERENCE_LIMIT = 25
EMPTY = {"title": [], "rich_text": [], "number": None, "select": None, "status": None, "multi_select": [], "date": None,
         "relation": [], "checkbox": False, "url": None, "email": None, "phone_number": None, "people": [], "files": []}
# A page that is no row has a title and nothing else.
LONE = {"title": {"id": "title", "name": "title", "type": "title", "title": {}, "description": None}}


def time(seconds):
    return datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def minute(seconds):
    """The service tells times to the minute, rounded down."""
    return time(seconds // 60 * 60)


def link(id):
    return "https://www.notion.so/" + id.replace("-", "")


def user(id):
    return {"object": "user", "id": id}


def full_user(state, id):
    found = {"object": "user", "id": id, "name": state.users[id], "avatar_url": None}
    if id != state.bot:
        return {**found, "type": "person", "person": {"email": f"{state.users[id].lower()}@example.com"}}
    return {**found, "type": "bot", "bot": {
        "owner": {"type": "workspace", "workspace": True}, "workspace_id": state.root.id,
        "workspace_limits": {"max_file_upload_size_in_bytes": 20 * 1024 * 1024}, "workspace_name": "Test"}}


def listed(results, following, kind="block", **more):
    return {"object": "list", "results": results, "next_cursor": following, "has_more": following is not None,
            "type": kind, kind: {}, **more}


# Rich text

def title_of(state, node):
    """The plain title of a page or a database."""
    return plain(state, node.content["title"] if node.kind == "database" else node.values.get("title", []))


def rich_text(state, items):
    """Runs with everything filled in. Neighbours that look the same come back as one, empty ones not at all: a caller
    cannot count on its runs."""
    runs = []
    for item in items:
        run = rendered(state, item)
        if run["type"] == "text" and not run["plain_text"]:
            continue
        last = runs[-1] if runs else None
        if last and run["type"] == last["type"] == "text" and last["annotations"] == run["annotations"] and (
                last["text"]["link"] == run["text"]["link"]) and values.units(
                last["plain_text"] + run["plain_text"]) <= values.TEXT_LIMIT:
            last["text"] = {**last["text"], "content": last["text"]["content"] + run["text"]["content"]}
            last["plain_text"] += run["plain_text"]
        else:
            runs.append(run)
    return runs


def rendered(state, item):
    type = next(key for key in item if key not in ("type", "annotations"))
    given = item.get("annotations", {})
    annotations = {**{name: given.get(name, False) for name in ANNOTATIONS}, "color": given.get("color", "default")}
    content, href = item[type], None
    if type == "text":
        content = {"content": content["content"], "link": content.get("link")}
        href, text = (content["link"] or {}).get("url"), content["content"]
    elif type == "equation":
        text = content["expression"]
    else:
        content, text, href = mention(state, content)
    return {"type": type, type: content, "annotations": annotations, "plain_text": text, "href": href}


def mention(state, content):
    kind = next(key for key in content if key != "type")
    target = content[kind]
    if kind == "date":
        date = {"start": target["start"], "end": target.get("end"), "time_zone": target.get("time_zone")}
        return {"type": kind, kind: date}, " → ".join(filter(None, (date["start"], date["end"]))), None
    id = values.canonical(target["id"])
    if kind == "user":
        return {"type": kind, kind: full_user(state, id)}, "@" + state.users[id], None
    node = state.nodes.get(id)
    return {"type": kind, kind: {"id": id}}, title_of(state, node) or "Untitled" if node else "Untitled", link(id)


def plain(state, items):
    return "".join(rendered(state, item)["plain_text"] for item in items)


def file(state, content):
    """An upload comes back as a file with an address that does not last."""
    if "file_upload" in content:
        upload = state.uploads[values.canonical(content["file_upload"]["id"])]
        name = urllib.parse.quote(upload["filename"])
        return {"type": "file", "file": {"url": f"https://files.example.com/{upload['id']}/{name}?signature=1",
                                         "expiry_time": time(state.clock() + 3600)}}
    if "file" in content:
        return {"type": "file", "file": content["file"]}
    return {"type": "external", "external": {"url": content["external"]["url"]}}


def icon(state, content):
    if content is None:
        return None
    return {"type": "emoji", "emoji": content["emoji"]} if "emoji" in content else file(state, content)


# Blocks

def parent_of(node):
    if node.kind == "page" and node.source:
        return {"type": "data_source_id", "data_source_id": node.source.id, "database_id": node.source.database.id}
    if node.parent is None:
        return {"type": "workspace", "workspace": True}
    kind = "page_id" if node.parent.kind == "page" else "block_id"
    return {"type": kind, kind: node.parent.id}


def common(object, node):
    return {"object": object, "id": node.id, "parent": parent_of(node), "created_time": minute(node.created),
            "last_edited_time": minute(node.edited), "created_by": user(node.created_by),
            "last_edited_by": user(node.edited_by), "in_trash": node.in_trash()}


def block(state, node):
    return {**common("block", node), "has_children": node.kind != "database" and bool(node.live()),
            "type": node.type, node.type: block_content(state, node)}


def block_content(state, node):
    given = node.content
    if node.kind != "block":
        return {"title": title_of(state, node)}
    if node.type in ("image", "video", "pdf", "audio", "file"):
        found = {**file(state, given), "caption": rich_text(state, given.get("caption", []))}
        if node.type == "file":
            address = found[found["type"]]["url"].split("?")[0]
            found["name"] = given.get("name") or urllib.parse.unquote(address.rsplit("/", 1)[-1])
        return found
    if node.type == "table_row":
        return {"cells": [rich_text(state, cell) for cell in given["cells"]]}
    if node.type == "link_to_page":
        kind = next(key for key in given if key != "type")
        return {"type": kind, kind: values.canonical(given[kind])}
    if node.type == "synced_block":
        origin = given["synced_from"]
        return {"synced_from": origin and {"type": "block_id", "block_id": values.canonical(origin["block_id"])}}
    filled = {
        "to_do": {"checked": False}, "paragraph": {"icon": None}, "callout": {"icon": None},
        **dict.fromkeys(("heading_1", "heading_2", "heading_3", "heading_4"), {"is_toggleable": False}),
        "table": {"has_column_header": False, "has_row_header": False}, "code": {"caption": []},
        "bookmark": {"caption": []}, "embed": {"caption": []}, "table_of_contents": {"color": "gray"},
    }.get(node.type, {})
    found = {**filled, **given}
    for key in ("rich_text", "caption"):
        if key in found:
            found[key] = rich_text(state, found[key])
    if "rich_text" in found and node.type != "code":
        found.setdefault("color", "default")
    if "icon" in found:
        found["icon"] = icon(state, found["icon"])
    return found


# Pages, databases

def properties_of(page):
    return page.source.properties if page.source else LONE


def current(source, page, one):
    """The value of any property in the form in which it is stored."""
    if one["type"] in COMPUTED:
        found = getattr(page, {"created_time": "created", "last_edited_time": "edited", "created_by": "created_by",
                               "last_edited_by": "edited_by"}[one["type"]])
        return minute(found) if one["type"].endswith("time") else found
    return page.values.get(one["id"], EMPTY[one["type"]])


def property_value(state, page, one, limit=None):
    type, found = one["type"], current(page.source, page, one)
    if type in ("title", "rich_text"):
        found = rich_text(state, found)
    elif type in ("select", "status", "multi_select"):
        options = {option["name"]: {key: option[key] for key in ("id", "name", "color")}
                   for option in one[type]["options"]}
        found = ([options[name] for name in found if name in options] if type == "multi_select"
                 else options.get(found))
    elif type == "date" and found:
        found = {"start": found["start"], "end": found.get("end"), "time_zone": found.get("time_zone")}
    elif type == "relation":
        found = [{"id": id} for id in found if id in state.nodes][:limit]
    elif type == "people":
        found = [full_user(state, id) for id in found]
    elif type in ("created_by", "last_edited_by"):
        found = full_user(state, found)
    elif type == "files":
        found = [{"name": item.get("name") or state.uploads[values.canonical(item["file_upload"]["id"])]["filename"],
                  **file(state, item)} for item in found]
    return found


def property_plain(state, one, found):
    """The value that filters and sorts look at."""
    if one["type"] in ("title", "rich_text"):
        return plain(state, found)
    if one["type"] == "date":
        return found and found["start"]
    return found


def page(state, node):
    found = {}
    for one in properties_of(node).values():
        found[one["name"]] = {"id": one["id"], "type": one["type"],
                              one["type"]: property_value(state, node, one, REFERENCE_LIMIT)}
        if one["type"] == "relation":
            found[one["name"]]["has_more"] = len(node.values.get(one["id"], [])) > REFERENCE_LIMIT
    return {**common("page", node), "is_archived": False, "is_locked": node.content["is_locked"],
            "url": link(node.id), "public_url": None, "properties": found,
            "icon": icon(state, node.content["icon"]), "cover": icon(state, node.content["cover"])}


def property_items(state, node, one):
    """One property in full, an item for each of its values."""
    found = property_value(state, node, one)
    type = one["type"]
    if type not in ("title", "rich_text", "relation", "people"):
        return {"object": "property_item", "id": one["id"], "type": type, type: found}
    return [{"object": "property_item", "id": one["id"], "type": type, type: item} for item in found]


def titles(state, node):
    return {key: rich_text(state, node.content[key]) for key in ("title", "description")}


def database(state, node):
    return {**common("database", node), **titles(state, node), "is_inline": node.content["is_inline"],
            "is_locked": False, "data_sources": [{"id": node.source.id, "name": title_of(state, node)}],
            "icon": icon(state, node.content["icon"]), "cover": icon(state, node.content["cover"]),
            "url": link(node.id), "public_url": None}


def data_source(state, source):
    node = source.database
    return {**common("data_source", node), **titles(state, node), "id": source.id,
            "parent": {"type": "database_id", "database_id": node.id}, "database_parent": parent_of(node),
            "is_inline": node.content["is_inline"],
            "properties": {one["name"]: one for one in source.properties.values()},
            "icon": icon(state, node.content["icon"]), "cover": icon(state, node.content["cover"]),
            "url": link(node.id), "public_url": None}


def view(found):
    return {"object": "view", "id": found["id"], "parent": {"type": "database_id", "database_id": found["database"].id},
            "data_source_id": found["database"].source.id, "created_time": minute(found["at"]),
            "last_edited_time": minute(found["at"]), "created_by": user(found["by"]),
            "last_edited_by": user(found["by"]),
            "url": f"{link(found['database'].id)}?v={found['id'].replace('-', '')}",
            **{key: found[key] for key in ("name", "type", "filter", "sorts", "configuration")}}


def upload(state, found, address):
    status = "expired" if state.expired(found) else found["status"]
    return {"object": "file_upload", "id": found["id"], "created_time": time(found["created"]),
            "created_by": {"id": state.bot, "type": "bot"}, "last_edited_time": time(found["created"]),
            "in_trash": False, "expiry_time": None if found["attached"] else time(found["created"] + 3600),
            "status": status, "filename": found["filename"], "content_type": found["content_type"],
            "content_length": len(found["data"]) if found["data"] is not None else None,
            **({"upload_url": f"{address}/v1/file_uploads/{found['id']}/send"} if status == "pending" else {})}


def comment(state, found):
    kind = "page_id" if found["node"].kind == "page" else "block_id"
    return {"object": "comment", "id": found["id"], "parent": {"type": kind, kind: found["node"].id},
            "discussion_id": found["discussion"], "created_time": minute(found["at"]),
            "last_edited_time": minute(found["at"]), "created_by": user(found["by"]),
            "rich_text": rich_text(state, found["text"])}
