"""What looking at money costs: `invoice unbilled` and `invoice check` beside a plain `check` of the same content.

    python3 Benchmarks/billing.py RELEASE [UPDATES] [INVOICES] [RUNS]

Half of the updates are billed, 25 an invoice line. Everything is on tmpfs; the least wall time of each counts.
"""

import datetime
import hashlib
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

LIMIT = 1.5


def yaml(value, depth):
    """Block YAML of maps, lists, texts and whole numbers, every text in quotes."""
    pad = "  " * depth
    if isinstance(value, dict):
        lines = []
        for key, inner in value.items():
            if isinstance(inner, (dict, list)):
                lines += [f"{pad}{key}:", yaml(inner, depth + 1)]
            else:
                lines.append(f"{pad}{key}: {inner if isinstance(inner, int) else json.dumps(inner, ensure_ascii=False)}")
        return "\n".join(lines)
    lines = []
    for item in value:
        if isinstance(item, dict):
            inner = yaml(item, depth + 1)
            lines.append(f"{pad}- {inner[len(pad) + 2:]}")
        else:
            lines.append(f"{pad}- {json.dumps(item, ensure_ascii=False)}")
    return "\n".join(lines)


def make(folder, updates, invoices):
    content = pathlib.Path(folder) / "content"

    def put(path, text):
        file = content / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    put("index.md", """---
project: Ferries
people: [eva]
seller: {name: Ferry Software, address: [Quay 1], country: AT, vat_id: ATU1}
billing: {currency: EUR, rate: "95.00", terms_days: 30, tax: V}
taxes: {V: {category: S, rate: "20"}}
---
""")
    put("clients/acme.md", "---\nname: Acme\ncountry: AT\naddress: [Road 2]\n---\n")
    put("repos/web.md", "---\ntitle: Web\nclient: acme\npath: none\n---\n")
    refs = []
    start = datetime.datetime(2025, 1, 1, 8, 0)
    tasks = max(updates // 20, 1)
    for number in range(tasks):
        put(f"tasks/web/t{number}.md", f"---\ntitle: Task {number}\nstatus: in-progress\n---\n\n- [ ] a\n")
    for number in range(updates):
        at = start + datetime.timedelta(minutes=41 * number)
        task, minutes = number % tasks, 7 + number % 50
        name = at.strftime("%Y%m%dT%H%M%S000Z") + "-eva"
        put(
            f"updates/web/t{task}/{name}.md",
            f"---\nat: {at.strftime('%Y-%m-%dT%H:%M:%SZ')}\nworker: eva\nstatus: in-progress\nminutes: {minutes}\n---\n")
        refs.append((f"updates/web/t{task}/{name}", at.strftime("%Y-%m-%d"), minutes))
    share = updates // 2 // invoices
    for number in range(invoices):
        own = refs[number * share:(number + 1) * share]
        minutes = sum(entry[2] for entry in own)
        net = (minutes * 9500 * 2 + 60) // 120
        tax = (net * 40 + 100) // 200

        def money(cents):
            return f"{cents // 100}.{cents % 100:02}"

        def duration(count):
            hours, rest = divmod(count, 60)
            return (f"{hours}h" if hours else "") + (f"{rest}m" if rest or not hours else "")

        document = {
            "kind": "invoice", "number": f"INV-2026-{number + 1:04}", "issued": "2026-01-05", "due": "2026-02-04",
            "period": {"from": own[0][1], "to": own[-1][1]}, "currency": "EUR",
            "seller": {"name": "Ferry Software", "country": "AT"},
            "buyer": {"name": "Acme", "country": "AT", "client": "acme"},
            "lines": [{
                "text": "Work", "logged": minutes, "minutes": minutes, "unit": "h", "rate": "95.00",
                "rate_source": "content/index.md", "tax": "V", "amount": money(net),
                "refs": [entry[0] for entry in own], "log": [f"{entry[1]} {duration(entry[2])}" for entry in own],
            }],
            "taxes": [{"key": "V", "category": "S", "rate": "20", "base": money(net), "tax": money(tax)}],
            "totals": {"lines": money(net), "net": money(net), "tax": money(tax), "total": money(net + tax),
                       "payable": money(net + tax)},
        }
        data = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        digest = hashlib.sha256(data.encode()).hexdigest()
        put(f"invoices/{document['number']}.md", f"---\ndocument:\n{yaml(document, 1)}\nhash: sha256:{digest}\n---\n")


def measure(program, folder, words, runs):
    best = None
    for _ in range(runs):
        before = time.monotonic()
        done = subprocess.run([program, *words], cwd=folder, capture_output=True, text=True, check=False)
        spent = time.monotonic() - before
        if done.returncode != 0:
            sys.exit(f"{' '.join(words)}: {done.stdout[:2000]}{done.stderr[:2000]}")
        best = spent if best is None else min(best, spent)
    return best


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    updates, invoices, runs = (int(word) for word in (sys.argv[2:] + ["10000", "200", "5"][len(sys.argv) - 2:]))
    base = "/dev/shm" if pathlib.Path("/dev/shm").is_dir() else None
    folder = tempfile.mkdtemp(prefix="orchsite-billing-", dir=base)
    try:
        make(folder, updates, invoices)
        plain = measure(program, folder, ["check", "--as-of", "2026-01-15"], runs)
        print(f"{updates} updates, {invoices} invoices, {runs} runs")
        print(f"check               {plain:7.3f} s")
        slow = False
        for words in (["invoice", "unbilled"], ["invoice", "check"], ["time", "list", "--csv"], ["invoice", "list"]):
            spent = measure(program, folder, [*words, "--as-of", "2026-01-15"], runs)
            slow = slow or (words[0] == "invoice" and spent > LIMIT * plain)
            print(f"{' '.join(words):19} {spent:7.3f} s  {spent / plain:5.2f} of check")
        sys.exit(1 if slow else 0)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
