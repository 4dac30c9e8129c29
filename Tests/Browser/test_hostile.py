"""What content written by an enemy does to the reader's browser: nothing."""

import re
import unicodedata

import pytest
from selenium.webdriver.common.action_chains import ActionChains

from pages import html_files, longest_of_each_kind, reader
from workspaces import PAYLOADS, SLUG

# Payloads whose text cannot be shown as it is: their control characters become U+FFFD, or their white space folds.
CHANGED = {"control", "separators"}


def folded(text):
    return re.sub(r"\s+", " ", text)


def page_of(site, name):
    slug = SLUG if name == "long" else f"{list(PAYLOADS).index(name):02}-{name}"
    [page] = site.glob(f"tasks/*/{slug}.html")
    return page


def test_nothing_runs_on_any_page(chrome, hostile):
    for file in html_files(hostile):
        chrome.open(file)
        # What waits for the mouse or the focus gets both.
        chrome.js("""
          for (const e of document.querySelectorAll("*")) {
            for (const name of ["mouseover", "click", "focus", "error", "load", "toggle"]) {
              if (name !== "click" || !e.closest("a, button")) e.dispatchEvent(new Event(name, {bubbles: false}));
            }
          }
        """)
        assert chrome.js("return window.pwned") is None, file
        assert [entry for entry in chrome.complaints() if "CSP" in entry or "called" in entry or "pwned" in entry] == [], file


def test_no_link_is_anything_but_a_page_or_the_web(chrome, hostile):
    links = 0
    for file in html_files(hostile):
        chrome.open(file)
        found = chrome.js("""
          return [...document.querySelectorAll("a[href], area[href]")].map((e) => {
            const address = new URL(e.getAttribute("href"), document.baseURI);
            return [address.protocol, e.getAttribute("href"), address.host];
          });
        """)
        links += len(found)
        for protocol, href, host in found:
            assert protocol in ("file:", "http:", "https:", "mailto:"), (file, href)
            assert not (protocol == "file:" and host), (file, href)
    assert links > 500


def test_clicking_the_disguised_links_does_nothing(chrome, hostile):
    chrome.open(page_of(hostile, "image"))
    address = chrome.driver.current_url
    words = chrome.js("return document.querySelector('.body').textContent")
    for word in ["disguised", "upper", "tab", "entity", "space", "line", "data", "vb", "blob", "encoded"]:
        assert word in words
    found = [e for e in chrome.driver.find_elements("xpath", "//div[@class='body']//*[contains(text(), 'disguised')]")]
    for element in found:
        ActionChains(chrome.driver, duration=0).move_to_element(element).click().perform()
    assert found and chrome.driver.current_url == address
    assert chrome.js("return window.pwned") is None


def test_no_page_names_an_element_or_attribute_of_the_enemy(hostile):
    for file in html_files(hostile):
        assert reader(file).bad == [], file


@pytest.mark.parametrize("name", [name for name in PAYLOADS if name not in CHANGED])
def test_titles_are_shown_letter_by_letter(chrome, hostile, name):
    title = PAYLOADS[name]
    file = page_of(hostile, name)
    chrome.open(file)
    assert folded(chrome.js("return document.querySelector('h1').textContent")) == folded(title)
    assert folded(chrome.driver.title).startswith(folded(title).strip()[:40])
    chrome.open(hostile / "tasks.html")
    titles = chrome.js("return [...document.querySelectorAll('tbody th a')].map((e) => e.textContent)")
    assert folded(title) in map(folded, titles)


def test_updates_and_blockers_are_shown_letter_by_letter(chrome, hostile):
    for name in set(PAYLOADS) - CHANGED:
        chrome.open(page_of(hostile, name))
        items = set(map(folded, chrome.js("return [...document.querySelectorAll('.timeline li li')].map((e) => e.textContent)")))
        assert folded(PAYLOADS[name]) in items, name
        assert folded(PAYLOADS[name]) + "?" in items, name


def test_mustache_in_content_is_text(chrome, hostile):
    chrome.open(page_of(hostile, "mustache"))
    assert PAYLOADS["mustache"] in chrome.js("return document.querySelector('main').textContent")


def test_control_characters_do_not_reach_the_page(hostile):
    for file in html_files(hostile):
        text = file.read_text(encoding="utf-8")
        found = {f"U+{ord(c):04X}" for c in text if unicodedata.category(c) == "Cc" and c not in "\t\n"}
        assert found == set(), file


def test_text_that_runs_backwards_turns_nothing_else_around(chrome, hostile):
    """An override ends with the element that holds the text: its nearest box or isolate holds no other words."""
    leaks = []
    for file in longest_of_each_kind(hostile).values():
        chrome.open(file)
        leaks += chrome.js("""
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), leaks = [];
          for (let node; (node = walker.nextNode());) {
            if (!/[\\u202d\\u202e\\u2066\\u202b]/.test(node.data)) continue;
            let holder = node.parentElement;
            if (holder.closest("title")) continue;
            while (!(holder instanceof SVGTextElement) && getComputedStyle(holder).display === "inline" && !/isolate|plaintext/.test(getComputedStyle(holder).unicodeBidi)) holder = holder.parentElement;
            const others = holder.textContent.replace(node.data, "").trim();
            if (others && !holder.closest(".prose, pre, code, title, .unreadable, select")) leaks.push(holder.outerHTML.slice(0, 200));
          }
          return leaks;
        """)
    assert not leaks, "\n".join(leaks)


def test_commands_to_paste_are_what_they_look_like(chrome, hostile):
    """No control, no override, no line break: what is seen is what the shell gets."""
    for file in html_files(hostile):
        chrome.open(file)
        for command in chrome.js("return [...document.querySelectorAll('.command code')].map((e) => e.textContent)"):
            odd = [f"U+{ord(c):04X}" for c in command if unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp")]
            assert odd == [], (file, command)


def test_pictures_with_scripts_are_not_copied(hostile):
    copied = {file.name for file in hostile.rglob("*.svg")}
    assert copied == {"fine.svg"}
    for file in html_files(hostile):
        assert "enemy.svg" not in "".join(reader(file).resources + reader(file).links), file


def test_files_that_cannot_be_read_are_listed_with_their_lines(chrome, hostile):
    chrome.open(hostile / "index.html")
    text = chrome.js("return document.querySelector('section.unreadable').textContent")
    for name in ["broken.md", "worse.md", "none.md"]:
        assert f"content/tasks/web/{name}" in text
    assert PAYLOADS["script"] in text
