import pytest

from workspace import Workspace


@pytest.fixture
def workspace(tmp_path):
    return Workspace(tmp_path / "shop")


@pytest.fixture(scope="session")
def board(tmp_path_factory):
    """One for all tests that change nothing."""
    return Workspace(tmp_path_factory.mktemp("board") / "shop")
