"""The search of the whole site: its palette, its keys, and what it finds."""

import shutil
import unicodedata

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from conftest import built
from pages import longest_of_each_kind
from workspaces import PAYLOADS

SHOWN = """
  const dialog = document.querySelector("dialog.palette");
  return [...dialog.querySelectorAll("[role=group]")].map((group) => [group.getAttribute("aria-label"),
    [...group.querySelectorAll("[role=option]")].map((e) => [e.querySelector(".found-title").textContent, e.dataset.href])]);
"""


class Palette:
    def __init__(self, chrome, file):
        self.chrome = chrome
        chrome.open(file)

    def keys(self, *keys):
        ActionChains(self.chrome.driver, duration=0).send_keys(*keys).perform()

    def open(self):
        ActionChains(self.chrome.driver, duration=0).key_down(Keys.CONTROL).send_keys("k").key_up(Keys.CONTROL).perform()
        self.chrome.until("document.querySelector('dialog.palette')?.open", "the palette is open")
        return self

    def status(self):
        return self.chrome.js("return document.querySelector('.palette [role=status]').textContent")

    def ask(self, text):
        """Types a question, and waits for its answer: each names the question or counts."""
        field = self.chrome.driver.find_element(By.CSS_SELECTOR, ".palette input")
        self.chrome.js("document.querySelector('.palette [role=status]').textContent = 'waiting'")
        field.send_keys(Keys.CONTROL + "a")
        field.send_keys(text)
        self.chrome.until("!/waiting|Loading/.test(document.querySelector('.palette [role=status]').textContent)", "answered")
        # Each letter is a question; the last one's answer is what stays.
        self.chrome.js("const i = document.querySelector('.palette input'); i.dispatchEvent(new Event('input'))")
        self.chrome.driver.execute_async_script("""
          const done = arguments[0]; orchsiteSearch.find(document.querySelector(".palette input").value.trim()).finally(() => setTimeout(done, 30));
        """)
        return dict(self.chrome.js(SHOWN))


@pytest.fixture
def palette(chrome, demo):
    return Palette(chrome, demo / "index.html")


def test_the_pages_are_there_at_once(palette):
    palette.open()
    palette.chrome.until("document.querySelector('.palette [role=option]')", "the pages are listed")
    groups = dict(palette.chrome.js(SHOWN))
    assert [title for title, _ in groups["Pages"]][:3] == ["Board", "Backlog", "Tasks"]
    assert palette.chrome.axe() == [] and palette.chrome.complaints() == []


def test_titles_come_first_and_words_of_bodies_are_found(palette, demo):
    palette.open()
    found = palette.ask("refund")
    assert found["Tasks"][0][0] in ("Refund API", "Refund view", "Refunds") or "efund" in found["Tasks"][0][0]
    assert len(found["Tasks"]) > 2
    for _, href in found["Tasks"] + found.get("Decisions", []):
        text = (demo / href.split("#")[0]).read_text().lower()
        assert "refund" in text
    assert palette.chrome.axe() == []


def test_all_words_must_match(palette, demo):
    palette.open()
    both = {href for _, href in palette.ask("refund order")["Tasks"]}
    assert both
    for href in both:
        text = (demo / href).read_text().lower()
        assert "refund" in text and "order" in text


def test_no_results_are_said(palette):
    palette.open()
    assert palette.ask("xqzzyx <b>") == {}
    assert palette.status() == "No results for “xqzzyx <b>”."
    assert palette.chrome.axe() == []


def test_arrows_enter_and_escape(palette):
    palette.open()
    groups = palette.ask("refund")
    options = [href for options in groups.values() for _, href in options]
    selected = "return document.querySelector('.palette [aria-selected=true]').dataset.href"
    assert palette.chrome.js(selected) == options[0]
    palette.keys(Keys.DOWN)
    assert palette.chrome.js(selected) == options[1]
    palette.keys(Keys.UP, Keys.UP)
    assert palette.chrome.js(selected) == options[-1]
    assert palette.chrome.js("return document.activeElement.getAttribute('aria-activedescendant')") == f"found-{len(options) - 1}"
    palette.keys(Keys.ESCAPE)
    palette.chrome.until("!document.querySelector('.palette').open", "closed")
    palette.open()
    palette.ask("refund api")
    palette.keys(Keys.ENTER)
    palette.chrome.until("document.body.classList.contains('page-task')", "the task is open")
    assert palette.chrome.driver.current_url.endswith("tasks/backend/refund-api.html")


