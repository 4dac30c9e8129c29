"""The endpoints: what each request reads and changes. Knows nothing of connections and faults."""

import json
import re
import urllib.parse

import check_values as values
import notion_render as render
import notion_rows as rows
from check_properties import Properties
from check_requests import problems
from notion_state import Refused, invalid, not_found

VERSION = "2026-03-11"
ROUTES = []


def route(method, pattern, *query, write=None):
    """An endpoint, the names that its address may have after the `?`, and whether it changes something."""
    def added(function):
        parts = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", pattern)
        changes = method != "GET" if write is None else write
        ROUTES.append((method, re.compile("/v1/" + parts), set(query), changes, function))
        return function
    return added


def parse(data):
    """A JSON object. What other readers let pass is refused: a name twice, NaN, half a surrogate pair."""
    def unique(pairs):
        if len({name for name, _ in pairs}) != len(pairs):
            raise ValueError("duplicate name")
        return dict(pairs)

    def none(text):
        raise ValueError(text)

    try:
        body = json.loads(data.decode("utf-8"), object_pairs_hook=unique, parse_constant=none)
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict):
        raise Refused(400, "invalid_json", "Error parsing JSON body.")
    return body


def refuse(found, part="body"):
    if len(found) == 1:
        raise invalid(f"{part} failed validation: {found[0]}")
    if found:
        raise invalid(f"{part} failed validation. Fix one:\n" + "\n".join(found))


def multipart(content_type, data):
    """The parts of a form by name: (file name, type, bytes)."""
    boundary = re.search(r'multipart/form-data;.*boundary="?([^";]+)', content_type or "", re.IGNORECASE)
    pieces = (b"\r\n" + data).split(b"\r\n--" + boundary[1].encode()) if boundary else []
    if len(pieces) < 3 or not pieces[-1].startswith(b"--"):
        raise invalid("body failed validation: a form (multipart/form-data) was expected.")
    parts = {}
    for piece in pieces[1:-1]:
        head, _, content = piece.partition(b"\r\n\r\n")
        head = head.decode("utf-8", "replace")
        name, filename = re.search(r'[; ]name="([^"]*)"', head), re.search(r'filename="([^"]*)"', head)
        type = re.search(r"^content-type:\s*([^;\s]+)", head, re.IGNORECASE | re.MULTILINE)
        if name:
            parts[name[1]] = (filename and filename[1], type and type[1].lower(), content)
    return parts


class Request:
    """What an endpoint is given."""

    def __init__(self, method, target, headers, data):
        self.method, self.target, self.headers, self.data = method, target, headers, data
        self.path, _, query = target.partition("?")
        self.query = urllib.parse.parse_qs(query, keep_blank_values=True)
        self.ids = {}

    def body(self, kind, schema=None):
        if not (self.headers.get("Content-Type") or "").lower().startswith("application/json"):
            raise Refused(400, "invalid_json", "Error parsing JSON body: the Content-Type is not application/json.")
        body = parse(self.data)
        refuse(problems(body, kind=kind, schema=schema, size=len(self.data)))
        return body

    def one(self, name):
        found = self.query.get(name)
        return found[0] if found else None

    def paging(self):
        size = self.one("page_size")
        if size is None:
            return 100, self.one("start_cursor")
        if not re.fullmatch(r"[0-9]{1,9}", size) or int(size) < 1:
            refuse([f"query.page_size should be a number ≥ 1, instead was `{size}`."], "query")
        if int(size) > 100:
            refuse([f"query.page_size should be ≤ 100, instead was {size}."], "query")
        return int(size), self.one("start_cursor")


def answer(state, request, address):
    """What the endpoint of a request says, and whether it is one that changes something."""
    for method, pattern, query, changes, function in ROUTES:
        found = pattern.fullmatch(request.path)
        if found and method == request.method:
            request.ids = {name: urllib.parse.unquote(part) for name, part in found.groupdict().items()}
            for name in request.query:
                if name.removesuffix("[]") not in query:
                    refuse([f"query.{name} should be not present, instead was `{request.one(name)}`."], "query")
            for name, part in request.ids.items():
                if name != "property" and values.canonical(part) is None:
                    refuse([f'path.{name} should be a valid uuid, instead was `"{part}"`.'], "path")
            request.address = address
            return function(state, request)
    raise Refused(400, "invalid_request_url", "Invalid request URL.")


