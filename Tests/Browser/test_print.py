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
        cut = """return [...document.querySelectorAll(".card .title, .card .waits, .what")].filter((e) => e.clientHeight
          && (e.scrollHeight > e.clientHeight + 2 || e.scrollWidth > e.clientWidth + 1)).map((e) => e.textContent)"""
        assert chrome.js(cut) == []


def test_what_is_folded_on_the_screen_is_open_on_paper(chrome, demo, tmp_path):
    text = " ".join(printed(chrome, demo / "index.html", tmp_path, "A4")[0])
    assert "more:" in text and "INV-2025-0012 Linden Wholesale GmbH" in text
    assert "orchsite " not in text.split("Written by")[0], "commands are for the screen"


PAPER = {"A4": (8.27, 11.69), "Letter": (8.5, 11)}
POINTS = {"A4": (595, 842), "Letter": (612, 792)}


def printed(chrome, file, tmp_path, paper=None, script=None):
    """The words of each sheet of paper, and its size in points; the page's own size without `paper`."""
    chrome.look(718, "dark", media="print")
    chrome.open(file)
    if script:
        chrome.js(script)
    size = {"preferCSSPageSize": True} if paper is None else dict(zip(("paperWidth", "paperHeight"), PAPER[paper]))
    pdf = tmp_path / "page.pdf"
    pdf.write_bytes(base64.b64decode(chrome.devtools("Page.printToPDF", **size)["data"]))
    text = subprocess.run(["pdftotext", "-layout", pdf, "-"], check=True, capture_output=True, text=True).stdout
    about = subprocess.run(["pdfinfo", pdf], check=True, capture_output=True, text=True).stdout
    points = re.search(r"Page size:\s+([\d.]+) x ([\d.]+)", about)
    return [" ".join(sheet.split()) for sheet in text.split("\f") if sheet.strip()], (float(points[1]), float(points[2]))


@pytest.mark.parametrize("name", PAPER)
def test_invoices_repeat_their_heads_and_break_between_lines(chrome, demo, large, tmp_path, name):
    def words(file):
        return printed(chrome, file, tmp_path, name)[0]

    short = words(demo / "invoices/INV-2025-0012.html")
    assert len(short) == 1
    assert "INVOICE" in short[0] and "INV-2025-0012" in short[0] and "Decisions" not in short[0] and "rate of" not in short[0]
    assert "CREDIT NOTE" in words(demo / "invoices/CN-2026-0001.html")[0]

    long = words(large / "invoices/INV-1.html")
    assert len(long) > 1
    lines = 0
    for sheet in long:
        here = re.findall(r"Work of a day, with all that it takes (\d+) 1\.00", sheet)
        lines += len(here)
        assert ("Description" in sheet) == bool(here)
        # What was logged is not the client's to know: the page shows it, the paper does not.
        assert "55 min logged" not in sheet
    assert lines == 60
    assert sum("To pay" in sheet for sheet in long) == 1


def lines(sheet):
    """The numbers of the lines on a sheet, which end the texts of `workspaces.WORK`."""
    return [int(number) for number in re.findall(r"(?:steps|v2|two|each|mail) (\d+)", sheet)]


@pytest.mark.parametrize("name", PAPER)
def test_the_settings_choose_the_paper_and_any_paper_will_do(chrome, billing, letter, tmp_path, name):
    site = {"A4": billing, "Letter": letter}[name]
    other = {"A4": "Letter", "Letter": "A4"}[name]
    for number in ("INV-15", "INV-60", "CN-1", "INV-VOID"):
        sheets, size = printed(chrome, site / f"invoices/{number}.html", tmp_path)
        assert size == pytest.approx(POINTS[name], abs=1.5)
        abroad, size = printed(chrome, site / f"invoices/{number}.html", tmp_path, other)
        assert size == pytest.approx(POINTS[other], abs=1.5)
        for paper in (sheets, abroad):
            assert len(paper) == (3 if number == "INV-60" else 1)
            found = [lines(sheet) for sheet in paper]
            count = {"INV-15": 15, "INV-60": 60}.get(number, 4)
            assert sum(found, []) == list(range(1, count + 1))
            assert all(("Description" in sheet) == bool(here) for sheet, here in zip(paper, found))
            assert all(word in paper[-1] for word in ("Net", "Tax 20", "Total", "Thank you"))
            assert paper[0].count({"CN-1": "CREDIT NOTE", "INV-VOID": "VOID"}.get(number, "INVOICE")) >= 1


