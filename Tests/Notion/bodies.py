"""Parts of requests for the tests."""

SCHEMA = {
    "Name": {"title": {}}, "Key": {"rich_text": {}}, "Estimate": {"number": {"format": "number"}},
    "Priority": {"select": {"options": [{"name": "high", "color": "red"}]}}, "State": {"status": {}},
    "Labels": {"multi_select": {}}, "Due": {"date": {}}, "Blocked": {"checkbox": {}}, "Link": {"url": {}},
    "Mail": {"email": {}}, "Phone": {"phone_number": {}}, "Assignee": {"people": {}}, "Files": {"files": {}},
    "Created": {"created_time": {}}, "Edited by": {"last_edited_by": {}},
}


def text(content, **more):
    return [{"type": "text", "text": {"content": content, **more}}]


def paragraph(content, *children):
    return {"object": "block", "type": "paragraph", "paragraph": {
        "rich_text": text(content), **({"children": list(children)} if children else {})}}


def row(client, source, key, children=(), **properties):
    return client.pages.create(
        parent={"data_source_id": source}, children=list(children),
        properties={"Name": {"title": text(f"Task {key}")}, "Key": {"rich_text": text(key)}, **properties})
