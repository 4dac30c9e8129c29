"""A Notion of our own for tests: the API over HTTP on this machine, with its limits, and with faults on demand.

    with FakeNotion() as server:
        server.url, server.token, server.parent

By hand: `python3 fake_notion.py [--port N]` prints the address, the token and the page to work on."""

import argparse
import threading

import check_values as values
import notion_render as render
from notion_faults import Fault, OfKey, Pace, call, key_of
from notion_http import Running
from notion_people import People
from notion_state import Clock, State
from notion_tree import Tree

__all__ = ["Clock", "FakeNotion", "call"]


class FakeNotion:
    """`clock` stands still unless it is moved (`server.clock.advance(60)`); `time.time` makes it run. `pace` is the
    number of requests a second above which 429 is answered; a few may come at once."""

    def __init__(self, *, port=0, token="ntn_test_0123456789", clock=None, pace=None, query_limit=10_000):
        self.token = token
        self.clock = clock or Clock()
        self.pace = pace and Pace(self.clock, pace)
        self.lock = threading.RLock()
        self.state = State(self.clock)
        self.state.query_limit = query_limit
        # Requests in order; of these, the ones that took effect, whatever was answered.
        self.log, self.writes = [], []
        # Requests to write that came in, good or not.
        self.write_count = 0
        self.faults, self.errors, self.connections = [], [], set()
        self.running = Running(self, port)

    @property
    def url(self):
        return f"http://127.0.0.1:{self.running.port}"

    @property
    def parent(self):
        """The id of the page that is there from the start."""
        return self.state.root.id

    @property
    def query_limit(self):
        """The number of rows at which a query ends."""
        return self.state.query_limit

    @query_limit.setter
    def query_limit(self, limit):
        self.state.query_limit = limit

    def __enter__(self):
        self.running.start()
        return self

    def __exit__(self, kind, *_):
        self.running.stop()
        # A mistake in here must not pass for a fault that a test asked for.
        if self.errors and kind is None:
            raise AssertionError("the fake server failed:\n" + "\n".join(self.errors))

    # Faults

    def fault(self, when, what, times=1, retry_after=None):
        """Lets something go wrong.

        `when`: the number of a request to write, counted from the start (`server.next(3)`: the third from now); or a
        predicate on (method, path, number of writes so far); or `server.key(K)`: any write to the page with that Key;
        or None: any request. `times` None: for ever. A number with several times hits the writes that follow too.
        `what`: 400, 401, 403, 404, 409, 429, 500, 502, 503, 504, 529, "cut", "hang", "garbage", each of them also with
        " after commit"; "cut in the answer"; `call(function, after=False, cut=False)`, after which the request goes on
        or is cut off."""
        with self.lock:
            self.faults.append(Fault(when, what, times, retry_after))

    def next(self, number=1):
        """The number of a request to write that is still to come."""
        return self.write_count + number

    @staticmethod
    def key(key):
        return OfKey(key)

    def clear(self):
        """No more faults, and an empty log."""
        with self.lock:
            self.faults.clear()
            self.log.clear()
            self.writes.clear()

    # Looking

    def nodes(self, key=None, trashed=False):
        with self.lock:
            return [node for node in self.state.nodes.values() if node.kind == "page" and node.in_trash() == trashed
                    and (key is None or key_of(node) == key)]

    def pages(self, key=None, trashed=False):
        """The pages that live, or those in the trash, as the API gives them; with the key, those that have it."""
        with self.lock:
            return [render.page(self.state, node) for node in self.nodes(key, trashed)]

    def id(self, key, trashed=False):
        """The id of the one page with a key."""
        (node,) = self.nodes(key, trashed)
        return node.id

    def database(self, title):
        """The ids of the one living database with a title, and of its data source."""
        with self.lock:
            (node,) = [node for node in self.state.nodes.values() if node.kind == "database" and not node.in_trash()
                       and render.title_of(self.state, node) == title]
            return node.id, node.source.id

    def blocks(self, target):
        """The blocks below a page (its key or its id) or a block, each with its `children`, as the API gives them."""
        def below(node):
            return [{**render.block(self.state, child), "children": below(child) if child.kind == "block" else []}
                    for child in node.live()]

        with self.lock:
            return below(self.resolved(target))

    def tree(self):
        """Everything that lives without ids and times."""
        with self.lock:
            return Tree(self.state).whole()

    def resolved(self, target):
        """A node by its id, or a page by its key, in the trash or not."""
        if values.canonical(target):
            return self.state.find(target)
        found = self.nodes(target) or self.nodes(target, trashed=True)
        if len(found) != 1:
            raise KeyError(f"{len(found)} pages have the key {target}")
        return found[0]

    # People

    def edit_as_person(self, action, target, *arguments, **named):
        """A change by a person: the name of a method of `People`, and the key of a page or an id of any block.

            edit_as_person("text", block, "new words"), ("check", block), ("property", page, "Status", {"select": …}),
            ("add_block", page, "words" or a block, after=block), ("move_block", block, after=block),
            ("comment", page, "words"), ("child_page", page, "Title"), ("copy", page), ("row", database, properties),
            ("trash", page), ("restore", page), ("remove", page), ("rename_property", database, "Old", "New")"""
        with self.lock:
            if action in ("row", "rename_property") and not values.canonical(target):
                target = self.database(target)[0]
            return getattr(People(self.state), action)(
                target if values.canonical(target) else self.resolved(target), *arguments, **named)

    def add_page(self, title):
        """One more page of the workspace, to work on. Gives its id."""
        with self.lock:
            return self.state.new_page(None, None, self.state.person, {"title": [{"text": {"content": title}}]}).id


def main():
    import time
    arguments = argparse.ArgumentParser(description="A Notion of our own for tests.")
    arguments.add_argument("--port", type=int, default=0)
    arguments.add_argument("--pace", type=float, help="requests a second")
    given = arguments.parse_args()
    with FakeNotion(port=given.port, clock=time.time, pace=given.pace) as server:
        print(f"address {server.url}\ntoken   {server.token}\nparent  {server.parent}", flush=True)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            pass


if __name__ == "__main__":
    main()