def is_write(method, path):
    """Whether a request would change something, good or not."""
    found = [changes for one, pattern, _, changes, _ in ROUTES if one == method and pattern.fullmatch(path)]
    return found[0] if found else method != "GET"


# Users, comments

@route("GET", "users/me")
def me(state, request):
    return render.full_user(state, state.bot)


@route("GET", "users", "page_size", "start_cursor")
def users(state, request):
    page, following = state.paged(state.users, *request.paging())
    return render.listed([render.full_user(state, id) for id in page], following, "user")


@route("GET", "comments", "block_id", "page_size", "start_cursor")
def comments(state, request):
    node = state.find(request.one("block_id"))
    found, following = state.paged([one for one in state.comments if one["node"] is node], *request.paging())
    return render.listed([render.comment(state, one) for one in found], following, "comment")


# Pages

@route("POST", "pages", "filter_properties")
def create_page(state, request):
    body = request.body("create_page")
    parent = body["parent"]
    source = state.source(parent["data_source_id"]) if "data_source_id" in parent else None
    above = source.database if source else state.find(parent["page_id"], "page")
    state.editable(above)
    given = checked_values(state, source, body)
    page = state.new_page(None if source else above, source, state.bot, {**(rows.defaults(source) if source else {}),
                          **given}, body.get("children", []), body.get("icon"), body.get("cover"))
    return render.page(state, page)


def checked_values(state, source, body):
    """The values of a request, after everything else that may be refused in it."""
    checks = Properties(schema=rows.schema(source))
    checks.page_properties("body.properties", body.get("properties", {}))
    wrong = [found for found in checks.found if not found.startswith("body.")]
    if wrong:
        raise invalid(wrong[0])
    refuse(checks.found)
    named = [rows.named(source, key)["id"] if source else key for key in body.get("properties", {})]
    if len(set(named)) != len(named):
        raise invalid("body.properties names a property twice.")
    state.references([body.get("children"), {key: body.get(key) for key in ("icon", "cover")}])
    given = rows.stored(state, source, body.get("properties", {}))
    state.attach([body.get("icon"), body.get("cover")])
    return given


@route("GET", "pages/{page_id}", "filter_properties")
def get_page(state, request):
    page = render.page(state, state.find(request.ids["page_id"], "page"))
    wanted = request.query.get("filter_properties") or request.query.get("filter_properties[]")
    if wanted:
        page["properties"] = {name: one for name, one in page["properties"].items() if one["id"] in wanted}
    return page


@route("GET", "pages/{page_id}/properties/{property}", "page_size", "start_cursor")
def get_property(state, request):
    page = state.find(request.ids["page_id"], "page")
    known = render.properties_of(page)
    # The ids of properties are given out escaped; both forms find them.
    one = known.get(request.ids["property"]) or known.get(urllib.parse.quote(request.ids["property"], safe="~"))
    if one is None:
        raise not_found("property", request.ids["property"])
    items = render.property_items(state, page, one)
    if isinstance(items, dict):
        return items
    found, following = state.paged(items, *request.paging())
    return render.listed(found, following, "property_item")


@route("PATCH", "pages/{page_id}", "filter_properties")
def update_page(state, request):
    body = request.body("update_page")
    page = state.find(request.ids["page_id"], "page")
    if body.get("in_trash") is not False and body.keys() - {"in_trash"}:
        state.editable(page)
    given = checked_values(state, page.source, body)
    if "in_trash" in body:
        state.trash(page, body["in_trash"], state.bot)
    page.values.update(given)
    page.content.update({key: body[key] for key in ("icon", "cover", "is_locked") if key in body})
    if body.get("erase_content"):
        state.erase(page, state.bot)
    if body.keys() - {"in_trash"}:
        state.touch(page, state.bot)
    return render.page(state, page)


# Blocks

@route("GET", "blocks/{block_id}")
def get_block(state, request):
    return render.block(state, state.find(request.ids["block_id"]))


@route("PATCH", "blocks/{block_id}")
def update_block(state, request):
    node = state.find(request.ids["block_id"])
    state.update_block(node, request.body("update_block"), state.bot)
    return render.block(state, node)


