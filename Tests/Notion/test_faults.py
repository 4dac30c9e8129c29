"""Faults on demand, as the client of the official API sees them."""

import json
import threading

import httpx
import pytest
from notion_client import APIErrorCode, APIResponseError
from notion_client.client import RetryOptions
from notion_client.errors import RequestTimeoutError, UnknownHTTPResponseError

from bodies import paragraph, row
from fake_notion import FakeNotion, call

CODES = {
    400: APIErrorCode.ValidationError, 401: APIErrorCode.Unauthorized, 403: APIErrorCode.RestrictedResource,
    409: APIErrorCode.ConflictError, 429: APIErrorCode.RateLimited, 500: APIErrorCode.InternalServerError,
    503: APIErrorCode.ServiceUnavailable, 504: APIErrorCode.GatewayTimeout}


@pytest.mark.parametrize("after", ["", " after commit"])
@pytest.mark.parametrize("status", CODES)
def test_codes(server, client, source, status, after):
    server.fault(server.next(), f"{status}{after}", retry_after=0)
    with pytest.raises(APIResponseError) as error:
        row(client, source, "a")
    assert (error.value.status, error.value.code) == (status, CODES[status])
    assert error.value.headers["retry-after"] == "0"
    assert len(server.pages("a")) == (1 if after else 0)
    assert server.log[-1].status == status
    row(client, source, "b")


@pytest.mark.parametrize("status", [502, 529])
def test_codes_unknown_to_the_client(server, client, source, status):
    server.fault(None, status, retry_after=7)
    with pytest.raises(UnknownHTTPResponseError) as error:
        client.users.me()
    assert error.value.status == status and error.value.headers.get("retry-after") == (None if status == 502 else "7")


def test_retry_after(server, connect):
    """The client repeats what it is told to repeat."""
    server.fault(None, 429, times=2, retry_after=0)
    assert connect(server, retry=RetryOptions(max_retries=2)).users.me()["object"] == "user"
    assert [entry.status for entry in server.log] == [429, 429, 200]


@pytest.mark.parametrize("what, written", [("cut", 0), ("cut after commit", 1), ("cut in the answer", 1)])
def test_cut(server, client, source, what, written):
    server.fault(server.next(), what)
    with pytest.raises(httpx.RemoteProtocolError):
        row(client, source, "a")
    assert len(server.pages("a")) == written and server.log[-1].status is None
    assert len([entry for entry in server.writes if entry.path == "/v1/pages"]) == written


@pytest.mark.parametrize("what, written", [("hang", 0), ("hang after commit", 1)])
def test_hang(server, connect, source, what, written):
    server.fault(server.next(), what)
    with pytest.raises(RequestTimeoutError):
        row(connect(server, timeout_ms=100), source, "a")
    assert len(server.pages("a")) == written


def test_hang_ends_with_the_server(connect):
    asked, ended = threading.Event(), threading.Event()
    with FakeNotion() as server:
        server.fault(lambda *_: asked.set() or True, "hang")
        client = connect(server)

        def ask():
            with pytest.raises(httpx.TransportError):
                client.users.me()
            ended.set()

        threading.Thread(target=ask, daemon=True).start()
        assert asked.wait(10)
    assert ended.wait(10)


@pytest.mark.parametrize("what, written", [("garbage", 0), ("garbage after commit", 1)])
def test_garbage(server, client, source, what, written):
    server.fault(server.next(), what)
    with pytest.raises(json.JSONDecodeError):
        row(client, source, "a")
    assert len(server.pages("a")) == written


def test_when(server, client, source):
    server.fault(lambda method, path, number: method == "GET" and path == "/v1/users/me", 500)
    server.fault(server.next(2), 500, times=2)
    row(client, source, "a")
    for _ in range(2):
        with pytest.raises(APIResponseError):
            row(client, source, "b")
    row(client, source, "b")
    with pytest.raises(APIResponseError):
        client.users.me()
    client.users.me()


def test_one_page_is_refused(server, client, source):
    page = row(client, source, "a", [paragraph("x")])["id"]
    other = row(client, source, "b")["id"]
    block = server.blocks("a")[0]["id"]
    server.fault(server.key("a"), 400, times=None)
    for refused in (lambda: row(client, source, "a"), lambda: client.pages.update(page, in_trash=True),
                    lambda: client.blocks.children.append(block, children=[paragraph("x")])):
        with pytest.raises(APIResponseError):
            refused()
    client.pages.retrieve(page)
    client.blocks.children.append(other, children=[paragraph("x")])


@pytest.mark.parametrize("after, cut", [(False, False), (True, False), (False, True), (True, True)])
def test_call(server, client, source, after, cut):
    """A function runs at the very moment: here it looks, elsewhere it ends the client."""
    seen = []
    server.fault(server.next(), call(lambda: seen.append(len(server.pages("a"))), after=after, cut=cut))
    if cut:
        with pytest.raises(httpx.RemoteProtocolError):
            row(client, source, "a")
    else:
        row(client, source, "a")
    assert seen == [1 if after else 0]
    assert len(server.pages("a")) == (0 if cut and not after else 1)


def test_pace(connect):
    with FakeNotion(pace=3) as server:
        client = connect(server)
        for _ in range(9):
            client.users.me()
        with pytest.raises(APIResponseError) as error:
            client.users.me()
        assert error.value.code == APIErrorCode.RateLimited and error.value.headers["retry-after"] == "1"
        server.clock.advance(1)
        for _ in range(3):
            client.users.me()
        with pytest.raises(APIResponseError):
            client.users.me()