def test_it_works_from_every_kind_of_page(chrome, demo):
    for name, file in longest_of_each_kind(demo).items():
        palette = Palette(chrome, file)
        if name == "invoice":
            assert not chrome.js("return !!document.querySelector('.search-button')")
            continue
        chrome.driver.find_element(By.CSS_SELECTOR, ".search-button").click()
        chrome.until("document.querySelector('dialog.palette')?.open", "the palette is open")
        assert palette.ask("refund api")["Tasks"]
        palette.keys(Keys.ENTER)
        chrome.until("document.body.classList.contains('page-task') && location.href.endsWith('refund-api.html')", name)


def test_a_page_is_found_by_its_name(palette):
    palette.open()
    assert palette.ask("backl")["Pages"][0] == ["Backlog", "backlog.html"]


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_open_dialogs_have_no_findings(chrome, demo, width, scheme):
    chrome.look(width, scheme)
    palette = Palette(chrome, demo / "index.html").open()
    palette.ask("refund")
    assert chrome.axe() == [] and chrome.overflow() == []
    palette.keys(Keys.ESCAPE)
    chrome.until("!document.querySelector('.palette').open", "closed")
    palette.keys("?")
    chrome.until("document.querySelector('dialog.keys')?.open", "the keys are shown")
    assert chrome.axe() == [] and chrome.overflow() == []


def test_an_index_that_is_gone_is_said(chrome, demo, tmp_path):
    shutil.copytree(demo, tmp_path / "site")
    shutil.move(tmp_path / "site" / "search", tmp_path / "away")
    palette = Palette(chrome, tmp_path / "site" / "index.html").open()
    chrome.until("document.querySelector('.palette [role=status]').textContent === 'The index could not be loaded.'", "said")
    # When it is back, the next letter finds it.
    shutil.move(tmp_path / "away", tmp_path / "site" / "search")
    assert palette.ask("refund")["Tasks"]


# Keys of a single letter.

HERE = "return document.activeElement.closest('[data-item], .need')?.outerHTML.slice(0, 80)"


def test_j_and_k_walk_and_o_opens(palette):
    chrome = palette.chrome
    stops = chrome.js("""return [...document.querySelectorAll(".need .what a:first-of-type, .card .title")]
      .filter((link) => link.checkVisibility()).length""")
    seen = []
    for _ in range(stops):
        palette.keys("j")
        seen.append(chrome.js("return document.activeElement.href"))
    assert len(seen) == stops and None not in seen
    palette.keys("j")
    assert chrome.js("return document.activeElement.href") == seen[-1], "it stays at the end"
    palette.keys("k")
    assert chrome.js("return document.activeElement.href") == seen[-2]
    palette.keys("o")
    chrome.until("document.body.classList.contains('page-task')", "open")


def test_slash_without_a_filter_opens_the_search(chrome, demo):
    palette = Palette(chrome, demo / "workers.html")
    palette.keys("/")
    chrome.until("document.querySelector('dialog.palette')?.open", "the palette is open")
    assert chrome.js("return document.querySelector('.palette input').value") == ""


def test_letters_do_nothing_while_somebody_types(palette):
    field = palette.chrome.driver.find_element(By.NAME, "q")
    field.send_keys("jk?o/g")
    assert field.get_attribute("value") == "jk?o/g"
    assert palette.chrome.js("return document.querySelector('dialog[open]')") is None


def test_letters_can_be_switched_off(palette):
    chrome = palette.chrome
    palette.keys("?")
    chrome.until("document.querySelector('dialog.keys')?.open", "the keys are shown")
    chrome.driver.find_element(By.ID, "single-keys").click()
    palette.keys(Keys.ESCAPE)
    for _ in range(2):
        chrome.js("document.activeElement.blur()")
        palette.keys("j")
        palette.keys("?")
        assert chrome.js("return document.activeElement.href") is None
        assert chrome.js("return document.querySelector('dialog[open]')") is None
        chrome.driver.refresh()
    palette.open()
    chrome.js("localStorage.clear()")


# What is folded here and in the program is the same.

RANGES = [(0xA1, 0x24F), (0x370, 0x52F), (0x1E00, 0x1FFF), (0xFB00, 0xFB06), (0xFF01, 0xFF5E), (0x5D0, 0x5EA), (0x620, 0x64A),
          (0x905, 0x939), (0x10A0, 0x10FF), (0x13A0, 0x13AF), (0x2C00, 0x2C2F), (0x2160, 0x2188), (0xAC00, 0xAC20)]


