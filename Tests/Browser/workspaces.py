"""Workspaces that the tests write themselves: one by an enemy, one that is large."""

import hashlib
import json
import random
from pathlib import Path

ACUTE = "\N{COMBINING ACUTE ACCENT}"
OVERRIDE = "\N{RIGHT-TO-LEFT OVERRIDE}"
SLUG = "a-name-as-long-as-a-name-may-be-" + "x" * 28
assert len(SLUG) == 60

# Each sets `window.pwned` when it runs, wherever it lands: in text, in an attribute, in a template.
PAYLOADS = {
    "script": "<script>pwned=1</script>",
    "image": "<img src=x onerror=pwned=1>",
    "svg": "<svg/onload=pwned=1>",
    "double": '" onmouseover="pwned=1" autofocus onfocus="pwned=1" x="',
    "single": "' onfocus='pwned=1' autofocus x='",
    "close": '"></a></li></ol></title></style></textarea><script>pwned=1</script>',
    "comment": "--><script>pwned=1</script><!--",
    "cdata": "]]><script>pwned=1</script>",
    "entity": "&lt;b&gt; &amp;lt; &quot; &#60;script&#62;",
    # A quote or `<` and a combining accent are one Character: escaping by Character would miss it.
    "accent-quote": f'"{ACUTE} onmouseover="{ACUTE}pwned=1"{ACUTE} x="',
    "accent-less": f"<{ACUTE}b> <script>{ACUTE}pwned=1</script>{ACUTE} &{ACUTE}amp; >{ACUTE}",
    "mustache": "{{title}} {{{body}}} {{#needs}}{{/needs}} {{> header}} {{&project}} {{=<% %>=}}",
    "override": f"safe {OVERRIDE}gpj.exe and {ACUTE}more",
    "isolates": "\u2066open \u202bnever closed",
    "control": "bell \x07 escape \x1b[31m backspace \x08 delete \x7f next \x85 end",
    "separators": "line\u2028separator\u2029paragraph\u00a0space\ufeff",
    "astral": "👩‍👩‍👧‍👦 𝕏 \U000e0041",
    "long": "W" * 300,
    "shell": "$(touch pwned) `touch pwned` ; touch pwned",
    "backslash": "\\x3cscript\\x3e \\u003c \\",
}

LINKS = """
[disguised](javascript:pwned=1) [upper](JaVaScRiPt:pwned=1) [tab](java&#9;script:pwned=1) [entity](&#106;avascript:pwned=1)
[space](<\x01javascript:pwned=1>) [line](java&#10;script:pwned=1) [data](data:text/html,<script>pwned=1</script>)
[vb](vbscript:pwned) [file](file:///etc/passwd) [slashes](//evil.example/x) [back](\\\\evil.example/x) [blob](blob:x)
[encoded](%6aavascript:pwned=1) [title](https://example.org '" onmouseover="pwned=1') <javascript:pwned=1> [ref]

[ref]: javascript:pwned=1 "' onfocus='pwned=1"

![remote](https://evil.example/track.png) ![data](data:image/svg+xml,<svg/onload=pwned=1>) ![quote](x"onerror="pwned=1)
![slash](//evil.example/track.png) ![bad](javascript:pwned=1) ![up](../../../../etc/passwd) ![picture](../../pictures/enemy.svg)
![fine](../../pictures/fine.svg)

<script>pwned=1</script>

<div onclick="pwned=1" style="position:fixed;inset:0">over all</div>

<iframe src="javascript:parent.pwned=1"></iframe><base href="https://evil.example/"><meta http-equiv="refresh" content="0;url=x">

- [ ] <input autofocus onfocus=pwned=1>
- [x] `"><script>pwned=1</script>`

| <script>pwned=1</script> | "><img src=x onerror=pwned=1> |
| --- | --- |
| [cell](javascript:pwned=1) | <b>bold</b> |

```"><script>pwned=1</script>
"</code></pre><script>pwned=1</script>
```

<details ontoggle=pwned=1 open><summary onclick=pwned=1>x</summary></details>

<details open><summary><img src=x onerror=pwned=1></summary><script>pwned=1</script><kbd onfocus=pwned=1>k</kbd></details></details>

> [!NOTE"><script>pwned=1</script>]
> a[^"><script>pwned=1</script>] b[^x] <kbd>*c</kbd>* <sub><script>pwned=1</script></sub>

[^"><script>pwned=1</script>]: a
[^x]: [y](javascript:pwned=1) [^x]

# "><script>pwned=1</script>

## <img src=x onerror=pwned=1> {{title}}

### main
"""

