"""The picture of the board that the README shows: `make picture`."""

import os
import subprocess
from pathlib import Path

import pytest

LIMIT = 250_000


@pytest.mark.skipif("ORCHSITE_PICTURE" not in os.environ, reason="made when asked for: make picture")
@pytest.mark.parametrize("name,scheme", [("board.png", "light"), ("board-dark.png", "dark")])
def test_the_picture_of_the_readme(chrome, name, scheme):
    """ORCHSITE_PICTURE is the page, ORCHSITE_PICTURES_IN the folder."""
    picture = Path(os.environ["ORCHSITE_PICTURES_IN"]).resolve() / name
    chrome.look(1440, scheme)
    chrome.open(Path(os.environ["ORCHSITE_PICTURE"]).resolve())
    chrome.screenshot(picture, 1440, whole=False)
    # A palette: of text and flat colours nobody sees the difference.
    subprocess.run(["pngquant", "--force", "--strip", "--speed", "1", "--output", picture, "256", picture], check=True)
    assert 20_000 < picture.stat().st_size < LIMIT
