"""What can go wrong on the way, and when."""

import dataclasses
import re
from typing import Any

import check_values as values

ERRORS = {
    400: ("validation_error", "body failed validation: body.properties should be something else."),
    401: ("unauthorized", "API token is invalid."),
    403: ("restricted_resource", "Insufficient permissions for this endpoint."),
    404: ("object_not_found", "Could not find object. Make sure the relevant pages and databases are shared with your "
          "integration."),
    409: ("conflict_error", "Conflict occurred while saving. Please try again."),
    429: ("rate_limited", "You have been rate limited. Please try again in a few minutes."),
    500: ("internal_server_error", "Unexpected error occurred."),
    503: ("service_unavailable", "Public API service is temporarily unavailable, please try again later."),
    504: ("gateway_timeout", "Public API request timed out."),
    529: ("service_overload", "The service is overloaded, please try again later."),
}
# Said by what stands in front of the service, so without JSON.
BAD_GATEWAY = b"<html><head><title>502 Bad Gateway</title></head><body>502 Bad Gateway</body></html>"
GARBAGE = b'<!doctype html><title>Notion</title>{"object":'


@dataclasses.dataclass
class Call:
    """Runs a function in the middle of a request, which then goes on or is cut off."""

    function: Any
    after: bool = False
    cut: bool = False


def call(function, after=False, cut=False):
    """A fault that runs a function before the request takes effect or after it did, before the answer. With `cut`
    there is no answer; so one that was cut before it took effect never does."""
    return Call(function, after, cut)


@dataclasses.dataclass
class OfKey:
    """Matches the writes that concern the page with this value of the property Key."""

    key: str

    def matches(self, request, state):
        if text_of((request.json.get("properties") or {}).get("Key")) == self.key:
            return True
        for id in values.ID.findall(request.path):
            node = state.nodes.get(values.canonical(id))
            if node is not None and key_of(node.page()) == self.key:
                return True
        return False


def text_of(item):
    """The text of a property as it was requested."""
    try:
        return "".join(run["text"]["content"] for run in item["rich_text"])
    except (TypeError, KeyError):
        return None


def key_of(page):
    """The value of the property Key; None on a page without one."""
    if page.source is None or page.kind != "page":
        return None
    for one in page.source.properties.values():
        if one["name"] == "Key":
            return text_of({"rich_text": page.values.get(one["id"], [])})
    return None


WHAT = re.compile(r"(?P<what>\d{3}|cut in the answer|cut|hang|garbage)(?P<after> after commit)?")


@dataclasses.dataclass
class Fault:
    when: Any
    what: Any
    left: Any
    retry_after: Any = None
    after: bool = False

    def __post_init__(self):
        if isinstance(self.what, Call):
            self.after = self.what.after
            return
        found = WHAT.fullmatch(str(self.what))
        if not found or (found["what"].isdigit() and int(found["what"]) not in (*ERRORS, 502)):
            raise ValueError(f"no such fault: {self.what}")
        # Half an answer is one to a request that took effect.
        self.after = bool(found["after"]) or found["what"] == "cut in the answer"
        self.what = int(found["what"]) if found["what"].isdigit() else found["what"]

    def matches(self, request, state):
        if self.left == 0:
            return False
        if isinstance(self.when, OfKey):
            return request.write and self.when.matches(request, state)
        if callable(self.when):
            return self.when(request.method, request.path, request.number)
        if self.when is None:
            return True
        # One that lasts for several times hits the writes that follow, too.
        return request.write and request.number >= self.when


class Pace:
    """More requests a second than allowed, beyond a few at once, have to wait. Time is that of the clock."""

    def __init__(self, clock, rate, burst=None):
        self.clock, self.rate, self.burst = clock, rate, burst or 3 * rate
        self.left, self.at = self.burst, clock()

    def take(self):
        """Seconds to wait, whole and at least one; None if the request may pass."""
        now = self.clock()
        self.left, self.at = min(self.burst, self.left + (now - self.at) * self.rate), now
        if self.left < 1:
            return max(1, int(-(-(1 - self.left) // self.rate)))
        self.left -= 1
        return None
