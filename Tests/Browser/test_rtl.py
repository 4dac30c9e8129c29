"""A board in Arabic: everything from the right to the left, but for charts and code."""

import re
import shutil

import pytest

from conftest import ROOT, built
from pages import html_files, longest_of_each_kind
from test_pages import LOOKS, nothing_on

# Words for what people call things; what orchsite says itself stays English.
WORDS = {"title": "مهمة رد المبالغ إلى الزبائن", "goal": "ترى الإدارة كل طلب وتستطيع رد المبالغ", "blockers": "أي مفتاح؟"}


@pytest.fixture(scope="module")
def arabic(orchsite, tmp_path_factory):
    home = tmp_path_factory.mktemp("arabic")
    shutil.copytree(ROOT / "content", home / "content")
    index = home / "content/index.md"
    text = re.sub(r"^language:.*\n", "", index.read_text(), flags=re.M)
    index.write_text(text.replace("---\n", "---\nlanguage: ar\n", 1))
    for file in sorted(home.glob("content/*/**/*.md")):
        text = file.read_text()
        for key in ("title", "goal"):
            text = re.sub(rf"^{key}: .*$", f"{key}: {WORDS[key]} {len(file.stem)}", text, count=1, flags=re.M)
        file.write_text(text)
    return built(orchsite, home, tmp_path_factory.mktemp("arabic") / "site", 0)


@pytest.mark.parametrize("width,scheme", LOOKS)
def test_pages_from_the_right_fit(chrome, arabic, width, scheme):
    chrome.look(width, scheme)
    check = lambda c: c.complaints() + c.overflow() + leftover(c) + c.hidden_text()
    nothing_on(longest_of_each_kind(arabic).values(), arabic, chrome, check)


def leftover(chrome):
    """What sticks out to the left, where a page from the right would scroll."""
    return chrome.js("""
      const inScroller = (e) => { for (e = e.parentElement; e && e !== document.body; e = e.parentElement)
        if (getComputedStyle(e).overflowX !== "visible") return true; return false; };
      return [...document.body.querySelectorAll("*")].filter((e) => {
        const box = e.getBoundingClientRect();
        return box.width > 1 && box.left < -.5 && !inScroller(e) && !e.classList.contains("skip") && !e.closest("svg, details:not([open])");
      }).slice(-3).map((e) => e.outerHTML.slice(0, 120));
    """)


def test_charts_stay_from_the_left(chrome, arabic):
    chrome.look(1440, "light")
    for page in ("index.html", "flow.html", "sprints.html"):
        chrome.open(arabic / page)
        assert chrome.js("return getComputedStyle(document.documentElement).direction") == "rtl"
        charts = chrome.js("return [...document.querySelectorAll('svg')].map((e) => getComputedStyle(e).direction)")
        assert charts and set(charts) == {"ltr"}, page


def test_every_page_says_its_direction(arabic):
    for file in html_files(arabic):
        assert '<html lang="ar" dir="rtl">' in file.read_text()[:200], file
