"""Documents that converters break on: valid requests, the same tree, every visible word."""

import json
import re
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from markdown_it import MarkdownIt

from check_requests import problems
from program import ROOT, blocks, rebuilt, run, texts

# Some are deep.
sys.setrecursionlimit(20_000)

READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
WORD = re.compile(r"\w+")
EMOJI = "\U0001F468‍\U0001F469‍\U0001F467‍\U0001F466"


def words(text):
    """What a reader sees of a text, by another reader of markdown; tags and comments are not seen."""
    found = []

    def visible(html):
        return re.sub(r"<!--.*?-->|</?[a-zA-Z][^<>]*>", " ", html, flags=re.S)

    def walk(tokens):
        for token in tokens:
            if token.type in ("text", "code_inline", "fence", "code_block"):
                found.append(token.content)
            elif token.type == "html_block":
                found.append(visible(token.content))
            elif token.type == "image":
                found.append(token.content)
            if token.children:
                walk(token.children)

    walk(READER.parse(text))
    return WORD.findall(" ".join(found))


def check(text, lost=()):
    tree, requests, said = blocks(text)
    for request in requests:
        size = len(json.dumps(request["body"], ensure_ascii=False, separators=(",", ":")).encode())
        assert problems(request["body"], kind="append", placeholders=True, size=size) == []
    assert rebuilt(requests) == tree
    shown = texts(tree)
    joined = shown.replace("\n", "")
    seen = set(WORD.findall(shown + " " + said))
    missing = [word for word in words(text) if word not in seen and word not in joined and word not in lost]
    assert missing == [], f"{missing[:20]}\n{text[:500]}"
    return tree, requests, said


def nested(depth, mark="- "):
    return "".join("  " * level + f"{mark}level{level}\n" for level in range(depth))


