"""Pages on paper."""

import base64
import re

import pytest

from pages import longest_of_each_kind


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_boards_print_their_cards_and_not_their_controls(chrome, demo, scheme):
    chrome.look(718, scheme, media="print")  # A4 without its margins
    for file in (demo / "index.html", demo / "sprints/sprint-12.html", demo / "tasks.html"):
        chrome.open(file)
        chrome.until("!document.querySelector('[data-filter]').hidden", "the script ran")
        visible = "[...document.querySelectorAll(arguments[0])].map((e) => e.checkVisibility())"
        assert not any(chrome.js(f"return {visible}", "[data-filter], .copy, nav, .skip"))
        items = chrome.js(f"return {visible}", "[data-item]")
        assert len(items) > 10 and all(items)
        paper = chrome.js("return [getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]")
        assert paper == ["rgb(255, 255, 255)", "rgb(0, 0, 0)"]
        assert chrome.overflow() == []


def test_every_kind_of_page_makes_a_document(chrome, demo):
    for kind, file in longest_of_each_kind(demo).items():
        chrome.open(file)
        pdf = base64.b64decode(chrome.devtools("Page.printToPDF", paperWidth=8.27, paperHeight=11.69)["data"])
        sheets = len(re.findall(rb"/Type\s*/Page\b", pdf))
        assert pdf.startswith(b"%PDF") and len(pdf) > 8000 and 1 <= sheets <= 12, (kind, len(pdf), sheets)
