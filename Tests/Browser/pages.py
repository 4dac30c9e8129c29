"""The pages of a site as files: what kinds there are, and where their links lead."""

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

KINDS = {"index", "sprint", "sprints", "flow", "backlog", "tasks", "task", "repo", "repos", "workers", "decisions",
         "invoices", "invoice"}
CLIENT_KINDS = {"client", "client-task", "client-tasks", "client-sprints"}


def html_files(site):
    files = sorted(site.rglob("*.html"))
    assert files, f"no pages in {site}"
    return files


def kind(file):
    """The page's template, as its body's class says."""
    return re.search(r'<body class="page-([a-z-]+)">', file.read_text()).group(1)


def longest_of_each_kind(site):
    """One page of every kind: the one that has most in it."""
    pages = {}
    for file in html_files(site):
        name = kind(file)
        if name not in pages or file.stat().st_size > pages[name].stat().st_size:
            pages[name] = file
    kinds = CLIENT_KINDS if "client" in pages else KINDS
    assert kinds <= set(pages), f"missing: {kinds - set(pages)}"
    return pages


class Reader(HTMLParser):
    """Collects ids, links (followed by a person) and resources (loaded by the browser)."""

    RESOURCES = {"src", "srcset", "poster", "data", "background", "xlink:href", "manifest", "icon"}

    def __init__(self, text):
        super().__init__()
        self.ids, self.links, self.resources, self.bad, self.scripts = [], [], [], [], []
        self.inline_script = False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        attributes = [(name, value or "") for name, value in attributes]
        named = dict(attributes)
        if "id" in named:
            self.ids.append(named["id"])
        for name, value in attributes:
            if name.startswith("on") or name in ("style", "srcdoc", "formaction", "ping", "action", "autofocus"):
                self.bad.append(f"<{tag} {name}={value!r}>")
            # The page's own address, which nobody loads.
            if name == "href" and (tag in ("a", "area") or named.get("rel") == "canonical"):
                self.links.append(value)
            elif name == "href" or name in self.RESOURCES:
                self.resources.append(value)
        if tag in ("iframe", "object", "embed", "base", "frame", "style", "foreignobject", "applet", "portal"):
            self.bad.append(f"<{tag}>")
        if tag == "meta" and named.get("http-equiv", "").lower() == "refresh":
            self.bad.append("<meta refresh>")
        if tag == "script":
            self.scripts.append(named.get("src"))

    handle_startendtag = handle_starttag


def reader(file):
    return Reader(file.read_text(encoding="utf-8"))


def link_problems(site):
    """Every link and resource of every page that leads nowhere or elsewhere."""
    readers = {file: reader(file) for file in html_files(site)}
    problems = []
    for file, page in readers.items():
        here = file.relative_to(site)
        doubled = {i for i in page.ids if page.ids.count(i) > 1} if len(page.ids) != len(set(page.ids)) else ()
        problems += [f"{here}: id {i!r} twice" for i in doubled]
        for address in page.links + page.resources:
            parts = urlsplit(address)
            if parts.scheme in ("http", "https", "mailto") and address in page.links:
                continue
            if parts.scheme == "data" and address in page.resources and address.startswith("data:image/"):
                continue
            if parts.scheme or parts.netloc or address.startswith(("/", "\\")):
                problems.append(f"{here}: not relative: {address!r}")
                continue
            target = (file.parent / unquote(parts.path)).resolve() if parts.path else file.resolve()
            if not target.is_relative_to(site.resolve()):
                problems.append(f"{here}: leaves the site: {address!r}")
            elif not target.is_file():
                problems.append(f"{here}: no such file: {address!r}")
            elif parts.fragment and "=" not in parts.fragment and unquote(parts.fragment) not in readers[site / target.relative_to(site.resolve())].ids:
                problems.append(f"{here}: no such anchor: {address!r}")
    for sheet in site.rglob("*.css"):
        problems += [f"{sheet.name}: loads {found}" for found in re.findall(r"@import[^;]*|url\((?!\s*[\"']?data:)[^)]*\)", sheet.read_text())]
    return problems
