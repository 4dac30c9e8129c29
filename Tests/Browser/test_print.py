"""Pages on paper."""

import base64
import re
import subprocess

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


@pytest.mark.parametrize("name,width,height", [("A4", 8.27, 11.69), ("Letter", 8.5, 11)])
def test_invoices_repeat_their_heads_and_break_between_lines(chrome, demo, large, tmp_path, name, width, height):
    def words(file):
        """The words of each sheet of paper."""
        chrome.look(718, "dark", media="print")
        chrome.open(file)
        pdf = tmp_path / f"{file.stem}-{name}.pdf"
        pdf.write_bytes(base64.b64decode(chrome.devtools(
            "Page.printToPDF", paperWidth=width, paperHeight=height, preferCSSPageSize=False)["data"]))
        text = subprocess.run(["pdftotext", "-layout", pdf, "-"], check=True, capture_output=True, text=True).stdout
        return [" ".join(sheet.split()) for sheet in text.split("\f") if sheet.strip()]

    short = words(demo / "invoices/INV-2025-0012.html")
    assert len(short) == 1
    assert "INVOICE" in short[0] and "INV-2025-0012" in short[0] and "Decisions" not in short[0] and "rate of" not in short[0]
    assert "CREDIT NOTE" in words(demo / "invoices/CN-2026-0001.html")[0]

    long = words(large / "invoices/INV-1.html")
    assert len(long) > 1
    lines = 0
    for sheet in long:
        here = re.findall(r"Work of a day, with all that it takes (\d+)", sheet)
        lines += len(here)
        assert ("Description" in sheet) == bool(here)
        # What was logged is not the client's to know: the page shows it, the paper does not.
        assert "55 min logged" not in sheet
    assert lines == 60
    assert sum("To pay" in sheet for sheet in long) == 1


def test_every_kind_of_page_makes_a_document(chrome, demo):
    for kind, file in longest_of_each_kind(demo).items():
        chrome.open(file)
        pdf = base64.b64decode(chrome.devtools("Page.printToPDF", paperWidth=8.27, paperHeight=11.69)["data"])
        sheets = len(re.findall(rb"/Type\s*/Page\b", pdf))
        assert pdf.startswith(b"%PDF") and len(pdf) > 8000 and 1 <= sheets <= 12, (kind, len(pdf), sheets)
