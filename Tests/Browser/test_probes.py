"""The checks themselves: each finds the defect that is planted for it."""

import nu
import pytest

from pages import link_problems, reader

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'self'; script-src 'self'">
<meta name="viewport" content="width=device-width"><title>A page</title>{head}</head>
<body class="page-index"><main><h1>A page</h1>{main}</main></body></html>
"""


@pytest.fixture
def page(tmp_path, chrome):
    def write(main="", head=""):
        file = tmp_path / "index.html"
        file.write_text(PAGE.format(main=main, head=head))
        chrome.open(file)
        return file

    return write


def test_a_good_page_is_good(page, chrome):
    file = page()
    assert chrome.complaints() + chrome.overflow() + chrome.hidden_text() + chrome.axe() == []
    assert nu.errors(file.parent) + link_problems(file.parent) + reader(file).bad == []


@pytest.mark.parametrize("main,told", [
    ("<p onclick='x()'>a</p>", "script-src-attr"),
    ("<script>alert(1)</script>", "script-src-elem"),
    ("<p style='color: red'>a</p>", "style-src"),
    ("<img src='x.png' alt='a'>", "img-src"),
])
def test_the_console_is_heard(page, chrome, main, told):
    page(main)
    assert told in "".join(chrome.complaints())


def test_what_runs_is_seen(page, chrome, tmp_path):
    (tmp_path / "x.js").write_text("window.pwned = 1; alert(1); throw new Error('thrown')")
    page(head="<script src=x.js></script>")
    assert chrome.js("return window.pwned") == 1
    complaints = "".join(chrome.complaints())
    assert "alert was called" in complaints and "thrown" in complaints


def test_what_sticks_out_is_seen(page, chrome, tmp_path):
    (tmp_path / "x.css").write_text("p { width: 2000px } div { overflow: hidden; width: 5em; white-space: nowrap }")
    page("<p>wide</p>", "<link rel=stylesheet href=x.css>")
    assert "2000" in "".join(chrome.overflow()) or "wide" in "".join(chrome.overflow())
    page("<div>much too long for five em</div>", "<link rel=stylesheet href=x.css>")
    assert "much too long" in "".join(chrome.hidden_text())


@pytest.mark.parametrize("main,rule", [
    ("<p class='pale'>hard to read</p>", "color-contrast"),
    ("<h3>skips a level</h3>", "heading-order"),
    ("<input>", "label"),
    ("<svg class='dark' viewBox='0 0 9 9'><text class='pale'>hard to read</text></svg>", "contrast"),
])
def test_axe_works(page, chrome, tmp_path, main, rule):
    (tmp_path / "x.css").write_text(".pale { color: #ccc; fill: #ccc }")
    page(main, "<link rel=stylesheet href=x.css>")
    assert any(finding.startswith(rule) for finding in chrome.axe())


@pytest.mark.parametrize("main,part", [("<p><p></p></p>", "No “p” element"), ("<b>bell \x07</b>", "Forbidden code point")])
def test_nu_works(page, main, part):
    assert part in "".join(nu.errors(page(main).parent))


@pytest.mark.parametrize("main,part", [
    ("<a href='gone.html'>a</a>", "no such file"),
    ("<a href='#gone'>a</a>", "no such anchor"),
    ("<a href='../index.html'>a</a>", "leaves the site"),
    ("<a href='/index.html'>a</a>", "not relative"),
    ("<a href='javascript:x'>a</a>", "not relative"),
    ("<img alt='' src='https://example.org/x.png'>", "not relative"),
    ("<b id='x'></b><b id='x'></b>", "twice"),
])
def test_links_are_followed(page, main, part):
    assert part in "".join(link_problems(page(main).parent))
