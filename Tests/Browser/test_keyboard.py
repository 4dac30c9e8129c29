"""Everything is reached by keyboard, and it can be seen where one is."""

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

from pages import longest_of_each_kind

HERE = """
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const box = e.closest(".card") || e;
  const seen = [e, box].map((b) => getComputedStyle(b)).some((s) => s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2);
  const r = box.getBoundingClientRect();
  return {html: e.outerHTML.slice(0, 100), seen, inside: r.bottom > 0 && r.top < innerHeight && r.width > 0,
    card: e.matches(".card .title") ? e.closest(".card").dataset.item : null, href: e.getAttribute("href")};
"""


def tab(chrome):
    ActionChains(chrome.driver, duration=0).send_keys(Keys.TAB).perform()
    return chrome.js(HERE)


def stops(chrome, limit=400):
    """Tab from the top of the page to its end."""
    found = []
    for _ in range(limit):
        stop = tab(chrome)
        if stop is None:
            return found
        found.append(stop)
    raise AssertionError(f"Tab does not come to an end: {found[-3:]}")


@pytest.mark.parametrize("width", [360, 1440])
def test_tab_reaches_every_card_in_order_with_visible_focus(chrome, demo, width):
    chrome.look(width)
    chrome.open(demo / "index.html")
    found = stops(chrome)
    assert [stop for stop in found if not (stop["seen"] and stop["inside"])] == []
    cards = chrome.js("return [...document.querySelectorAll('.card')].map((e) => e.dataset.item)")
    assert [stop["card"] for stop in found if stop["card"]] == cards and len(cards) > 10


def test_every_stop_of_every_kind_of_page_is_visible(chrome, demo):
    for kind, file in longest_of_each_kind(demo).items():
        chrome.open(file)
        found = stops(chrome)
        assert [stop for stop in found if not (stop["seen"] and stop["inside"])] == [], kind
        links = chrome.js("return [...document.querySelectorAll('a[href]')].filter((e) => e.checkVisibility()).length")
        assert len([stop for stop in found if stop["href"]]) == links, kind


def test_the_first_stop_skips_to_the_content(chrome, demo):
    chrome.open(demo / "index.html")
    first = tab(chrome)
    assert first["href"] == "#main" and first["inside"]
    assert chrome.js("return document.activeElement.getBoundingClientRect().left") >= 0
    ActionChains(chrome.driver, duration=0).send_keys(Keys.ENTER).perform()
    chrome.until("location.hash === '#main'", "skipped")
    following = tab(chrome)
    assert chrome.js("return document.querySelector('main').contains(document.activeElement)"), following


def test_enter_opens_a_card(chrome, demo):
    chrome.open(demo / "index.html")
    while (stop := tab(chrome)) and not stop["card"]:
        pass
    ActionChains(chrome.driver, duration=0).send_keys(Keys.ENTER).perform()
    chrome.until("document.body.classList.contains('page-task')", "the task is open")
    assert stop["card"] in chrome.driver.current_url


def test_the_whole_card_is_a_link(chrome, demo):
    chrome.open(demo / "index.html")
    card = chrome.driver.find_element("css selector", ".card")
    task = card.get_attribute("data-item")
    ActionChains(chrome.driver, duration=0).move_to_element_with_offset(card, card.size["width"] // 2 - 4, card.size["height"] // 2 - 4).click().perform()
    chrome.until("document.body.classList.contains('page-task')", "the task is open")
    assert task in chrome.driver.current_url


def test_columns_are_named_sections_of_lists(chrome, demo):
    chrome.open(demo / "index.html")
    names = chrome.js("""
      return [...document.querySelectorAll(".board > section")].map((e) => [
        document.getElementById(e.getAttribute("aria-labelledby"))?.tagName, !!e.querySelector("ol, ul, .nothing")]);
    """)
    assert len(names) >= 4 and all(name == ["H2", True] for name in names)


def test_copying_a_command(chrome, demo):
    chrome.open(demo / "index.html")
    command = chrome.js("return document.querySelector('.command code').textContent")
    # The page has no clipboard of its own in a headless browser; what would be copied is seen on its way.
    chrome.js("Object.defineProperty(navigator, 'clipboard', {value: {writeText: async (t) => { window.__copied = t; }}})")
    chrome.driver.find_element("css selector", ".command .copy").click()
    chrome.until("window.__copied !== undefined", "copied")
    assert chrome.js("return window.__copied") == command
    chrome.until("document.querySelector('.command .copy').textContent === 'Copied'", "said so")


def test_tables_are_sorted_by_their_heads(chrome, demo):
    chrome.open(demo / "tasks.html")
    head = chrome.driver.find_element("xpath", "//th[normalize-space()='Task']/button")
    titles = "[...document.querySelectorAll('tbody th a:not(.tag)')].map((e) => e.textContent)"
    before = chrome.js(f"return {titles}")
    head.click()
    ascending = chrome.js(f"return {titles}")
    head.click()
    assert sorted(ascending) == sorted(before) and ascending == chrome.js(f"return {titles}")[::-1] and ascending != before
    assert chrome.js("return document.querySelector('th[aria-sort]').getAttribute('aria-sort')") == "descending"
