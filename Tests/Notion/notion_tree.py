"""All that lives in a workspace as plain data, without ids and times, so that two of them can be compared."""

import check_values as values
import notion_render as render
from check_properties import COMPUTED
from notion_faults import key_of


class Tree:
    def __init__(self, state):
        self.state = state
        self.names = {id: f"user {name}" for id, name in state.users.items()}
        for node in state.nodes.values():
            if node.kind != "block":
                self.names[node.id] = label(state, node)
        for source in state.sources.values():
            self.names[source.id] = self.names[source.database.id]
        for upload in state.uploads.values():
            self.names[upload["id"]] = f"upload {upload['filename']}"

    def whole(self):
        databases, pages = {}, {}
        for node in self.state.nodes.values():
            if node.kind == "block" or node.in_trash():
                continue
            if node.kind == "database":
                put(databases, label(self.state, node), self.database(node))
            elif not node.source:
                put(pages, label(self.state, node), self.page(node))
        return {"databases": databases, "pages": pages}

    def database(self, node):
        found = {"schema": {}, "views": [], "pages": {}, "on": self.names[node.parent.id],
                 "description": render.plain(self.state, node.content["description"])}
        ids = {}
        for one in node.source.properties.values():
            config = one[one["type"]]
            if "options" in config:
                config = {"options": [option["name"] for option in config["options"]]}
            found["schema"][one["name"]] = {"type": one["type"], **self.clean(config)}
            ids[one["id"]] = one["name"]
        for view in self.state.views.values():
            if view["database"] is node:
                shown = {key: view[key] for key in ("name", "type", "filter", "sorts", "configuration")}
                found["views"].append(self.clean(shown, ids))
        for page in sorted((row for row in node.source.rows if not row.in_trash()), key=self.order):
            put(found["pages"], label(self.state, page), self.page(page))
        return found

    def order(self, page):
        """Among pages with the same key, a stable order without ids."""
        return label(self.state, page), repr(self.page(page))

    def page(self, node):
        properties = {}
        for one in render.properties_of(node).values():
            if one["type"] in COMPUTED:
                continue
            found = self.clean(render.property_value(self.state, node, one))
            if one["type"] in ("select", "status"):
                found = found and found["name"]
            elif one["type"] == "multi_select":
                found = [option["name"] for option in found]
            elif one["type"] in ("relation", "people"):
                found = [item["id"] for item in found]
            properties[one["name"]] = found
        blocks = [self.block(child) for child in node.live()]
        return {"properties": properties, "blocks": blocks, "icon": self.clean(node.content["icon"]), "comments": [
            render.plain(self.state, one["text"]) for one in self.state.comments if one["node"].page() is node]}

    def block(self, node):
        found = {"type": node.type, node.type: self.clean(render.block_content(self.state, node))}
        if node.kind == "block" and node.live():
            found["children"] = [self.block(child) for child in node.live()]
        return found

    def clean(self, part, ids=()):
        """Ids become names; the times of files go."""
        if isinstance(part, dict):
            return {key: self.clean(item, ids) for key, item in part.items() if key != "expiry_time"}
        if isinstance(part, list):
            return [self.clean(item, ids) for item in part]
        if not isinstance(part, str):
            return part
        if part in ids:
            return ids[part]
        return values.ID.sub(lambda found: self.names.get(values.canonical(found[0]), found[0]), part)


def label(state, node):
    """What a page is called: by its key where it has one, otherwise by its title."""
    return key_of(node) or render.title_of(state, node) or "Untitled"


def put(into, name, found):
    """A second one with the same name is seen."""
    number = 2
    while (numbered := name if name not in into else f"{name} #{number}") in into:
        number += 1
    into[numbered] = found
