"""A server and the client of the official API for each test."""

import logging

import httpx
import pytest
from notion_client import Client

from fake_notion import FakeNotion
from notion_api import VERSION


@pytest.fixture
def server():
    with FakeNotion() as running:
        yield running


@pytest.fixture
def connect():
    """Makes clients. Nothing is repeated unless asked for: the tests want to see each fault."""
    made = []

    def connected(server, **options):
        # There is no TLS here, and to load the certificates would take most of the time.
        client = Client({"auth": server.token, "base_url": server.url, "notion_version": VERSION, "retry": False,
                         "timeout_ms": 10_000, "log_level": logging.CRITICAL, **options},
                        httpx.Client(verify=False, trust_env=False))
        made.append(client)
        return client

    yield connected
    for client in made:
        client.close()


@pytest.fixture
def client(server, connect):
    return connect(server)