@pytest.mark.parametrize("name", PAPER)
def test_totals_stay_together_with_the_last_line(chrome, billing, letter, tmp_path, name):
    """Where the lines end decides what fits below them: each of the ways in which a sheet can be full."""
    site = {"A4": billing, "Letter": letter}[name]
    ends = set()
    for count in range(17, 28):
        rest = f"document.querySelectorAll('.lines tbody tr:nth-child(n+{count + 1})').forEach((row) => row.remove())"
        sheets, _ = printed(chrome, site / "invoices/INV-60.html", tmp_path, script=rest)
        assert sum(map(lines, sheets), []) == list(range(1, count + 1))
        sums = [sheet for sheet in sheets if "To pay" in sheet]
        assert len(sums) == 1 and "Net" in sums[0] and "Total" in sums[0] and count in lines(sums[0]), (count, sheets)
        assert all("IBAN" not in sheet or "Account" in sheet for sheet in sheets)
        ends.add(sheets.index(sums[0]))
    assert ends == {0, 1}


def test_a_draft_says_so_on_paper_and_keeps_its_faults_to_the_screen(chrome, billing, tmp_path):
    for file in sorted((billing / "invoices/drafts").iterdir()):
        (sheet,), _ = printed(chrome, file, tmp_path)
        assert sheet.startswith("INVOICE") and "DRAFT" in sheet
        assert not any(word in sheet for word in ("orchsite", "mend", "content/", "IBAN", "logged", "Due"))


def test_every_figure_is_on_the_right_in_digits_of_one_width(chrome, billing):
    for media in ("screen", "print"):
        chrome.look(1440, media=media)
        chrome.open(billing / "invoices/INV-15.html")
        styles = chrome.js("""
          return [...document.querySelectorAll(".lines td.number, .totals td")].map((e) => {
            const style = getComputedStyle(e); return [style.textAlign, style.fontVariantNumeric];
          });""")
        assert len(styles) > 70 and all(style == ["end", "tabular-nums"] for style in styles)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_lines_stack_and_nothing_scrolls_sideways(chrome, billing, letter, scheme):
    documents = [file for site in (billing, letter) for file in sorted((site / "invoices").rglob("*.html"))]
    for file in documents + [billing / "invoices.html", letter / "invoices.html"]:
        chrome.look(360, scheme)
        chrome.open(file)
        assert chrome.overflow() == []
        assert chrome.js("""
          return [...document.querySelectorAll("main, main *")].filter((e) => e.scrollWidth > e.clientWidth + 1
            && getComputedStyle(e).overflowX !== "visible" && !e.classList.contains("sr")).map((e) => e.outerHTML.slice(0, 120));""") == []
        rows = chrome.js("""
          return [...document.querySelectorAll(".lines tbody tr")].map((row) => [...row.children]
            .filter((cell) => cell.checkVisibility()).map((cell) => {
              const box = cell.getBoundingClientRect(); return [box.left, box.right, box.top, box.bottom];
            }));""")
        for text, *figures in rows:
            # The text has the whole width, and the figures stand in one row below it, the amount at the right.
            assert len(figures) == 4
            assert all(top >= text[3] - 1 for _, _, top, _ in figures)
            assert figures[0][0] == text[0] and abs(figures[-1][1] - text[1]) <= 6
            assert max(top for _, _, top, _ in figures) - min(top for _, _, top, _ in figures) < 2
        assert len({round(row[-1][1]) for row in rows}) <= 1


def test_every_kind_of_page_makes_a_document(chrome, demo):
    for kind, file in longest_of_each_kind(demo).items():
        chrome.open(file)
        pdf = base64.b64decode(chrome.devtools("Page.printToPDF", paperWidth=8.27, paperHeight=11.69)["data"])
        sheets = len(re.findall(rb"/Type\s*/Page\b", pdf))
        assert pdf.startswith(b"%PDF") and len(pdf) > 8000 and 1 <= sheets <= 12, (kind, len(pdf), sheets)
