"""The site works wherever it is put, and asks for nothing from elsewhere."""

import http.server
import shutil
import threading
from functools import partial
from urllib.parse import quote

import pytest

from pages import longest_of_each_kind

STYLED = "getComputedStyle(document.body).marginTop === '0px'"
RUNNING = "!document.querySelector('[data-filter]').hidden"


def walk(chrome, start):
    """From the board to a task, to its repo and back to the board, by clicking."""
    chrome.requests()
    chrome.open(start)
    for selector, arrived in [
        (".card .title", "page-task"), (".path a.repo", "page-repo"), (".brand", "page-index"),
        ("nav a[href$='decisions.html']", "page-decisions"), ("nav a[href$='sprints.html']", "page-sprints"),
    ]:
        chrome.driver.find_element("css selector", selector).click()
        chrome.until(f"document.readyState === 'complete' && document.body.classList.contains({arrived!r})", arrived)
        assert chrome.js(f"return {STYLED}")
    assert chrome.complaints() == []
    return {address for address in chrome.requests() if not address.startswith(("data:", "about:", "chrome"))}


def test_from_disk_in_a_folder_with_an_awkward_name(chrome, demo, tmp_path):
    moved = tmp_path / "a b" / "ü #1 100% & <x>"
    shutil.copytree(demo, moved)
    asked = walk(chrome, moved / "index.html")
    assert len(asked) > 6 and all(address.startswith(moved.as_uri() + "/") for address in asked), asked


@pytest.fixture
def host(demo, tmp_path):
    shutil.copytree(demo, tmp_path / "deep" / "down")

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=tmp_path))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/deep/down/"
    server.shutdown()
    thread.join()
    server.server_close()


def test_from_a_sub_path_of_a_host(chrome, host):
    asked = walk(chrome, host)
    assert len(asked) > 6
    # The browser asks every host for its icon unless the page names one, and these pages do.
    assert [address for address in asked if not address.startswith(host)] == []


def test_the_search_works_from_a_sub_path(chrome, host):
    chrome.requests()
    chrome.open(host + "tasks/backend/refund-api.html")
    chrome.driver.find_element("css selector", ".search-button").click()
    chrome.until("document.querySelector('dialog.palette')?.open", "the palette is open")
    chrome.driver.find_element("css selector", ".palette input").send_keys("roles permissions")
    chrome.until("document.querySelector('.palette .found-title')?.textContent.startsWith('Roles')", "found")
    chrome.driver.find_element("css selector", ".palette [role=option]").click()
    chrome.until("document.readyState === 'complete' && /roles/.test(location.pathname)", "open")
    assert chrome.complaints() == []
    asked = [address for address in chrome.requests() if not address.startswith(("data:", "about:", "chrome"))]
    assert [address for address in asked if not address.startswith(host)] == []
    assert any("/search/words-" in address for address in asked)


def test_no_page_asks_for_anything_outside_of_the_site(chrome, site):
    chrome.requests()
    pages = longest_of_each_kind(site).values()
    for file in pages:
        chrome.open(file)
        assert chrome.js(f"return {STYLED}")
    asked = [address for address in chrome.requests() if not address.startswith(("data:", "about:", "chrome"))]
    inside = site.as_uri() + "/"
    assert len(asked) >= 2 * len(pages) and [address for address in asked if not address.startswith(inside)] == []
    assert quote("<script>") not in "".join(asked)
