"""Databases: schemas, the values of rows, filters and sorts."""

import random
import string
import urllib.parse

import check_values as values
from notion_render import LONE, current, property_plain
from notion_state import Source, invalid

STATUS_GROUPS = (("To-do", "gray"), ("In progress", "blue"), ("Complete", "green"))


def property_id():
    """Four characters, some of them escaped, as the service makes them."""
    return urllib.parse.quote("".join(random.choices(string.ascii_letters + "~:;@[]^|?", k=4)), safe="~")


def option_id():
    return "".join(random.choices(string.ascii_lowercase + string.digits, k=8))


def option(item):
    return {"id": option_id(), "name": item["name"], "color": item.get("color", "default"),
            "description": item.get("description")}


def configured(state, name, item, old=None):
    """A property of the schema from its request."""
    type = next(key for key in item if key not in ("type", "name", "description"))
    config = item[type]
    if type in ("select", "multi_select", "status"):
        known = {known["name"]: known for known in (old or {}).get(type, {}).get("options", [])}
        known.update({one["id"]: one for one in known.values()})
        options = []
        for one in config.get("options", (old or {}).get(type, {}).get("options", [])):
            if "id" in one and one["id"] not in known:
                raise invalid(f"{name} has no option with the id {one['id']}.")
            options.append(known.get(one.get("id", one.get("name"))) or option(one))
        if type == "status" and not options:
            options = [option({"name": name}) for name in ("Not started", "In progress", "Done")]
        config = {"options": options}
        if type == "status":
            shares = [options[:1], options[1:-1], options[-1:] if len(options) > 1 else []]
            config["groups"] = [{"id": group, "name": group, "color": color, "option_ids": [one["id"] for one in share]}
                                for (group, color), share in zip(STATUS_GROUPS, shares)]
    elif type == "number":
        config = {"format": config.get("format", "number")}
    elif type == "relation":
        target = state.source(config["data_source_id"])
        state.editable(target.database)
        config = {"data_source_id": target.id, "database_id": target.database.id, "type": "single_property",
                  "single_property": {}}
    id = old["id"] if old else "title" if type == "title" else property_id()
    return {"id": id, "name": name, "type": type, type: config, "description": item.get("description")}


def create_database(state, body, by):
    parent = state.editable(state.find(body["parent"]["page_id"], "page"))
    state.references([body.get("title", []), body.get("description", [])])
    requested = body.get("initial_data_source", {}).get("properties") or {"Name": {"title": {}}}
    properties = [configured(state, name, item) for name, item in requested.items()]
    database = state.new_node("database", "child_database", {
        "title": body.get("title", []), "description": body.get("description", []),
        "is_inline": body.get("is_inline", False), "icon": body.get("icon"), "cover": body.get("cover")}, by, parent)
    parent.children.append(database)
    database.source = Source(state.new_id(), database, {one["id"]: one for one in properties})
    state.sources[database.source.id] = database.source
    state.touch(parent, by)
    add_view(state, database, {"name": "Default view", "type": "table"}, by)
    return database


def named(source, key):
    """A property by its id or its name; the name goes first."""
    for one in source.properties.values():
        if one["name"] == key:
            return one
    return source.properties.get(key)


def schema(source):
    """The types by name and by id, for the checks of requests."""
    properties = source.properties if source else LONE
    return {**{id: one["type"] for id, one in properties.items()},
            **{one["name"]: one["type"] for one in properties.values()}}