ENEMY_SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><script>pwned=1</script><rect width="9" height="9" onload="pwned=1"/></svg>'
FINE_SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9" fill="#888"/></svg>'


def quoted(text):
    """A YAML double-quoted scalar: JSON's is one, with what YAML forbids escaped as well."""
    text = json.dumps(text, ensure_ascii=False)
    return "".join(c if c.isprintable() or c == " " else f"\\u{ord(c):04x}" if ord(c) < 65536 else c for c in text)


def record(fields, body=""):
    lines = []
    for name, value in fields.items():
        if isinstance(value, list):
            lines.append(f"{name}:")
            lines += [f"  - {quoted(item)}" for item in value]
        elif isinstance(value, dict):
            lines.append(f"{name}:")
            lines += [f"  {key}: {quoted(item)}" for key, item in value.items()]
        else:
            lines.append(f"{name}: {value if isinstance(value, int) else quoted(value)}")
    return "---\n" + "\n".join(lines) + f"\n---\n\n{body}\n"


def flow(value):
    """YAML in one line, every text quoted."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    return str(value) if isinstance(value, int) else quoted(value)


def sealed(document):
    """The hash of a document: of its canonical JSON."""
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def invoice(number, text, lines, payments=(), work=True):
    """An invoice over lines of an hour each, with the same text wherever there may be one."""
    party = {"name": text, "address": [text, text], "country": text, "vat_id": text, "email": text, "iban": text, "bic": text,
             "reference": text}
    amount = f"{lines * 100}.00"
    document = {
        "kind": "invoice", "number": number, "issued": "2026-01-02", "due": "2026-01-10", "currency": "EUR",
        "seller": party, "buyer": party,
        "lines": [{"text": f"{text} {line}", "logged": 55, "minutes": 60, "rate": "100.00", "rate_source": text, "tax": "V",
                   "amount": "100.00", **({"refs": [text]} if work else {})} for line in range(lines)],
        "taxes": [{"key": "V", "category": "AE", "rate": "0", "base": amount, "tax": "0.00", "note": text}],
        "totals": {"lines": amount, "net": amount, "tax": "0.00", "total": amount, "payable": amount}, "notes": [text],
    }
    payments = [{"date": "2026-01-05", "amount": "1.00", "method": text, "ref": text} for _ in payments]
    hash = text if work else sealed(document)
    return f"---\ndocument: {flow(document)}\ndraft: {quoted(text)}\nhash: {quoted(hash)}\npayments: {flow(payments)}\n---\n"


class Workspace:
    def __init__(self, root):
        self.root = Path(root)

    def put(self, path, text):
        file = self.root / "content" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


def hostile(root):
    """Every text that a file can hold tries to become code, or to break out of where it is shown."""
    workspace = Workspace(root)
    everything = " ".join(PAYLOADS.values())
    bodies = LINKS + "\n\n".join(PAYLOADS.values())
    names = list(PAYLOADS)
    workspace.put("pictures/enemy.svg", ENEMY_SVG)
    workspace.put("pictures/fine.svg", FINE_SVG)
    workspace.put("index.md", record({"project": PAYLOADS["close"] + PAYLOADS["accent-quote"], "stale_after_days": 1}, bodies))
    workspace.put("clients/evil.md", record({"name": PAYLOADS["image"] + PAYLOADS["mustache"], "country": "DE"}, bodies))
    repos = {"web": PAYLOADS["double"] + PAYLOADS["script"], SLUG: PAYLOADS["long"], "api": PAYLOADS["accent-less"]}
    for order, (slug, title) in enumerate(repos.items()):
        workspace.put(f"repos/{slug}.md", record({
            "title": title, "path": PAYLOADS["shell"] + PAYLOADS["double"], "order": order, "client": "evil",
            "url": "javascript:pwned=1", "commands": {"test": PAYLOADS["shell"] + PAYLOADS["close"], "lint": PAYLOADS["accent-quote"]},
        }, bodies))
    workspace.put("sprints/now.md", record({
        "title": PAYLOADS["close"], "start": "2026-01-05", "end": "2026-01-18", "goal": everything, "capacity": "10h"}, bodies))
    workspace.put("sprints/then.md", record({
        "title": PAYLOADS["override"] + PAYLOADS["svg"], "start": "2025-12-15", "end": "2025-12-28", "goal": PAYLOADS["mustache"]}, bodies))

    statuses = ["in-progress", "todo", "review", "in-progress", "done", "cancelled"]
    for number, name in enumerate(names):
        repo = list(repos)[number % 3]
        slug = SLUG if name == "long" else f"{number:02}-{name}"
        fields = {
            "title": PAYLOADS[name], "status": statuses[number % 6], "assignee": PAYLOADS[name],
            "labels": [PAYLOADS[name], "plain"], "touches": [PAYLOADS["image"], PAYLOADS["double"]], "priority": "urgent",
            "pr": "javascript:pwned=1", "client_note": PAYLOADS[name], "waits_for": PAYLOADS[name], "due": "2026-01-10",
        }
        if number % 5:
            fields["sprint"] = "now"
        if number >= 3:
            earlier = number - 3
            fields["depends_on"] = [f"{repo}/{SLUG if names[earlier] == 'long' else f'{earlier:02}-{names[earlier]}'}"]
        workspace.put(f"tasks/{repo}/{slug}.md", record(fields, bodies if number % 2 else PAYLOADS[name]))
        for hour, worker in [(8, SLUG), (9, f"w-{number}")]:
            update = {
                "at": f"2026-01-14T{hour:02}:00:00Z", "worker": worker, "status": ["in-progress", "review"][number % 2],
                "minutes": 30, "done": [PAYLOADS[name], PAYLOADS["script"]], "next": [PAYLOADS[name]],
                "blockers": [PAYLOADS[name] + "?", PAYLOADS["close"]],
            }
            if hour == 9:
                update["resolves"] = [PAYLOADS["close"]]
            workspace.put(f"updates/{repo}/{slug}/20260114T{hour:02}0000000Z-{worker}.md", record(update, bodies))
        workspace.put(f"decisions/2026-01-14-{number:02}-{name}.md", record({
            "title": PAYLOADS[name], "date": "2026-01-14", "repo": repo, "tags": [PAYLOADS[name], "plain"], "worker": f"w-{number}",
        }, bodies))
    for number, name in enumerate(names):
        workspace.put(f"invoices/INV {number} '&\"<b>#?%.md", invoice(f"INV {number} '&\"<b>#?%", PAYLOADS[name], 3, [1]))
        ref = f"time/evil/20260114T0{number % 10}{number:02}00000Z-w"
        workspace.put(f"{ref}.md", record({"at": f"2026-01-14T0{number % 10}:{number:02}:00Z", "person": "w", "minutes": 30,
                                           "text": PAYLOADS[name]}))
        lines = [{"text": PAYLOADS[name], "refs": [ref, PAYLOADS[name]]},
                 {"text": PAYLOADS[name], "quantity": "2", "unit": PAYLOADS[name], "rate": "1.00", "tax": PAYLOADS[name]}]
        workspace.put(f"invoices/drafts/{number} '&\"<b>#?%.md", f"---\nclient: evil\nreference: {quoted(PAYLOADS[name])}\n"
                      f"notes: {flow([PAYLOADS[name]])}\nlines: {flow(lines[number % 2:])}\n---\n")
    workspace.put("invoices/broken.md", f"---\ndocument: {flow({name.replace('-', '_'): PAYLOADS[name] for name in names})}\n---\n")
    # What cannot be read is shown with an excerpt of it.
    workspace.put("tasks/web/broken.md", f"---\ntitle: {PAYLOADS['script']}\nstatus: {PAYLOADS['double']}\n{PAYLOADS['close']}: x\n---\n")
    workspace.put("tasks/web/worse.md", f"---\ntitle: \"{PAYLOADS['image']}\n{PAYLOADS['accent-less']}: [\n---\n")
    workspace.put("tasks/web/none.md", f"{PAYLOADS['script']}{PAYLOADS['control']}\n")
    return workspace.root


def large(root, tasks=2000):
    """A sprint of so many tasks, in eight repos, with some updates."""
    chance = random.Random(7)
    workspace = Workspace(root)
    words = "refund basket search invoice login order stock report export filter delivery coupon address checkout".split()
    workspace.put("index.md", record({"project": "Large"}, "So many tasks.\n"))
    workspace.put("sprints/now.md", record({"title": "Now", "start": "2026-01-05", "end": "2026-01-18", "goal": "All of it"}))
    for number in range(8):
        workspace.put(f"repos/repo-{number}.md", record({"title": f"Repo {number}", "order": number}))
        workspace.put(f"invoices/INV-{number}.md", invoice(f"INV-{number}", "Work of a day, with all that it takes", 60, work=False))
    for number in range(tasks):
        repo = f"repo-{number % 8}"
        status = ["todo", "todo", "in-progress", "review", "done"][number % 5]
        title = " ".join(chance.choices(words, k=4)).capitalize() + f" {number}"
        workspace.put(f"tasks/{repo}/task-{number}.md", record({
            "title": title, "status": status, "sprint": "now", "labels": chance.sample(words, 2), "assignee": f"worker-{number % 11}",
            "priority": ["low", "medium", "high", "urgent"][number % 4],
        }, "Some text.\n\n- [x] one\n- [ ] two\n"))
        if number % 4 == 2:
            update = {"at": "2026-01-14T09:00:00Z", "worker": f"worker-{number % 11}", "status": status, "minutes": 20, "done": [title]}
            if number % 40 == 2:
                update["blockers"] = ["Which key?"]
            workspace.put(f"updates/{repo}/task-{number}/20260114T090000000Z-worker-{number % 11}.md", record(update))
    return workspace.root


SELLER = {"name": "Hazelbrook Software e.U.", "address": ["Lindengasse 12/4", "1070 Wien"], "country": "AT",
          "vat_id": "ATU00000017", "email": "office@hazelbrook.example", "iban": "AT022050302101023600", "bic": "EXMPATWW"}
BUYER = {"name": "Linden Wholesale GmbH", "address": ["Am Heumarkt 7", "1030 Wien"], "country": "AT", "vat_id": "ATU00000025",
         "email": "einkauf@linden.example", "reference": "PO 4417", "client": "linden"}
WORK = ["Checkout in three steps", "Orders API v2", "Weekly calls on Thursdays, two",
        "Address lookup for the four countries that the shop delivers to, with the postal codes of each",
        "Returns: a form, a label and a mail"]


def paper_invoice(number, lines, kind="invoice", **keys):
    """A believable document of so many lines, every fifth of them two lines long, with all that it may end with."""
    amounts = [(95 * (index % 7 + 1) * 100 + 75 * (index % 4)) for index in range(lines)]
    net = sum(amounts)
    tax = (net * 20 + 50) // 100
    money = lambda cents: f"{cents // 100}.{cents % 100:02}"
    document = {
        "kind": kind, "number": number, "issued": "2026-01-05", **({"due": "2026-02-04"} if kind == "invoice" else {}),
        "period": {"from": "2025-12-01", "to": "2025-12-31"}, "currency": "EUR", "seller": SELLER, "buyer": BUYER,
        "lines": [{"text": f"{WORK[index % 5]} {index + 1}", "logged": 57 * (index % 7 + 1), "minutes": 60 * (index % 7 + 1), "unit": "h",
                   "rate": "95.00", "rate_source": "content/index.md", "tax": "AT20", "amount": money(amount)}
                  for index, amount in enumerate(amounts)],
        "taxes": [{"key": "AT20", "category": "S", "rate": "20", "base": money(net), "tax": money(tax)}],
        "totals": {"lines": money(net), "net": money(net), "tax": money(tax), "total": money(net + tax), "payable": money(net + tax)},
        "notes": ["Thank you for the good work together."], **keys,
    }
    return f"---\ndocument: {flow(document)}\nhash: {sealed(document)}\ndraft: {quoted('linden-' + number.lower())}\n---\n"


def billing(root, paper="A4"):
    """Work that is billed, about to be, or not decided, for clients of two currencies."""
    workspace = Workspace(root)
    workspace.put("index.md", f"""---