@route("DELETE", "blocks/{block_id}")
def delete_block(state, request):
    node = state.editable(state.find(request.ids["block_id"]))
    state.trash(node, True, state.bot)
    return render.block(state, node)


@route("GET", "blocks/{block_id}/children", "page_size", "start_cursor")
def children(state, request):
    node = state.find(request.ids["block_id"])
    if node.kind == "database":
        raise invalid(f"Block {node.id} is a database and has no children of its own.")
    found, following = state.paged(node.live(), *request.paging())
    return render.listed([render.block(state, one) for one in found], following)


@route("PATCH", "blocks/{block_id}/children")
def append(state, request):
    node = state.find(request.ids["block_id"])
    body = request.body("append")
    made = state.append(node, body["children"], state.bot, body.get("position"))
    return render.listed([render.block(state, one) for one in made], None)


# Databases and views

@route("POST", "databases")
def create_database(state, request):
    return render.database(state, rows.create_database(state, request.body("create_database"), state.bot))


@route("GET", "databases/{database_id}")
def get_database(state, request):
    return render.database(state, state.find(request.ids["database_id"], "database"))


@route("GET", "data_sources/{data_source_id}")
def get_source(state, request):
    return render.data_source(state, state.source(request.ids["data_source_id"]))


@route("PATCH", "data_sources/{data_source_id}")
def update_source(state, request):
    source = state.source(request.ids["data_source_id"])
    rows.update_source(state, source, request.body("update_data_source"), state.bot)
    return render.data_source(state, source)


@route("POST", "data_sources/{data_source_id}/query", "filter_properties", write=False)
def query(state, request):
    source = state.source(request.ids["data_source_id"])
    body = request.body("query")
    found = [] if body.get("start_cursor") else rows.query(state, source, body)
    size, cursor = int(body.get("page_size", 100)), body.get("start_cursor")
    # The rest of a result that was cut off is marked, as only its last page says so.
    limited = found[:state.query_limit] + ([None] if len(found) > state.query_limit else [])
    page, following = state.paged(limited, size, cursor)
    if following is not None and state.cursors[following] == [None]:
        page, following = page + [None], None
    status = {}
    if following is None:
        status["request_status"] = {"type": "incomplete", "incomplete_reason": "query_result_limit_reached"} if (
            page and page[-1] is None) else {"type": "complete"}
    return render.listed([render.page(state, one) for one in page if one is not None], following,
                         "page_or_data_source", **status)


@route("POST", "views")
def create_view(state, request):
    body = request.body("create_view")
    database = state.editable(state.find(body["database_id"], "database"))
    if state.source(body["data_source_id"]) is not database.source:
        raise invalid(f"Data source {body['data_source_id']} is not one of database {database.id}.")
    return render.view(rows.add_view(state, database, body, state.bot))


@route("GET", "views", "database_id", "data_source_id", "page_size", "start_cursor")
def views(state, request):
    if request.one("database_id"):
        database = state.find(request.one("database_id"), "database")
    else:
        database = state.source(request.one("data_source_id")).database
    found = [one for one in state.views.values() if one["database"] is database]
    page, following = state.paged(found, *request.paging())
    return render.listed([{"object": "view", "id": one["id"]} for one in page], following, "view")


@route("GET", "views/{view_id}")
def get_view(state, request):
    found = state.views.get(values.canonical(request.ids["view_id"]))
    if found is None:
        raise not_found("view", request.ids["view_id"])
    return render.view(found)


# Uploads

@route("POST", "file_uploads")
def create_upload(state, request):
    body = request.body("create_file_upload")
    return render.upload(state, state.new_upload(body["filename"], body.get("content_type")), request.address)


@route("GET", "file_uploads/{file_upload_id}")
def get_upload(state, request):
    found = state.uploads.get(values.canonical(request.ids["file_upload_id"]))
    if found is None:
        raise not_found("file upload", request.ids["file_upload_id"])
    return render.upload(state, found, request.address)


@route("POST", "file_uploads/{file_upload_id}/send")
def send_upload(state, request):
    parts = multipart(request.headers.get("Content-Type"), request.data)
    if "file" not in parts or parts.keys() - {"file"}:
        raise invalid("body failed validation: body.file should be the only part of the form.")
    _, type, data = parts["file"]
    sent = state.send(request.ids["file_upload_id"], type or "application/octet-stream", data)
    return render.upload(state, sent, request.address)