DOCUMENTS = {
    "runs": " ".join(f"**b{i}** plain{i}" for i in range(250)),
    "runs in a heading": "# " + " ".join(f"*e{i}* p{i}" for i in range(120)),
    "runs in an item": "- " + " ".join(f"`c{i}` p{i}" for i in range(120)) + "\n  - below\n",
    "runs in a quote": "> " + " ".join(f"~~s{i}~~ p{i}" for i in range(120)),
    "runs in a callout": "> [!WARNING]\n> " + " ".join(f"*s{i}* p{i}" for i in range(120)),
    "runs in a cell": "| a | b |\n|---|---|\n| " + " ".join(f"*s{i}* p{i}" for i in range(120)) + " | x |\n",
    "runs in a task": "- [x] " + " ".join(f"**s{i}** p{i}" for i in range(120)),
    "runs in a summary": "<details><summary>" + " ".join(f"<b>s{i}</b> p{i}" for i in range(120)) + "</summary>\n\nin\n\n</details>",
    "depth": nested(12),
    "depth in order": "".join("   " * level + f"1. level{level}\n" for level in range(12)),
    "depth of quotes": "".join("> " * level + f"level{level}\n" + "> " * level + "\n" for level in range(1, 12)),
    "depth and width": nested(5) + "".join("          - leaf%d\n" % i for i in range(250)),
    "very deep": ">" * 300 + " bottom",
    "too deep": ">" * 900 + " bottom **word**",
    "children": "- top\n" + "".join(f"  - child{i}\n" for i in range(350)),
    "children of children": "- a\n" + "".join(f"  - b{i}\n" + "".join(f"    - c{i}x{j}\n" for j in range(30)) for i in range(40)),
    "siblings": "".join(f"paragraph {i}\n\n" for i in range(1500)),
    "rows": "| a | b |\n|---|---|\n" + "".join(f"| r{i} | s{i} |\n" for i in range(350)),
    "columns": "|" + "|".join(f"h{i}" for i in range(130)) + "|\n|" + "---|" * 130 + "\n|" + "|".join(f"v{i}" for i in range(130)) + "|\n",
    "ragged rows": "| a | b | c |\n|---|---|---|\n| 1 |\n| 1 | 2 | 3 |\n",
    "a long cell": "| a | b |\n|---|---|\n| " + "word " * 900 + " | x |\n",
    "a header alone": "| a | b |\n|---|---|\n",
    "tables in lists": "- item\n\n  | a | b |\n  |---|---|\n  | 1 | 2 |\n\n  - deeper\n\n    - deepest\n\n      | c | d |\n      |---|---|\n"
                       + "".join(f"      | x{i} | y{i} |\n" for i in range(150)),
    "table in a quote": "> > > | a | b |\n> > > |---|---|\n> > > | 1 | 2 |\n",
    "emoji at the limit": "x" * 1999 + EMOJI + " after",
    "emoji all along": EMOJI * 700,
    "surrogates at the limit": "x" * 1999 + "😀" + "y" * 1999 + "😀",
    "combining": "x" * 1998 + "é" * 30,
    "a character without end": "a" + "\u0301" * 5000,
    "one long word": "x" * 9000,
    "long text": "word " * 3000,
    "long bold": "**" + "word " * 3000 + "end**",
    "long link": "[" + "word " * 1000 + "](https://example.com)",
    "much": "word " * 60_000,
    "code": "```swift\n" + "let line = 1 // word\n" * 12_000 + "```\n",
    "code in one line": "```\n" + "x" * 250_000 + "\n```\n",
    "code of wide characters": "```\n" + "漢字 words 😀\n" * 30_000 + "```\n",
    "code of control characters": "```\n" + "\u0001\u0002" * 60_000 + "\n```\n",
    "code in lists": "- a\n  - b\n    - c\n      ```js\n      let x = 1\n      ```\n",
    "unknown languages": "```nosuch\nx\n```\n```{.python}\ny\n```\n```JS title=\"a.js\"\nz\n```\n~~~ c++\nw\n~~~\n",
    "empty code": "```\n```\n",
    "images": "a ![one](https://example.com/1.png) b ![two](https://example.com/2.png \"title\") c\n\n"
              "# head ![three](https://example.com/3.png)\n\n- ![four](https://example.com/4.png)\n- five ![six](https://example.com/6.png) seven\n\n"
              "> ![eight](https://example.com/8.png)\n\n| a |\n|---|\n| ![nine](https://example.com/9.png) |\n\n"
              "[![ten](https://example.com/10.png)](https://example.com)\n\n![eleven](local.png) ![](local2.png) ![](https://example.com/12.png)\n",
    "reference links": "[one][a] and [two] and [Three][]\n\n[a]: https://example.com/a\n[two]: <https://example.com/b> 'title'\n[three]: https://example.com/c\n",
    "links of all kinds": "[rel](../a.md) [anchor](#x) [mail](mailto:a@b.example) [js](javascript:alert(1)) [ftp](ftp://x.example/y) [empty]() "
                          "[space](<https://example.com/a b>) [uml](https://example.com/ü?q=ß#ö) [idn](https://bücher.example/) [port](http://h:99999/) "
                          "[v6](http://[::1]:80/) [user](https://u:p@h.example) [bad](https://) [bare](//h.example/x) [percent](https://example.com/100%) "
                          "[data](data:text/plain,x) [tel](tel:+1) <https://auto.example/x> www.bare.example https://bare.example/y",
    "a long address": "[text](https://example.com/" + "a" * 2500 + ")",
    "html": "<div align=\"center\">\n  <b>bold words</b>\n</div>\n\n<table><tr><td>cell words</td></tr></table>\n\n<script>var hidden = 1</script>\n\n"
            "inline <u>under</u> <kbd>Ctrl</kbd> <del>gone</del> line<br>break <span style=\"x\">span</span> H<sub>2</sub>O <unknown>text</unknown> "
            "Vec<String> a<b c>d <!-- hidden --> end\n\n<!-- hidden\n\ntoo -->\n\n<!-- c --> visible tail\n\n<br>\n\n<hr>\n",
    "details": "<details>\n<summary>Sum &amp; <code>more</code></summary>\n\ninner\n\n<details><summary>second</summary>\n\ndeep\n\n</details>\n\n- list\n\n</details>\n\nafter\n\n"
               "<details open><summary>whole</summary>plain text</details>\n\n<details>\n\nno summary\n\n</details>\n\n</details>\n\nstray\n\n<details>\n<summary>never closed\n\nrest\n",
    "details in a list": "- item\n\n  <details>\n  <summary>Sum</summary>\n\n  inner\n\n  </details>\n\n- next\n",
    "many details": "<details>\n\n" * 600 + "deep word\n\n" + "</details>\n\n" * 600,
    "an endless comment": "before\n\n<!-- never closed\n\nvisible?\n",
    "footnotes": "Text[^1] and[^long].\n\n[^1]: word\n[^long]: more words here\n\n    indented\n\n> [^q]: quoted\n",
    "money and maths": "It costs $5 and $10. $$x^2$$ and $a_b$ stay.",
    "crlf": "# Title\r\n\r\nLine one\r\nline two  \r\nhard\r\n\r\n- a\r\n- b\r\n\r\n```\r\ncode\r\n```\r\n",
    "a mark of byte order": "\ufeff# Title\n",
    "nul and others": "a\u0000b \u0007 \u001b[31m \u2028 \u202e end",
    "list numbers": "5. five\n6. six\n\ntext\n\n0. zero\n",
    "items of other blocks": "- ```\n  code\n  ```\n- > quote\n- # heading\n- - nested\n- | a |\n  |---|\n  | b |\n-\n- ---\n",
    "tasks": "- [ ] open\n- [x] done\n  - [X] below\n1. [ ] ordered\n\n- [ ]not one\n",
    "callouts": "> [!NOTE]\n> note **bold**\n\n> [!tip]\n>\n> - list\n\n> [!CAUTION] not alone\n\n> [!OTHER]\n> unknown\n\n> [!IMPORTANT]\n",
    "headings": "# one\n## two\n### three\n#### four\n##### five\n###### six\n\nSetext\nheading\n===\n\n#\n",
    "hard breaks": "a  \nb\\\nc\nd\n",
    "placeholders": "{{db:tasks}} {{page:task:a/b}} {{req:r1.results[0].id}} `{{parent}}`",
    "front matter": "---\ntitle: Title words\n---\n\nbody\n",
    "dashes first": "---\n\nno: front matter? yes\n\n---\n\nbody\n",
    "nothing": "",
    "only a comment": "<!-- nothing -->\n",
    "escapes": "\\*not em\\* &amp; &copy; &#35; \\<b\\> &lt;tag&gt;",
    "nested styles": "***both*** **bold *and em* `code` ~~gone~~** [**bold link**](https://example.com) ~~**x**~~",
    "styles without end": "*a **b " * 4000,
    "tags without end": "<u><b><i>" * 3000 + "word",
    "brackets of html": "<" * 50_000,
    "names of hosts": "[t](https://-bad-.com) [t](https://a-.b.com/x) [t](https://xn--.com) [t](mailto:a@b@c) [t](mailto:a@b..c) "
                      "[t](http://256.1.1.1) [t](http://0x7f.1) [t](http://1.2.3.4/ok) ![p](https://-bad-.com/p.png) [t](https://" + "a." * 140 + "com)",
    "tags that part words": "| a |\n|---|\n| <p>one</p><p>two</p> <ul><li>three</li><li>four</li></ul> |\n\nx<hr>y "
                            "start <div>one</div><div>two</div> text <details><summary>S</summary>in</details> tail\n",
    "a word of several looks": " ".join(f"**b{i}** p{i}" for i in range(49)) + " **x** foo**bar**baz*qux*quux tail",
    "cells without a column": "| a | b |\n|---|---|\n| 1 | 2 | lost3 | lost4 |\n",
    "more behind a fence": "```py title=\"lost.py\" {1,3}\nx\n```\n\n```nosuch extra words\ny\n```\n",
    "pictures in html": "<img alt=\"onlyalt\">\n\n<img src=\"https://example.com/a.png\" alt=\"A\">\n\n<p align=\"center\">\n  <img src=\"https://example.com/b.png\" alt=\"B\"> words\n</p>\n\n"
                        "<h1 align=\"center\">Title <code>c</code></h1>\n\n<picture><source srcset=\"x\"><img src=\"https://example.com/c.png\"></picture>\n",
    "a heading in a summary": "<details><summary><h3>Title <code>c</code></h3></summary>\n\nin\n\n</details>\n\n<details><summary title=\"a>b\">S</summary>\n\nin\n\n</details>\n",
    "an escaped callout": "> \\[!NOTE]\n> z\n",
    "placeholders of people": "<your-name>\n\n<T>\n\nsee <origin/branch>\n",
    "lists as deep as can be": "".join(" " * (2 * level) + f"- level{level}\n" for level in range(390)),
    "joined emoji without end": "\U0001F468\u200d" * 20_000,
    "marks without end": "a\u0301" + "\u0301" * 20_000,
    "flags": "\U0001F1E9\U0001F1EA" * 3000,
    "marks of a comment": "foo <!-- not a comment -- two hyphens --> end",
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document(name):
    check(DOCUMENTS[name], LOST.get(name, ()))


def test_nothing_is_cut_in_a_character():
    tree, _, _ = blocks(DOCUMENTS["flags"])
    assert all(len(run["text"]["content"]) % 2 == 0 for run in tree[0]["paragraph"]["rich_text"])
    tree, _, _ = blocks(DOCUMENTS["a word of several looks"])
    ends = [texts(block).strip() for block in tree]
    assert len(ends) == 2 and ends[1].startswith("foobarbaz")


def test_warnings_name_the_line():
    _, said = run("blocks", stdin="one\ntwo [x](a.md)\nthree <img src=\"c.png\" alt=\"cc\">\nfour <sub>s</sub>\n")
    assert re.findall(r"standard input:(\d+):\d+: warning\[([A-Z-]+)\]", said) == [
        ("2", "W-LINK"), ("3", "W-IMAGE"), ("4", "W-HTML")]


# What only looks like a word: boxes, references in HTML, front matter.
LOST = {"front matter": ("title", "Title", "words"), "tasks": ("x", "X"), "runs in a task": ("x",), "details": ("amp",), "a heading in a summary": ("b",),
        # Alerts have their word in letters of one size, footnotes numbers instead of their labels.
        "callouts": ("NOTE", "tip"), "runs in a callout": ("WARNING",), "footnotes": ("long",),
        # Cut in two, with a caption in between.
        "code in one line": ("x" * 250_000,)}


def test_every_example_of_commonmark():
    examples = json.loads((ROOT / "Tests/MarkdownTests/Fixtures/commonmark-0.30.json").read_text())
    assert len(examples) == 652

    def problem(example):
        try:
            check(example["markdown"])
        except AssertionError as error:
            return f"{example['example']}: {error}"

    with ThreadPoolExecutor(4) as pool:
        assert [found for found in pool.map(problem, examples) if found] == []
