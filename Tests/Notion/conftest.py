"""A server and the client of the official API for each test."""

import logging

import pytest
from notion_client import Client

from fake_notion import FakeNotion
from notion_api import VERSION


@pytest.fixture
def server():
    with FakeNotion() as running:
        yield running


@pytest.fixture
def client(server):
    # Nothing is repeated: the tests want to see each fault.
    with Client(auth=server.token, base_url=server.url, notion_version=VERSION, retry=False, timeout_ms=10_000,
                log_level=logging.CRITICAL) as made:
        yield made
