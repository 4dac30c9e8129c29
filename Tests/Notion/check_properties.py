"""The values of properties, the schema of a database, queries and views."""

import check_values as values
from check_shapes import LIST_LIMIT, Shapes

# Types that a page can be given a value of, and those that the service fills in.
WRITABLE = ("title", "rich_text", "number", "select", "status", "multi_select", "date", "relation", "checkbox", "url",
            "email", "phone_number", "people", "files")
COMPUTED = ("created_time", "last_edited_time", "created_by", "last_edited_by")

TEXT_FILTER = ("equals", "does_not_equal", "contains", "does_not_contain", "starts_with", "ends_with")
NUMBER_FILTER = ("equals", "does_not_equal", "greater_than", "less_than", "greater_than_or_equal_to",
                 "less_than_or_equal_to")
DATE_FILTER = ("equals", "before", "after", "on_or_before", "on_or_after")


class Properties(Shapes):
    def __init__(self, placeholders=False, schema=None):
        super().__init__(placeholders)
        self.schema = schema

    def option_name(self, path, value):
        self.text(values.OPTION_LIMIT, 1)(path, value)
        if isinstance(value, str) and "," in value:
            self.found.append(f"{path} should contain no comma, instead was `{value}`.")

    def option(self, path, value):
        self.fields(path, value, {
            "id": self.text(None, 1), "name": self.option_name, "color": self.one_of(*values.OPTION_COLORS),
            "description": self.nullable(self.text())})
        if isinstance(value, dict) and "id" not in value and "name" not in value:
            self.say(f"{path}.name", "defined")

    def property_file(self, path, value):
        self.tagged(path, value, {**self.file(), "file": self.record(
            {"url": self.web_address, "expiry_time": self.text()}, ["url"])}, {"name": self.text(100, 1)})
        if isinstance(value, dict) and "file_upload" not in value and "name" not in value:
            self.say(f"{path}.name", "defined")

    def value_checks(self):
        address = self.nullable(self.text(values.ADDRESS_LIMIT, 1))
        return {
            "title": self.rich_text, "rich_text": self.rich_text, "number": self.nullable(self.number),
            "select": self.nullable(self.option), "status": self.nullable(self.option),
            "multi_select": self.list(self.option), "date": self.nullable(self.date),
            "relation": self.list(self.record({"id": self.id}, ["id"])), "checkbox": self.true_or_false,
            "url": self.nullable(self.address), "email": address, "phone_number": address,
            "people": self.list(self.user), "files": self.list(self.property_file)}

    def page_properties(self, path, value):
        """Values by the name or the id of their property."""
        if not isinstance(value, dict):
            return self.say(path, "an object", value)
        checks = self.value_checks()
        for name, item in value.items():
            if self.schema is None:
                self.tagged(f"{path}.{name}", item, checks)
                continue
            type = self.schema.get(name)
            if type is None:
                self.found.append(f"{name} is not a property that exists.")
            elif type not in checks:
                self.found.append(f"{name} is computed and cannot be given a value.")
            elif isinstance(item, dict) and type not in item:
                self.found.append(f"{name} is expected to be {type}.")
            else:
                self.tagged(f"{path}.{name}", item, {type: checks[type]})

    # Schemas

    def options(self, path, value):
        self.list(self.option)(path, value)
        names = [item.get("name") for item in value if isinstance(item, dict)] if isinstance(value, list) else []
        for name in sorted({name for name in names if isinstance(name, str) and names.count(name) > 1}):
            self.found.append(f"{path} should have each name once, instead had `{name}` twice.")

    def configurations(self):
        options = self.record({"options": self.options})
        single = self.union({"single_property": self.nothing}, {"data_source_id": self.id})

        def relation(path, value):
            single(path, value)
            if isinstance(value, dict) and "data_source_id" not in value:
                self.say(f"{path}.data_source_id", "defined")

        return {
            **dict.fromkeys((*WRITABLE, *COMPUTED), self.nothing),
            "number": self.record({"format": self.one_of(*values.NUMBER_FORMATS)}),
            "select": options, "multi_select": options, "status": options, "relation": relation}

    def schema_properties(self, path, value):
        if not isinstance(value, dict):
            return self.say(path, "an object", value)
        checks = self.configurations()
        for name, item in value.items():
            self.text(None, 1)(f"{path} key", name)
            self.tagged(f"{path}.{name}", item, checks, {"description": self.text(280, 1)})

    def changed_properties(self, path, value):
        """A configuration, a new name, or null to take the property away."""
        if not isinstance(value, dict):
            return self.say(path, "an object", value)
        checks = self.configurations()
        for name, item in value.items():
            if item is None:
                continue
            if isinstance(item, dict) and set(item) == {"name"}:
                self.text(None, 1)(f"{path}.{name}.name", item["name"])
                continue
            self.tagged(f"{path}.{name}", item, checks, {"name": self.text(None, 1), "description": self.text(280, 1)})

    def create_database(self, body):
        self.fields("body", body, {
            "parent": self.record({"type": self.one_of("page_id"), "page_id": self.id}, ["type", "page_id"]),
            "title": self.rich_text, "description": self.rich_text, "is_inline": self.true_or_false,
            "icon": self.icon, "cover": self.cover,
            "initial_data_source": self.record({"properties": self.schema_properties})}, ["parent"])
        properties = body.get("initial_data_source", {}).get("properties") if not self.found else None
        if properties is not None and sum("title" in item for item in properties.values()) != 1:
            self.found.append("body.initial_data_source.properties should have exactly one title property.")

    def update_data_source(self, body):
        self.fields("body", body, {
            "title": self.rich_text, "icon": self.nullable(self.icon), "properties": self.changed_properties,
            "in_trash": self.true_or_false})

    # Queries

    def conditions(self):
        """Of each type of property what it can be compared with."""
        exists = dict.fromkeys(("is_empty", "is_not_empty"), self.one_true)
        text = {**dict.fromkeys(TEXT_FILTER, self.text()), **exists}
        one_or_more = dict.fromkeys(("equals", "does_not_equal"), self.name_or_names)
        contains = {**dict.fromkeys(("contains", "does_not_contain"), self.id), **exists}
        names = {**dict.fromkeys(("contains", "does_not_contain"), self.name_or_names), **exists}
        dates = {**dict.fromkeys(DATE_FILTER, self.instant), **exists}
        return {
            **dict.fromkeys(("title", "rich_text", "url", "email", "phone_number"), text),
            "number": {**dict.fromkeys(NUMBER_FILTER, self.number), **exists},
            "select": {**one_or_more, **exists}, "status": {**one_or_more, **exists}, "multi_select": names,
            "checkbox": dict.fromkeys(("equals", "does_not_equal"), self.true_or_false),
            **dict.fromkeys(("date", "created_time", "last_edited_time"), dates),
            **dict.fromkeys(("relation", "people", "created_by", "last_edited_by"), contains), "files": exists}

    def one_true(self, path, value):
        if value is not True:
            self.say(path, "`true`", value)

    def name_or_names(self, path, value):
        (self.list(self.text()) if isinstance(value, list) else self.text())(path, value)

    def instant(self, path, value):
        if values.moment(value) is None:
            self.say(path, "a valid ISO 8601 date string", value)

    def filter(self, path, value, depth=0):
        groups = [key for key in ("and", "or") if isinstance(value, dict) and key in value]
        if groups:
            # A group may hold groups, these no more.
            if depth == 2:
                return self.say(f"{path}.{groups[0]}", "not present", value[groups[0]])
            inner = self.list(lambda path, item: self.filter(path, item, depth + 1))
            return self.fields(path, value, {groups[0]: inner})
        conditions = {type: self.union_without_type(known) for type, known in self.conditions().items()}
        if isinstance(value, dict) and "timestamp" in value:
            timestamps = {type: conditions[type] for type in ("created_time", "last_edited_time")}
            type = self.tagged(path, value, timestamps, {"timestamp": self.one_of(*timestamps)})
            if type and value["timestamp"] != type:
                self.say(f"{path}.timestamp", f'`"{type}"`', value["timestamp"])
            return
        self.tagged(path, value, conditions, {"property": self.text(None, 1)})
        if isinstance(value, dict) and "property" not in value:
            self.say(f"{path}.property", "defined")

    def union_without_type(self, known):
        def checked(path, value):
            self.fields(path, value, known)
            if isinstance(value, dict) and len(value) != 1:
                self.say(path, "an object with one condition", value)
        return checked

    def sort(self, path, value):
        direction = {"direction": self.one_of("ascending", "descending")}
        if isinstance(value, dict) and "timestamp" in value:
            return self.fields(path, value, {
                "timestamp": self.one_of("created_time", "last_edited_time"), **direction}, ["direction"])
        self.fields(path, value, {"property": self.text(None, 1), **direction}, ["property", "direction"])

    def query(self, body):
        self.fields("body", body, {
            "filter": self.filter, "sorts": self.list(self.sort), "page_size": self.whole(1, LIST_LIMIT),
            "start_cursor": self.nullable(self.id), "in_trash": self.true_or_false,
            "result_type": self.one_of("page")})

    # Views

    def group_by(self, path, value):
        type = value.get("type") if isinstance(value, dict) else None
        more = {"group_by": self.one_of("group", "option")} if type == "status" else {}
        self.fields(path, value, {
            "type": self.one_of("select", "multi_select", "status", "checkbox"), "property_id": self.text(None, 1),
            "sort": self.record({"type": self.one_of("manual", "ascending", "descending")}, ["type"]),
            "hide_empty_groups": self.true_or_false, **more}, ["type", "property_id", "sort", *more])

    def create_view(self, body):
        shown = self.nullable(self.list(self.record({
            "property_id": self.text(None, 1), "visible": self.true_or_false, "width": self.whole(1, 10_000),
            "wrap": self.true_or_false}, ["property_id"])))
        layouts = {
            "table": self.record({"type": self.one_of("table"), "properties": shown,
                                  "group_by": self.nullable(self.group_by), "wrap_cells": self.true_or_false},
                                 ["type"]),
            "board": self.record({"type": self.one_of("board"), "properties": shown, "group_by": self.group_by,
                                  "card_layout": self.nullable(self.one_of("list", "compact"))}, ["type", "group_by"]),
            "list": self.record({"type": self.one_of("list"), "properties": shown}, ["type"])}
        type = body.get("type") if isinstance(body, dict) else None
        self.fields("body", body, {
            "data_source_id": self.id, "database_id": self.id, "name": self.text(None, 1),
            "type": self.one_of(*layouts), "filter": self.filter, "sorts": self.list(self.sort),
            "configuration": layouts.get(type, self.nothing) if isinstance(type, str) else self.nothing},
            ["data_source_id", "database_id", "name", "type"])
