"""Everything that the API refuses in a request without looking at what is stored.

`problems(body, kind="create_page")` gives the findings as Notion words them, none for a good request. The server uses
it on every request; tests use it on requests that were exported and never sent."""

import json

import check_values as values
from check_properties import Properties
from check_shapes import LIST_LIMIT

BLOCK_LIMIT = 1000
SIZE_LIMIT = 500_000

HEADINGS = ("heading_1", "heading_2", "heading_3", "heading_4")
# Blocks that can have others below them. A heading only if it can be folded.
PARENTS = frozenset(("paragraph", "bulleted_list_item", "numbered_list_item", "to_do", "toggle", "quote", "callout",
                     "table", "column_list", "column", "synced_block", *HEADINGS))
# Blocks whose children are of one type that stands nowhere else.
ONLY_CHILD = {"table": "table_row", "column_list": "column"}
ONLY_PARENT = {child: parent for parent, child in ONLY_CHILD.items()}
DEEPEST = 2


class Requests(Properties):
    """The checks of whole requests."""

    def __init__(self, placeholders=False, schema=None):
        super().__init__(placeholders, schema)
        self.blocks = 0
        self.contents = self.block_contents()

    def block_contents(self):
        """Of every type its fields and which of them must be there."""
        text = {"rich_text": self.rich_text, "color": self.color}
        caption = {"caption": self.rich_text}
        link = ({"url": self.web_address, **caption}, ["url"])
        flags = dict.fromkeys(("has_column_header", "has_row_header"), self.true_or_false)
        contents = {
            "paragraph": ({**text, "icon": self.icon}, ["rich_text"]),
            **dict.fromkeys(HEADINGS, ({**text, "is_toggleable": self.true_or_false}, ["rich_text"])),
            **dict.fromkeys(("bulleted_list_item", "numbered_list_item", "toggle", "quote"), (text, ["rich_text"])),
            "to_do": ({**text, "checked": self.true_or_false}, ["rich_text"]),
            "callout": ({**text, "icon": self.icon}, ["rich_text"]),
            "code": ({"rich_text": self.rich_text, "language": self.one_of(*values.LANGUAGES), **caption},
                     ["rich_text", "language"]),
            "equation": ({"expression": self.text(values.EQUATION_LIMIT, 1)}, ["expression"]),
            "divider": ({}, []), "breadcrumb": ({}, []), "table_of_contents": ({"color": self.color}, []),
            "table": ({"table_width": self.whole(1, LIST_LIMIT), **flags}, ["table_width", "children"]),
            "table_row": ({"cells": self.list(self.rich_text, 1)}, ["cells"]),
            "bookmark": link, "embed": link,
            "column_list": ({}, ["children"]), "column": ({"width_ratio": self.share}, ["children"]),
            "synced_block": ({"synced_from": self.nullable(self.union({"block_id": self.id}))}, ["synced_from"]),
        }
        return contents

    def share(self, path, value):
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 < value <= 1:
            self.say(path, "a number between 0 and 1", value)

    def kinds(self, level, check=None):
        """What a block can be at a level, with its check."""
        check = check or (lambda type: lambda path, value: self.content(path, value, type, level))
        named = {type: check(type) for type in self.contents}
        media = {type: self.union(self.file(), {"caption": self.rich_text})
                 for type in ("image", "video", "pdf", "audio")}
        media["file"] = self.union(self.file(), {"caption": self.rich_text, "name": self.text(None, 1)})
        target = self.union({"page_id": self.id, "database_id": self.id})
        return {**named, **media, "link_to_page": target}

    def content(self, path, value, type, level):
        if not isinstance(value, dict):
            return self.say(path, "an object", value)
        known, required = self.contents[type]
        if type in PARENTS and level < DEEPEST and (type not in HEADINGS or value.get("is_toggleable") is True):
            known = {**known, "children": lambda path, value: self.children(path, value, level + 1, type)}
        self.fields(path, value, known, required)
        if type == "table" and isinstance(value.get("children"), list):
            for index, block in enumerate(value["children"]):
                row = block.get("table_row") if isinstance(block, dict) else None
                cells = row.get("cells") if isinstance(row, dict) else None
                if isinstance(cells, list) and len(cells) != value.get("table_width"):
                    self.found.append(f"{path}.children[{index}].table_row.cells.length should be equal to the "
                                      f"table_width {value.get('table_width')}, instead was {len(cells)}.")

    def children(self, path, value, level=0, parent="page"):
        least = {"table": 1, "column_list": 2, "column": 1}.get(parent, 0)
        if not isinstance(value, list):
            return self.say(path, "an array", value)
        self.at_most(path, LIST_LIMIT, len(value))
        self.at_least(path, least, len(value))
        allowed = self.kinds(level)
        if parent in ONLY_CHILD:
            allowed = {ONLY_CHILD[parent]: allowed[ONLY_CHILD[parent]]}
        elif parent is not None:
            allowed = {type: check for type, check in allowed.items() if type not in ONLY_PARENT}
        if level > 0:
            allowed.pop("column_list", None)
        if level == DEEPEST:
            allowed.pop("table", None)
        types = set()
        for index, block in enumerate(value):
            self.blocks += 1
            types.add(self.tagged(f"{path}[{index}]", block, allowed, {"object": self.one_of("block")}))
        # Below a table or a list of columns, everything is a row or a column.
        for type in types & set(ONLY_PARENT):
            if types != {type}:
                self.found.append(f"{path} should hold {type} only below a {ONLY_PARENT[type]}, "
                                  "instead was beside others.")

    # Requests

    def create_page(self, body):
        self.fields("body", body, {
            "parent": self.union({"page_id": self.id, "data_source_id": self.id}),
            "properties": self.page_properties, "children": self.children,
            "icon": self.nullable(self.icon), "cover": self.nullable(self.cover)}, ["parent", "properties"])

    def update_page(self, body):
        self.fields("body", body, {
            "properties": self.page_properties, "icon": self.nullable(self.icon), "cover": self.nullable(self.cover),
            **dict.fromkeys(("in_trash", "erase_content", "is_locked"), self.true_or_false)})

    def append(self, body):
        after = self.record({"id": self.id}, ["id"])

        def position(path, value):
            if isinstance(value, dict) and value.get("type") == "after_block":
                return self.fields(path, value, {"type": self.one_of("after_block"), "after_block": after},
                                   ["after_block"])
            self.fields(path, value, {"type": self.one_of("start", "end", "after_block")}, ["type"])

        self.fields("body", body, {
            "children": lambda path, value: self.children(path, value, 0, None), "position": position}, ["children"])

    def update_block(self, body):
        """Fields that are not named stay; children and the width of a table are not changed this way."""
        def check(type):
            known = {key: check for key, check in self.contents[type][0].items() if key != "table_width"}
            needed = [] if type not in ("equation", "table_row", "synced_block") else self.contents[type][1]
            return self.record(known, needed)

        kinds = self.kinds(0, check)
        others = {"in_trash": self.true_or_false}
        if isinstance(body, dict) and body and set(body) <= set(others):
            return self.fields("body", body, others)
        self.tagged("body", body, kinds, others)

    def create_file_upload(self, body):
        def filename(path, value):
            self.text(900, 1)(path, value)
            if isinstance(value, str) and "." not in value.strip("."):
                self.say(path, "a name with an extension", value)

        self.fields("body", body, {
            "mode": self.one_of("single_part"), "filename": filename, "content_type": self.text(None, 1)},
            ["filename"])


def problems(body, *, kind, schema=None, placeholders=False, size=None):
    """What is wrong with the body of a request, one sentence for each; see the methods of `Requests` for the kinds.

    `schema` is the type of each property by name and by id, where that is known. With `placeholders`, `{{…}}` is
    good where an id is expected. `size` is the length in bytes as it was sent, otherwise that of compact JSON."""
    if size is None:
        size = len(json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass"))
    checks = Requests(placeholders, schema)
    getattr(checks, kind)(body)
    if checks.blocks > BLOCK_LIMIT:
        checks.found.append(f"body.children should contain ≤ {BLOCK_LIMIT} blocks in all, instead was {checks.blocks}.")
    if size > SIZE_LIMIT:
        checks.found.append(f"body should be ≤ {SIZE_LIMIT} bytes, instead was {size}.")
    return checks.found