project: Hazelbrook
people: [ada]
seller: {flow(SELLER)}
billing: {{currency: EUR, rate: "95.00", terms_days: 30, tax: AT20, paper: {paper}}}
taxes:
  AT20: {{category: S, rate: "20"}}
  RC: {{category: AE, rate: "0", note: "Reverse charge: VAT is due by the recipient."}}
---

""")
    workspace.put("clients/linden.md", f"""---
name: Linden Wholesale GmbH
country: AT
address: [Am Heumarkt 7, 1030 Wien]
currency: EUR
rate: "110.00"
reference: PO 4417
rounding: {{minutes: 15, mode: up, per: entry}}
---
""")
    workspace.put("clients/ridge.md", """---
name: Ridge & Söhne AG, Handel mit Haushaltswaren aller Art
country: CH
currency: CHF
rate: "140.00"
tax: RC
---
""")
    workspace.put("clients/valley.md", "---\nname: Valley Ltd\ncountry: GB\ncurrency: GBP\n---\n")
    for order, (repo, client) in enumerate({"shop": "linden", "api": "ridge", "docs": "valley"}.items()):
        workspace.put(f"repos/{repo}.md", f"---\ntitle: {repo.capitalize()}\norder: {order}\nclient: {client}\n---\n")
    workspace.put("sprints/now.md", "---\ntitle: Now\nstart: 2026-01-05\nend: 2026-01-18\ngoal: All of it\n---\n")
    tasks = {
        "shop/refunds": ("Refunds in the shop, with the mails that go to whoever sent something back", "in-progress", ""),
        "shop/logo": ("A new logo", "done", 'billing: fixed\nfixed_price: "1200.00"\n'),
        "api/orders": ("Orders API", "review", ""), "docs/manual": ("The manual", "todo", ""),
    }
    for task, (title, status, keys) in tasks.items():
        workspace.put(f"tasks/{task}.md", f"---\ntitle: {title}\nstatus: {status}\nsprint: now\n{keys}---\n\nText.\n")
    for day, task, worker, minutes, keys in [
        (6, "shop/refunds", "ada", 95, ""), (7, "shop/refunds", "bot", 50, ""), (8, "shop/refunds", "bot", 40, "billable_minutes: 30\n"),
        (9, "shop/refunds", "ada", 200, ""), (10, "shop/refunds", "ada", 20, "billable_minutes: 0\n"),
        (8, "api/orders", "ada", 465, ""), (9, "api/orders", "bot", 31, ""), (12, "docs/manual", "ada", 60, ""),
        (13, "docs/manual", "ada", 30, ""), (13, "api/orders", "ada", 15, ""),
    ]:
        workspace.put(
            f"updates/{task}/202601{day:02}T090000000Z-{worker}.md",
            f"---\nat: 2026-01-{day:02}T09:00:00Z\nworker: {worker}\nstatus: {tasks[task][1]}\nminutes: {minutes}\n{keys}---\n")
    workspace.put("time/linden/20260113T130000000Z-ada.md", """---
