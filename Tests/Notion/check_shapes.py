"""Collects what is wrong with a request, each finding with its JSON path, worded as Notion does."""

import json

import check_values as values

LIST_LIMIT = 100


class Shapes:
    """The checks that every part of a request is made of. A check takes a path and a value."""

    def __init__(self, placeholders=False):
        self.found = []
        # Requests that were exported name what does not exist yet: `{{page:…}}` then stands for an id.
        self.placeholders = placeholders

    def say(self, path, should, *value):
        shown = json.dumps(value[0], ensure_ascii=False)[:200] if value else "undefined"
        self.found.append(f"{path} should be {should}, instead was `{shown}`.")

    def at_most(self, path, limit, length):
        if length > limit:
            self.found.append(f"{path}.length should be ≤ {limit}, instead was {length}.")

    def at_least(self, path, limit, length):
        if length < limit:
            self.found.append(f"{path}.length should be ≥ {limit}, instead was {length}.")

    # Composed values

    def fields(self, path, value, known, required=()):
        """An object with these fields and no others."""
        if not isinstance(value, dict):
            return self.say(path, "an object", value)
        for key in value:
            if key not in known:
                self.say(f"{path}.{key}", "not present", value[key])
        for key in required:
            if key not in value:
                self.say(f"{path}.{key}", "defined")
        for key, check in known.items():
            if key in value:
                check(f"{path}.{key}", value[key])

    def tagged(self, path, value, kinds, others=None):
        """An object with exactly one of these keys; a `type`, where given, is that key. Gives the key."""
        if not isinstance(value, dict):
            return self.say(path, "an object", value)
        others = others or {}
        tags = [key for key in value if key in kinds]
        for key in value:
            if key not in kinds and key not in others and key != "type":
                self.say(f"{path}.{key}", "not present", value[key])
        for key, check in others.items():
            if key in value:
                check(f"{path}.{key}", value[key])
        if not tags:
            named = value.get("type")
            named = named if isinstance(named, str) and named in kinds else next(iter(kinds))
            return self.say(f"{path}.{named}", "defined")
        for key in tags[1:]:
            self.say(f"{path}.{key}", "not present", value[key])
        if "type" in value and value["type"] != tags[0]:
            self.say(f"{path}.type", f'`"{tags[0]}"`', value["type"])
        kinds[tags[0]](f"{path}.{tags[0]}", value[tags[0]])
        return tags[0]

    def list(self, check, least=0, limit=LIST_LIMIT):
        def checked(path, value):
            if not isinstance(value, list):
                return self.say(path, "an array", value)
            self.at_most(path, limit, len(value))
            self.at_least(path, least, len(value))
            for index, item in enumerate(value):
                check(f"{path}[{index}]", item)
        return checked

    def record(self, known, required=()):
        return lambda path, value: self.fields(path, value, known, required)

    def union(self, kinds, others=None):
        return lambda path, value: self.tagged(path, value, kinds, others)

    def nullable(self, check):
        return lambda path, value: None if value is None else check(path, value)

    def one_of(self, *allowed):
        def checked(path, value):
            if not isinstance(value, str) or value not in allowed:
                shown = ", ".join(f'`"{item}"`' for item in sorted(allowed))
                self.say(path, shown if len(allowed) == 1 else f"one of {shown}", value)
        return checked

    # Single values

    def text(self, limit=None, least=0):
        def checked(path, value):
            if not isinstance(value, str):
                return self.say(path, "a string", value)
            if values.lone_surrogate(value):
                return self.found.append(f"{path} should be well-formed Unicode, instead had half of a surrogate pair.")
            if limit is not None:
                self.at_most(path, limit, values.units(value))
            self.at_least(path, least, len(value))
        return checked

    def true_or_false(self, path, value):
        if not isinstance(value, bool):
            self.say(path, "a boolean", value)

    def number(self, path, value):
        if isinstance(value, bool) or not isinstance(value, (int, float)) or value - value != 0:
            self.say(path, "a number", value)

    def whole(self, least, most):
        def checked(path, value):
            # In JSON 2 and 2.0 are the same number.
            if isinstance(value, bool) or not isinstance(value, (int, float)) or value != value // 1:
                return self.say(path, "an integer", value)
            if value < least:
                self.found.append(f"{path} should be ≥ {least}, instead was {value}.")
            if value > most:
                self.found.append(f"{path} should be ≤ {most}, instead was {value}.")
        return checked

    def nothing(self, path, value):
        self.fields(path, value, {})

    def id(self, path, value):
        if self.placeholders and isinstance(value, str) and values.PLACEHOLDER.fullmatch(value):
            return
        if values.canonical(value) is None:
            self.say(path, "a valid uuid", value)

    def address(self, path, value):
        if isinstance(value, str) and values.units(value) > values.URL_LIMIT:
            return self.at_most(path, values.URL_LIMIT, values.units(value))
        wrong = values.address(value)
        if wrong:
            self.say(path, wrong, value)

    def web_address(self, path, value):
        """What is fetched cannot be a mailbox."""
        if isinstance(value, str) and value[:7].lower() == "mailto:":
            return self.say(path, "an absolute URL (http or https)", value)
        self.address(path, value)

    def color(self, path, value):
        self.one_of(*values.COLORS)(path, value)

    def emoji(self, path, value):
        if not values.emoji(value):
            self.say(path, "an emoji", value)

    def date(self, path, value):
        def zone(path, value):
            if not isinstance(value, str) or not values.ZONE.fullmatch(value):
                self.say(path, "a valid time zone", value)

        def moment(path, value):
            if values.moment(value) is None:
                self.say(path, "a valid ISO 8601 date string", value)

        before = len(self.found)
        self.fields(path, value, {"start": moment, "end": self.nullable(moment), "time_zone": self.nullable(zone)},
                    ["start"])
        if len(self.found) != before:
            return
        start = values.moment(value["start"])
        end = values.moment(value["end"]) if value.get("end") is not None else None
        if end and end[:2] != start[:2]:
            self.say(f"{path}.end", "of the same form as the start", value["end"])
        elif end and end[2] < start[2]:
            self.say(f"{path}.end", "on or after the start", value["end"])
        if value.get("time_zone") is not None and (start[1] or not start[0]):
            self.say(f"{path}.start", "a time without an offset, as there is a time_zone", value["start"])

    # Rich text and what is like it everywhere

    def rich_text(self, path, value):
        annotations = self.record({
            **dict.fromkeys(("bold", "italic", "strikethrough", "underline", "code"), self.true_or_false),
            "color": self.color})
        reference = self.record({"id": self.id}, ["id"])
        mention = self.union({
            "page": reference, "database": reference, "date": self.date, "user": self.user})
        item = self.union({
            "text": self.record({
                "content": self.text(values.TEXT_LIMIT),
                "link": self.nullable(self.record({"url": self.address}, ["url"]))}, ["content"]),
            "equation": self.record({"expression": self.text(values.EQUATION_LIMIT, 1)}, ["expression"]),
            "mention": mention}, {"annotations": annotations})
        self.list(item)(path, value)

    def user(self, path, value):
        self.fields(path, value, {"id": self.id, "object": self.one_of("user")}, ["id"])

    def file(self):
        return {"external": self.record({"url": self.web_address}, ["url"]),
                "file_upload": self.record({"id": self.id}, ["id"])}

    def icon(self, path, value):
        self.tagged(path, value, {"emoji": self.emoji, **self.file()})

    def cover(self, path, value):
        self.tagged(path, value, self.file())