def update_source(state, source, body, by):
    state.editable(source.database)
    changed = dict(source.properties)
    for key, item in body.get("properties", {}).items():
        old = named(source, key)
        if old is None:
            if item is None or set(item) == {"name"}:
                raise invalid(f"{key} is not a property that exists.")
            new = configured(state, item.get("name", key), item)
            if new["type"] == "title":
                raise invalid("A data source has exactly one title property.")
            changed[new["id"]] = new
        elif item is None:
            if old["type"] == "title":
                raise invalid("Cannot delete the title property.")
            del changed[old["id"]]
        elif set(item) == {"name"}:
            changed[old["id"]] = {**old, "name": item["name"]}
        else:
            new = configured(state, item.get("name", old["name"]), item, old)
            if new["type"] != old["type"]:
                raise invalid(f"Cannot change the type of {old['name']} from {old['type']} to {new['type']}.")
            changed[old["id"]] = new
    names = [one["name"] for one in changed.values()]
    for name in names:
        if names.count(name) > 1:
            raise invalid(f"There are two properties with the name {name}.")
    source.properties = changed
    if "title" in body:
        source.database.content["title"] = body["title"]
    if "in_trash" in body:
        state.trash(source.database, body["in_trash"], by)
    state.touch(source.database, by)


# Values

def stored(state, source, requested):
    """The values of a row by the id of their property, from a request whose shape is good."""
    result, added = {}, []
    for key, item in requested.items():
        one = named(source, key) if source else LONE["title"]
        type = one["type"]
        result[one["id"]] = value(state, one, item[type], added)
    # Only now, when nothing can be refused any more, are the new options those of the schema.
    for options, new in added:
        if not any(old["name"] == new["name"] for old in options):
            options.append(new)
    return result


def value(state, one, item, added):
    type = one["type"]
    if type in ("title", "rich_text", "files"):
        state.references(item)
        state.attach(item)
    elif type in ("select", "status") and item is not None:
        return chosen(one, item, added)
    elif type == "multi_select":
        names = [chosen(one, choice, added) for choice in item]
        if len(set(names)) != len(names):
            raise invalid(f"{one['name']} has the same option twice.")
        return names
    elif type == "relation":
        target = state.source(one["relation"]["data_source_id"])
        ids = []
        for entry in item:
            page = state.target(entry["id"], "page")
            if page.source is not target:
                raise invalid(f"{one['name']} relates to pages of data source {target.id}; {page.id} is none of them.")
            ids.append(page.id)
        if len(set(ids)) != len(ids):
            raise invalid(f"{one['name']} has the same page twice.")
        return ids
    elif type == "people":
        return [state.user(entry["id"]) for entry in item]
    return item


def chosen(one, item, added):
    """The name of an option. One that is new is made, but not of a status."""
    options = one[one["type"]]["options"]
    if "id" in item:
        found = next((option for option in options if option["id"] == item["id"]), None)
        if found is None or item.get("name", found["name"]) != found["name"]:
            raise invalid(f"{one['name']} has no option with the id {item['id']}.")
        return found["name"]
    found = next((option for option in options if option["name"] == item["name"]), None)
    if found is None:
        if one["type"] == "status":
            raise invalid(f'Invalid status option. Status option "{item["name"]}" does not exist.')
        if len(options) >= 100:
            raise invalid(f"{one['name']} has 100 options, no more can be added.")
        added.append((options, option(item)))
    elif item.get("color", found["color"]) != found["color"]:
        raise invalid(f'Cannot update color of select with name: {item["name"]}.')
    return item["name"]


def defaults(source):
    """What a new row has where nothing is given."""
    return {id: one["status"]["options"][0]["name"]
            for id, one in source.properties.items() if one["type"] == "status"}


# Filters and sorts

def matches(state, source, page, filter):
    for group, combine in (("and", all), ("or", any)):
        if group in filter:
            return combine(matches(state, source, page, one) for one in filter[group])
    type = next(key for key in filter if key not in ("property", "timestamp", "type"))
    if "timestamp" in filter:
        one = {"type": type, "id": type}
    else:
        one = named(source, filter["property"])
    (operator, operand), = filter[type].items()
    return compare(one["type"], operator, property_plain(state, one, current(source, page, one)), operand)