at: 2026-01-13T13:00:00Z
person: ada
minutes: 45
text: Weekly call about <what> comes next & when
---
""")
    workspace.put("invoices/drafts/linden-2026-01.md", """---
client: linden
through: 2026-01-09
discount: 5%
notes: [Thank you.]
lines:
  - {text: Refunds, refs: [updates/shop/refunds/20260108T090000000Z-bot, updates/shop/refunds/20260109T090000000Z-ada]}
  - {text: Hosting in January, quantity: "1", unit: month, rate: "49.90"}
---
""")
    workspace.put("invoices/drafts/ridge-2026-01.md", """---
client: ridge
lines:
  - {text: Orders API, refs: [updates/api/orders/20260108T090000000Z-ada]}
---
""")
    workspace.put("invoices/drafts/valley <b> & 'more'.md", """---
client: valley
lines:
  - {text: The manual, refs: [updates/docs/manual/20260112T090000000Z-ada, updates/docs/manual/gone]}
---
""")
    workspace.put("invoices/INV-15.md", paper_invoice("INV-15", 15))
    workspace.put("invoices/INV-60.md", paper_invoice("INV-60", 60))
    workspace.put("invoices/INV-VOID.md", paper_invoice("INV-VOID", 4))
    for number, effect in {"CN-1": "credit", "CN-2": "void"}.items():
        corrects = {"number": {"credit": "INV-60", "void": "INV-VOID"}[effect], "issued": "2026-01-05", "reason": "Agreed", "effect": effect}
        workspace.put(f"invoices/{number}.md", paper_invoice(number, 4, "credit-note", corrects=corrects))
    return workspace.root