def test_both_sides_fold_alike(chrome, orchsite, tmp_path):
    """Every letter and number of these ranges stands in a body; the browser finds the task by its folding of it."""
    letters = [chr(c) for first, last in RANGES for c in range(first, last + 1) if unicodedata.category(chr(c))[0] in "LN"]
    folder = tmp_path / "home" / "content"
    (folder / "tasks" / "w").mkdir(parents=True)
    (folder / "repos").mkdir()
    (folder / "repos" / "w.md").write_text("---\ntitle: W\n---\n")
    (folder / "index.md").write_text("---\nproject: P\n---\n")
    (folder / "tasks" / "w" / "a.md").write_text("---\ntitle: T\nstatus: todo\n---\n" + " ".join(f"q{letter}q" for letter in letters))
    site = built(orchsite, tmp_path / "home", tmp_path / "site", 0)
    chrome.open(site / "index.html")
    missed = chrome.driver.execute_async_script("""
      const [words, done] = arguments;
      (async () => {
        const missed = [];
        await orchsiteSearch.use();
        // A letter that parts words gives two; what is left is looked up whole, as a word that is not the last.
        for (const word of words) if (!(await orchsiteSearch.find(word + " t")).numbers.length) missed.push(word);
        return missed;
      })().then(done, (error) => done([String(error)]));
    """, [f"q{letter}q" for letter in letters])
    assert missed == [] and len(letters) > 1500


def test_scripts_without_spaces(chrome, orchsite, tmp_path):
    folder = tmp_path / "home" / "content"
    (folder / "tasks" / "w").mkdir(parents=True)
    (folder / "repos").mkdir()
    (folder / "repos" / "w.md").write_text("---\ntitle: W\n---\n")
    (folder / "index.md").write_text("---\nproject: P\n---\n")
    (folder / "tasks" / "w" / "a.md").write_text("---\ntitle: 検索の索引\nstatus: todo\n---\n日本語の全文検索API、ภาษาไทย 𠮷野家")
    site = built(orchsite, tmp_path / "home", tmp_path / "site", 0)
    palette = Palette(chrome, site / "index.html").open()
    for text in ["検索", "索", "日本語", "全文 検索", "api", "ไทย", "𠮷野", "引"]:
        assert "Tasks" in palette.ask(text), text
    assert palette.ask("語日") == {}


# Content by an enemy.

@pytest.mark.parametrize("name", ["script", "image", "close", "override", "separators", "astral", "shell", "backslash"])
def test_hostile_titles_are_text_in_the_palette(chrome, hostile, name):
    palette = Palette(chrome, hostile / "index.html").open()
    words = {"script": "script pwned", "image": "img src onerror", "close": "ol title style textarea", "override": "safe gpj",
             "separators": "line separator", "astral": "x 𝕏".split()[0], "shell": "touch pwned", "backslash": "x3cscript"}[name]
    found = palette.ask(words)
    titles = [title for options in found.values() for title, _ in options]
    fold = lambda text: " ".join(text.split())
    if name != "astral":
        assert fold(PAYLOADS[name]) in map(fold, titles), titles
    assert chrome.js("return window.pwned") is None
    assert chrome.js("return document.querySelectorAll('.palette :is(script, img, svg, style)').length") == 0
    assert [entry for entry in chrome.complaints() if "CSP" in entry or "pwned" in entry] == []


@pytest.mark.parametrize("text", ["__proto__", "constructor", "toString", "hasOwnProperty", "<img src=x onerror=pwned=1>", "%", "\\", "\u2028", "x" * 5000])
def test_hostile_questions_do_nothing(chrome, demo, text):
    palette = Palette(chrome, demo / "index.html").open()
    chrome.js("const i = document.querySelector('.palette input'); i.value = arguments[0]; i.dispatchEvent(new Event('input'))", text)
    palette.ask("refund")
    assert chrome.js("return window.pwned") is None and chrome.complaints() == []


def test_a_client_finds_what_the_pages_say(chrome, client):
    palette = Palette(chrome, client / "tasks.html").open()
    title = chrome.js("return document.querySelector('tbody th a').textContent")
    found = palette.ask(title)
    assert title in [text for text, _ in found["Tasks"]]
    palette.keys(Keys.ENTER)
    chrome.until("document.body.classList.contains('page-client-task')", "open")


def test_without_scripts_there_is_no_button(scriptless, demo):
    scriptless.open(demo / "index.html")
    assert scriptless.driver.find_elements(By.CSS_SELECTOR, ".search-button") == []


def test_a_question_loads_little(chrome, large):
    """The first letter, and a word, on a board of 2,000 tasks."""
    for text in ["r", "re", "refund"]:
        palette = Palette(chrome, large / "index.html").open()
        palette.ask(text)
        loaded = chrome.js("return [...document.querySelectorAll('script[src*=\"search/\"]')].map((e) => e.src)")
        size = sum((large / "search" / name.rsplit("/", 1)[1]).stat().st_size for name in set(loaded))
        assert loaded and size < 60_000, (text, size, loaded)
