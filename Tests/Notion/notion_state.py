"""What a workspace holds: pages, blocks, databases, uploads, and who changed what and when. Nothing of HTTP.

Everything is kept in the form in which it was requested; `notion_render` makes answers of it."""

import datetime
import uuid
from dataclasses import dataclass, field
from typing import Optional

import check_values as values
from check_requests import HEADINGS, ONLY_CHILD, ONLY_PARENT, PARENTS

PARENT_IS_GONE = "Can't edit block that is archived. You must unarchive the block before editing."
UPLOAD_LIFE = 3600
UPLOAD_LIMIT = 20 * 1024 * 1024
CONTENT_TYPES = {"image": "image/", "video": "video/", "audio": "audio/", "pdf": "application/pdf"}


class Refused(Exception):
    """An answer other than 200."""

    def __init__(self, status, code, message):
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


def invalid(message):
    return Refused(400, "validation_error", message)


def not_found(kind, id):
    return Refused(404, "object_not_found", f"Could not find {kind} with ID: {id}. Make sure the relevant pages and "
                   "databases are shared with your integration.")


class Clock:
    """Stands still until it is moved, so that tests need not sleep."""

    def __init__(self, start="2026-01-15T09:00:00Z"):
        self.set(start)

    def __call__(self):
        return self.now

    def set(self, text):
        self.now = datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()

    def advance(self, seconds):
        self.now += seconds


@dataclass(eq=False)
class Node:
    """A page, a block or a database. Rows are pages with a source and without a parent."""

    id: str
    kind: str
    type: str
    content: dict
    created: float
    created_by: str
    edited: float
    edited_by: str
    parent: Optional["Node"] = None
    source: Optional["Source"] = None
    children: list = field(default_factory=list)
    values: dict = field(default_factory=dict)
    trashed: bool = False

    def live(self):
        return [child for child in self.children if not child.trashed]

    def in_trash(self):
        above = self.source.database if self.source and self.kind == "page" else self.parent
        return self.trashed or (above is not None and above.in_trash())

    def page(self):
        """The page or database that it stands on; a page is its own."""
        return self if self.kind != "block" else self.parent.page()


@dataclass(eq=False)
class Source:
    """The one data source of a database: the schema by id, and the rows."""

    id: str
    database: Node
    properties: dict
    rows: list = field(default_factory=list)