def check_filter(source, filter):
    """Refuses what names properties or options that are not there."""
    for group in ("and", "or"):
        for one in filter.get(group, []):
            check_filter(source, one)
    if "property" not in filter:
        return
    type = next(key for key in filter if key not in ("property", "type"))
    one = named(source, filter["property"])
    if one is None:
        raise invalid(f"Could not find property with name or id: {filter['property']}")
    if one["type"] != type:
        raise invalid(f"database property {one['type']} does not match filter {type}")
    if type in ("select", "status", "multi_select"):
        for operand in filter[type].values():
            for name in [] if operand is True else operand if isinstance(operand, list) else [operand]:
                if not any(option["name"] == name for option in one[type]["options"]):
                    raise invalid(f'{type} option "{name}" not found for property "{one["name"]}".')


def compare(type, operator, found, operand):
    if operator == "is_empty":
        return found in (None, "", [])
    if operator == "is_not_empty":
        return found not in (None, "", [])
    negated = {"does_not_equal": "equals", "does_not_contain": "contains"}
    if operator in negated:
        return not compare(type, negated[operator], found, operand)
    if type in ("date", "created_time", "last_edited_time"):
        if found is None:
            return False
        left, right = values.moment(found)[2], values.moment(operand)[2]
        return {"equals": left == right, "before": left < right, "after": left > right, "on_or_before": left <= right,
                "on_or_after": left >= right}[operator]
    if isinstance(operand, str) and type in ("title", "rich_text", "url", "email", "phone_number"):
        # Whether the service looks at capitals is not documented: a caller has to compare again itself.
        left, right = (found or "").casefold(), operand.casefold()
        return {"equals": left == right, "contains": right in left, "starts_with": left.startswith(right),
                "ends_with": left.endswith(right)}[operator]
    if operator == "contains":
        wanted = operand if isinstance(operand, list) else [operand]
        return any((values.canonical(one) or one) in found for one in wanted)
    if operator == "equals":
        return found in operand if isinstance(operand, list) else found == operand
    if found is None:
        return False
    return {"greater_than": found > operand, "less_than": found < operand,
            "greater_than_or_equal_to": found >= operand, "less_than_or_equal_to": found <= operand}[operator]


def query(state, source, body):
    """The rows that match, newest first: the service promises no order of its own."""
    filter = body.get("filter")
    if filter:
        check_filter(source, filter)
    wanted = body.get("in_trash", False)
    rows = [page for page in reversed(source.rows)
            if page.in_trash() == wanted and (not filter or matches(state, source, page, filter))]
    for sort in reversed(body.get("sorts", [])):
        one = {"type": sort["timestamp"]} if "timestamp" in sort else named(source, sort["property"])
        if one is None:
            raise invalid(f"Could not find sort property with name or id: {sort['property']}")

        def key(page):
            found = property_plain(state, one, current(source, page, one))
            options = [option["name"] for option in one.get(one["type"], {}).get("options", [])]
            if one["type"] in ("select", "status") and found is not None:
                found = options.index(found)
            return ",".join(map(str, found)) if isinstance(found, list) else found

        # Rows without a value stand last either way.
        full = [page for page in rows if key(page) is not None]
        full.sort(key=key, reverse=sort["direction"] == "descending")
        rows = full + [page for page in rows if key(page) is None]
    return rows


# Views

def add_view(state, database, body, by):
    groups = body.get("configuration", {}).get("group_by")
    if groups:
        one = database.source.properties.get(groups["property_id"])
        if one is None:
            raise invalid(f"Could not find property with id: {groups['property_id']}")
        if one["type"] != groups["type"]:
            raise invalid(f"Property {one['name']} is {one['type']}, not {groups['type']}.")
    for shown in body.get("configuration", {}).get("properties") or []:
        if shown["property_id"] not in database.source.properties:
            raise invalid(f"Could not find property with id: {shown['property_id']}")
    if body.get("filter"):
        check_filter(database.source, body["filter"])
    view = {"id": state.new_id(), "database": database, "by": by, "at": state.clock(), **{
        key: body.get(key) for key in ("name", "type", "filter", "sorts", "configuration")}}
    state.views[view["id"]] = view
    return view
