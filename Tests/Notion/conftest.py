"""A server and the client of the official API for each test."""

import logging

import httpx
import pytest
from notion_client import Client

from bodies import SCHEMA, text
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


@pytest.fixture
def source(server, client):
    """The data source of a database with every type of property, one relating to itself."""
    database = client.databases.create(
        parent={"type": "page_id", "page_id": server.parent}, title=text("Tasks"), description=text("What is to do"),
        initial_data_source={"properties": SCHEMA})
    source = database["data_sources"][0]["id"]
    client.data_sources.update(source, properties={
        "After": {"relation": {"data_source_id": source, "single_property": {}}}})
    return source