class State:
    def __init__(self, clock):
        self.clock = clock
        self.nodes, self.sources, self.views, self.uploads, self.cursors = {}, {}, {}, {}, {}
        self.comments = []
        self.bot, self.person, self.colleague = (self.new_id() for _ in range(3))
        self.users = {self.bot: "Exporter", self.person: "Ada", self.colleague: "Grace"}
        # A page that is in the trash cannot be referred to anew. How the service behaves is not documented.
        self.refuse_trashed_targets = True
        self.root = self.new_page(None, None, self.bot, {"title": [{"text": {"content": "Boards"}}]})

    @staticmethod
    def new_id():
        return str(uuid.uuid4())

    # Finding

    def find(self, id, kind="block"):
        """What has this id. Every page and database is a block too."""
        node = self.nodes.get(values.canonical(id))
        if node is None or (kind != "block" and node.kind != kind):
            raise not_found(kind, id)
        return node

    def source(self, id):
        source = self.sources.get(values.canonical(id))
        if source is None:
            raise not_found("data source", id)
        return source

    def editable(self, node):
        if node.in_trash():
            raise invalid(PARENT_IS_GONE)
        return node

    def target(self, id, kind):
        """What a mention, a relation or a link refers to."""
        node = self.find(id, kind)
        if self.refuse_trashed_targets and node.in_trash():
            raise not_found(kind, id)
        return node

    def user(self, id):
        if values.canonical(id) not in self.users:
            raise not_found("user", id)
        return values.canonical(id)

    # Times

    def touch(self, node, by):
        """A change of a block is one of its page too."""
        for changed in {node, node.page()}:
            changed.edited, changed.edited_by = self.clock(), by

    def new_node(self, kind, type, content, by, parent=None):
        now = self.clock()
        node = Node(self.new_id(), kind, type, content, now, by, now, by, parent)
        self.nodes[node.id] = node
        return node

    # Blocks

    def references(self, part, type=None):
        """Refuses what refers to something that is not there. `part` is a block, rich text or what they hold."""
        if isinstance(part, list):
            for item in part:
                self.references(item, type)
        if not isinstance(part, dict):
            return
        mention = part.get("mention", {})
        for kind in ("page", "database"):
            if kind in mention:
                self.target(mention[kind]["id"], kind)
        if "user" in mention:
            self.user(mention["user"]["id"])
        if "link_to_page" in part:
            for kind in ("page", "database"):
                if f"{kind}_id" in part["link_to_page"]:
                    self.target(part["link_to_page"][f"{kind}_id"], kind)
        if part.get("synced_block", {}).get("synced_from"):
            self.target(part["synced_block"]["synced_from"]["block_id"], "block")
        if "file_upload" in part:
            self.uploaded(part["file_upload"]["id"], type)
        for key, item in part.items():
            self.references(item, key if key in CONTENT_TYPES or key in ("icon", "cover") else type)

    def uploaded(self, id, type=None):
        upload = self.uploads.get(values.canonical(id))
        if upload is None:
            raise not_found("file upload", id)
        if self.expired(upload):
            raise invalid(f"File upload {id} has expired and can no longer be attached.")
        if upload["status"] != "uploaded":
            raise invalid(f"File upload {id} has a status of {upload['status']} and cannot be attached.")
        wanted = CONTENT_TYPES.get("image" if type in ("icon", "cover") else type, "")
        if not upload["content_type"].startswith(wanted):
            raise invalid(f"Content type {upload['content_type']} is not supported for {type}.")
        return upload

    def expired(self, upload):
        return not upload["attached"] and self.clock() >= upload["created"] + UPLOAD_LIFE

    def attach(self, part):
        """What is used once does not expire any more."""
        for item in part if isinstance(part, list) else part.values() if isinstance(part, dict) else ():
            self.attach(item)
        if isinstance(part, dict) and isinstance(part.get("file_upload"), dict):
            upload = self.uploads.get(values.canonical(part["file_upload"].get("id")))
            if upload:
                upload["attached"] = True

    def build(self, blocks, parent, by):
        """Makes the blocks below a parent, without putting the upper ones into it."""
        made = []
        for block in blocks:
            type = next(key for key in block if key not in ("type", "object"))
            content = {key: value for key, value in block[type].items() if key != "children"}
            node = self.new_node("block", type, content, by, parent)
            self.attach(content)
            node.children = self.build(block[type].get("children", []), node, by)
            made.append(node)
        return made

    def append(self, parent, blocks, by, position=None):
        self.editable(parent)
        types = {key for block in blocks for key in block if key not in ("type", "object")}
        self.accepts(parent, types)
        if parent.type == "table":
            for index, block in enumerate(blocks):
                cells, width = len(block["table_row"]["cells"]), parent.content["table_width"]
                if cells != width:
                    raise invalid(f"body failed validation: body.children[{index}].table_row.cells.length should be "
                                  f"equal to the table_width {width}, instead was {cells}.")
        self.references(blocks)
        place = len(parent.children)
        kind = (position or {}).get("type", "end")
        if kind == "start":
            place = 0
        elif kind == "after_block":
            before = self.find(position["after_block"]["id"])
            if before.parent is not parent:
                raise invalid(f"Block {before.id} is not a child of {parent.id}.")
            self.editable(before)
            place = parent.children.index(before) + 1
        made = self.build(blocks, parent, by)
        parent.children[place:place] = made
        self.touch(parent, by)
        return made

    def accepts(self, parent, types):
        if parent.kind == "database":
            raise invalid("Databases do not support children.")
        folded = parent.type in HEADINGS and not parent.content.get("is_toggleable")
        copy = parent.type == "synced_block" and parent.content.get("synced_from")
        if parent.kind == "block" and (parent.type not in PARENTS or folded or copy):
            raise invalid(f"Block does not support children: {parent.type}.")
        for type in sorted(types):
            if parent.type in ONLY_CHILD and type != ONLY_CHILD[parent.type]:
                raise invalid(f"A {parent.type} holds only {ONLY_CHILD[parent.type]}, not {type}.")
            if type in ONLY_PARENT and parent.type != ONLY_PARENT[type]:
                raise invalid(f"A {type} stands only in a {ONLY_PARENT[type]}, not in a {parent.type}.")
            if type == "column_list" and parent.kind != "page":
                raise invalid(f"A column_list stands only on a page, not in a {parent.type}.")

    def update_block(self, node, body, by):
        content = next((key for key in body if key not in ("type", "in_trash")), None)
        if content and node.kind != "block":
            raise invalid(f"A {node.type} is not updated as a block.")
        if content and content != node.type:
            raise invalid(f"Cannot change the type of a block: it is {node.type}, not {content}.")
        # Everything that can be refused comes before the first change.
        if content:
            if body.get("in_trash") is not False:
                self.editable(node)
            self.references({content: body[content]})
            cells = body[content].get("cells")
            if cells is not None and len(cells) != node.parent.content["table_width"]:
                raise invalid(f"body failed validation: body.table_row.cells.length should be equal to the table_width "
                              f"{node.parent.content['table_width']}, instead was {len(cells)}.")
            if node.children and body[content].get("is_toggleable") is False and node.live():
                raise invalid("A heading with children cannot be made one that takes none.")
        if "in_trash" in body:
            self.trash(node, body["in_trash"], by)
        if content:
            if body[content].keys() & {"external", "file_upload"}:
                node.content = {key: value for key, value in node.content.items()
                                if key not in ("external", "file_upload")}
            node.content = {**node.content, **body[content]}
            self.attach(node.content)
            self.touch(node, by)

    def trash(self, node, into, by):
        above = node.source.database if node.kind == "page" and node.source else node.parent
        if above is None and into:
            raise invalid("A page of the workspace cannot be moved to the trash through the API.")
        if above is not None and above.in_trash():
            raise invalid(PARENT_IS_GONE)
        if node.trashed != into:
            node.trashed = into
            self.touch(node, by)
            if node.kind != "block" and node.parent is not None:
                self.touch(node.parent, by)

    # Pages

    def new_page(self, parent, source, by, values, children=(), icon=None, cover=None):
        page = self.new_node("page", "child_page", {"icon": icon, "cover": cover, "is_locked": False}, by, parent)
        page.source, page.values = source, values
        page.children = self.build(children, page, by)
        if parent is not None:
            parent.children.append(page)
            self.touch(parent, by)
        if source is not None:
            source.rows.append(page)
        return page

    def erase(self, page, by):
        for child in page.live():
            child.trashed = True
            child.edited, child.edited_by = self.clock(), by
        self.touch(page, by)

    # Uploads

    def new_upload(self, filename, content_type):
        id = self.new_id()
        self.uploads[id] = {
            "id": id, "filename": filename, "content_type": content_type, "created": self.clock(), "status": "pending",
            "attached": False, "data": None}
        return self.uploads[id]

    def send(self, id, content_type, data):
        upload = self.uploads.get(values.canonical(id))
        if upload is None:
            raise not_found("file upload", id)
        if upload["status"] != "pending" or self.expired(upload):
            status = "expired" if self.expired(upload) else upload["status"]
            raise invalid(f"File upload {id} has a status of {status} and takes no file.")
        if len(data) > UPLOAD_LIMIT:
            raise invalid(f"File is larger than the {UPLOAD_LIMIT} bytes that can be sent at once.")
        if not data:
            raise invalid("File is empty.")
        if upload["content_type"] and upload["content_type"] != content_type:
            raise invalid(f"Content type {content_type} is not the {upload['content_type']} of the file upload.")
        upload.update(content_type=content_type, data=data, status="uploaded")
        return upload

    # Paging

    def paged(self, items, size, cursor, ids=lambda item: item.id):
        """One page of a list and the cursor of the next. A cursor remembers the rest as it was."""
        if cursor is not None:
            if values.canonical(cursor) not in self.cursors:
                raise invalid(f"The start_cursor provided is invalid: {cursor}")
            rest = self.cursors[values.canonical(cursor)]
        else:
            rest = list(items)
        page, rest = rest[:size], rest[size:]
        if not rest:
            return page, None
        following = self.new_id()
        self.cursors[following] = rest
        return page, following
