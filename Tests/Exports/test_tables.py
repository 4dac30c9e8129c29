"""CSV and JSON, read by others."""

import csv
import io
import json
import re
from fractions import Fraction

from conftest import run
from documents import digits, sealed

NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


def shown(words):
    """As a cell shows a text: defused, without control characters."""
    words = "".join("\ufffd" if c < " " and c not in "\t\r\n" or "\x7f" <= c < "\xa0" else c for c in words)
    if words[:1] in ("=", "+", "@", "\t", "\r", "\n") or words[:1] == "-" and not NUMBER.fullmatch(words):
        return "'" + words
    return words


def test_csv_has_a_row_for_each_line(exported):
    out, said = run(exported.home, "invoice", "export", "--format", "csv", *exported.made)
    assert said == "" and out.endswith(b"\r\n") and b"\0" not in out
    rows = list(csv.DictReader(io.StringIO(out.decode(), newline=""), strict=True))
    assert all(len(row) == 27 and None not in row and None not in row.values() for row in rows)
    expected = [(source, index) for source in exported.made.values() for index in range(len(source["lines"]))]
    assert len(rows) == len(expected)
    sums = {}
    for row, (source, index) in zip(rows, expected):
        line = source["lines"][index]
        assert row["number"] == source["number"] and row["position"] == str(index + 1)
        assert row["text"] == shown(line["text"]), source["number"]
        assert row["net"] == line["amount"] and row["tax"] == line["tax"]
        assert row["minutes"] == str(line.get("minutes", "")) and row["rate"] == line.get("rate", "")
        assert (row["document_total"] == source["totals"]["total"]) if index == 0 else row["document_total"] == ""
        sums[source["number"]] = sums.get(source["number"], 0) + Fraction(row["net"])
        for cell in row.values():
            assert cell[:1] not in ("=", "+", "@", "\t", "\r", "\n")
            assert not cell.startswith("-") or NUMBER.fullmatch(cell), cell
    assert sums == {number: Fraction(source["totals"]["lines"]) for number, source in exported.made.items()}
    # The sum of a column that begins with document_ is right too.
    assert sum(Fraction(row["document_net"] or 0) for row in rows) == sum(
        Fraction(source["totals"]["net"]) for source in exported.made.values())


def included(frozen, written):
    """What of a frozen document is not in what was written, or otherwise."""
    if isinstance(frozen, dict):
        return [f"{key}.{rest}" for key, value in frozen.items() for rest in included(value, written.get(key))]
    if isinstance(frozen, list):
        if not isinstance(written, list) or len(frozen) != len(written):
            return [f"{written}"]
        return [f"{i}.{rest}" for i, (a, b) in enumerate(zip(frozen, written)) for rest in included(a, b)]
    return [] if frozen == written else [f"{frozen!r} is {written!r}"]


def test_json_has_everything(exported):
    out, _ = run(exported.home, "invoice", "export", "--format", "json", *exported.made)
    answer = json.loads(out, parse_float=lambda text: 1 / 0)
    assert (answer["schema"], answer["kind"]) == (1, "invoices")
    assert [written["number"] for written in answer["invoices"]] == list(exported.made)
    for written in answer["invoices"]:
        source = exported.made[written["number"]]
        assert included(source, written) == [], written["number"]
        assert written["hash"] == sealed(source) and written["path"] == f"content/invoices/{written['number']}.md"
        if source["kind"] == "invoice":
            assert len(written["open"].partition(".")[2]) == digits(source["currency"])
            assert written["status"] and written["payments"] == []


def test_the_demo(demo):
    out, _ = run(demo, "invoice", "export", "--format", "json", "INV-2025-0012")
    invoice = json.loads(out)["invoices"][0]
    assert (invoice["status"], invoice["open"], invoice["credited"], invoice["payments"][0]["amount"]) == (
        "overdue", "1940.00", "66.00", "1500.00")
    assert invoice["rules"] == {
        "rounding": {"minutes": 10, "mode": "up", "per": "line"}, "withholding": None, "cash_step": None}
