"""What people do in Notion while nobody looks: the same changes as the API's, made by a person and not validated."""

import notion_rows as rows
from notion_render import LONE
from notion_state import invalid


def text(value):
    """Plain text as one run; a list of runs stays."""
    return [{"text": {"content": value}}] if isinstance(value, str) else value


class People:
    """Edits by a person. Targets are ids or nodes; values are those of requests, or plain text."""

    def __init__(self, state, by=None):
        self.state, self.by = state, by or state.person

    def node(self, target):
        return target if not isinstance(target, str) else self.state.find(target)

    def text(self, target, value):
        """Another text in a block; of a code block or a heading too."""
        node = self.node(target)
        node.content = {**node.content, "rich_text": text(value)}
        self.state.touch(node, self.by)

    def check(self, target, value=True):
        """A to-do is done, or not."""
        node = self.node(target)
        node.content = {**node.content, "checked": value}
        self.state.touch(node, self.by)

    def property(self, target, name, value):
        """Another value of a property: `{"select": {"name": "Done"}}`, or plain text."""
        page = self.node(target)
        one = rows.named(page.source, name) if page.source else LONE["title"]
        value = {one["type"]: text(value)} if isinstance(value, str) else value
        page.values.update(rows.stored(self.state, page.source, {name: value}))
        self.state.touch(page, self.by)

    def add_block(self, target, block, after=None):
        """A new block, plain text as a paragraph, at the end or after another. Gives its id."""
        parent = self.node(target)
        block = {"paragraph": {"rich_text": text(block)}} if isinstance(block, str) else block
        (made,) = self.state.build([block], parent, self.by)
        place = parent.children.index(self.node(after)) + 1 if after else len(parent.children)
        parent.children.insert(place, made)
        self.state.touch(parent, self.by)
        return made.id

    def move_block(self, target, after=None):
        """A block goes after one of its neighbours, or to the start."""
        node = self.node(target)
        neighbours = node.parent.children
        neighbours.remove(node)
        neighbours.insert(neighbours.index(self.node(after)) + 1 if after else 0, node)
        self.state.touch(node.parent, self.by)

    def comment(self, target, value):
        """A comment on a page or a block; that changes no time of theirs."""
        comment = {"id": self.state.new_id(), "discussion": self.state.new_id(), "node": self.node(target),
                   "text": text(value), "at": self.state.clock(), "by": self.by}
        self.state.comments.append(comment)
        return comment["id"]

    def child_page(self, target, title, content=()):
        """A page below a page or a block. Gives its id."""
        return self.state.new_page(self.node(target), None, self.by, {"title": text(title)}, [
            {"paragraph": {"rich_text": text(one)}} if isinstance(one, str) else one for one in content]).id

    def row(self, source, properties):
        """A new row of a database, by its title or its id. Gives its id."""
        source = self.state.sources.get(source) or self.node(source).source
        values = rows.stored(self.state, source, properties)
        return self.state.new_page(None, source, self.by, {**rows.defaults(source), **values}).id

    def copy(self, target):
        """A second row with the same values, as when a person duplicates one. Gives its id."""
        page = self.node(target)
        return self.state.new_page(None, page.source, self.by, dict(page.values)).id

    def trash(self, target):
        self.state.trash(self.node(target), True, self.by)

    def restore(self, target):
        self.state.trash(self.node(target), False, self.by)

    def remove(self, target):
        """Out of the trash, for ever: it is not found any more."""
        node = self.node(target)
        for child in list(node.children):
            self.remove(child)
        if node.source and node.kind == "database":
            for row in list(node.source.rows):
                self.remove(row)
            self.state.sources.pop(node.source.id)
        if node.source and node.kind == "page":
            node.source.rows.remove(node)
        elif node.parent:
            node.parent.children.remove(node)
        self.state.nodes.pop(node.id)

    def rename_property(self, source, old, new):
        """A column has another name."""
        source = self.state.sources.get(source) or self.node(source).source
        one = rows.named(source, old)
        if one is None:
            raise invalid(f"{old} is not a property that exists.")
        source.properties[one["id"]] = {**one, "name": new}
