"""Issued documents with exact figures, worked out with fractions and apart from the program."""

import hashlib
import json
import random
from fractions import Fraction

# ISO 4217: what has not two.
DIGITS = {
    **dict.fromkeys("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF".split(), 0),
    **dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3),
}

HOSTILE = [
    "&<>\"' ]]> <!-- -- --> &amp; &#0; <?xml?>",
    "=HYPERLINK(\"http://x\",\"y\")", "+1", "-1+1", "@SUM(A1)", "\t=1", "line one\nline two", "a,b;c\"d\"", "' or 1=1",
    "astral 😀𝒳 \U0010FFFF", "e\u0301 decomposed \u200d joined", "NBSP\u00a0and\u2028separator", "ﷺ مرحبا", "long " * 900,
    "control \u0001\u0007\u001b[31m\u007f\u009b", "<script>alert(1)</script>", "x\r\ny", "-12.50",
]


def digits(currency):
    return DIGITS.get(currency, 2)


def rounded(value, places):
    """Half away from zero, as a whole number of the smallest unit."""
    scaled = abs(value) * 10**places
    whole = int(scaled + Fraction(1, 2))
    return whole if value >= 0 else -whole


def text(units, places):
    """An amount in smallest units as it is written."""
    sign, units = "-" if units < 0 else "", abs(units)
    if not places:
        return f"{sign}{units}"
    return f"{sign}{units // 10**places}.{units % 10**places:0{places}}"


def parse(amount, places):
    value = Fraction(amount) * 10**places
    assert value.denominator == 1, amount
    return int(value)


TAXES = {
    "S20": {"category": "S", "rate": "20"},
    "S10": {"category": "S", "rate": "10.00"},
    "S81": {"category": "S", "rate": "8.1", "note": "Swiss VAT"},
    "Z": {"category": "Z", "rate": "0"},
    "E": {"category": "E", "rate": "0", "note": "Small business, no VAT <§ 6>"},
    "AE": {"category": "AE", "rate": "0", "note": "Reverse charge", "code": "VATEX-EU-AE"},
    "K": {"category": "K", "rate": "0", "code": "vatex-eu-ic"},
    "G": {"category": "G", "rate": "0"},
    "O": {"category": "O", "rate": "0", "note": "Not subject to VAT"},
    "L": {"category": "L", "rate": "7"},
    "M": {"category": "M", "rate": "0"},
}

SELLER = {
    "name": "Hazel & Brook <e.U.>", "address": ["Lindengasse 12/4", "1070 Wien"], "country": "AT",
    "vat_id": "ATU00000017", "email": "office@hazelbrook.example", "iban": "AT61 1904 3002 3457 3201", "bic": "EXMPATWW",
}
BUYER = {
    "name": "Linden \"Wholesale\" GmbH", "address": ["Am Heumarkt 3", "4020 Linz", "Hof 2", "Top 5"], "country": "DE",
    "vat_id": "DE000000033", "email": "einkauf@linden.example", "reference": "PO 4417 & more", "client": "linden",
}


def document(number, lines, kind="invoice", currency="EUR", taxes=None, discount=None, percent=None, prepaid=0,
             withheld=0, cash=None, left=None, **more):
    """The `document` of a file.

    discount: in smallest units. cash: the step, in smallest units. left: tax of a group that is what is left of an
    invoice's, by its key.
    """
    places = digits(currency)
    known = taxes or TAXES
    written = []
    sums = {}
    for line in lines:
        line = dict(line)
        key = line.setdefault("tax", "S20")
        off = sum(parse(a["amount"], places) for a in line.get("allowances", []))
        if "amount" in line:
            net = parse(line["amount"], places)
        else:
            rate = Fraction(line["rate"])
            count = Fraction(line["minutes"], 60) if "minutes" in line else Fraction(line["quantity"])
            net = rounded(count * rate, places) - off
            line["amount"] = text(net, places)
        sums[key] = sums.get(key, 0) + net
        written.append(line)
    total = sum(sums.values())
    parts = {key: 0 for key in sums}
    if discount:
        shares = {key: Fraction(discount * base, total) for key, base in sums.items()}
        parts = {key: int(share) for key, share in shares.items()}
        rest = discount - sum(parts.values())
        order = sorted(sums, key=lambda key: parts[key] - shares[key])
        for key in order[:rest]:
            parts[key] += 1
    groups, tax = [], 0
    for key, base in sums.items():
        base -= parts[key]
        own = rounded(Fraction(base, 10**places) * Fraction(known[key]["rate"]) / 100, places)
        if left and key in left:
            own = parse(left[key], places)
        tax += own
        groups.append({"key": key, **known[key], "base": text(base, places), "tax": text(own, places)})
    net = total - (discount or 0)
    due = net + tax - prepaid - withheld
    rounding = 0
    if cash:
        rounding = rounded(Fraction(due, cash), 0) * cash - due
    totals = {
        "lines": text(total, places), "discount": text(discount or 0, places), "net": text(net, places),
        "tax": text(tax, places), "total": text(net + tax, places), "prepaid": text(prepaid, places),
        "withheld": text(withheld, places), "rounding": text(rounding, places), "payable": text(due + rounding, places),
    }
    result = {
        "kind": kind, "number": number, "issued": "2026-01-05", "currency": currency, "seller": SELLER, "buyer": BUYER,
        "period": {"from": "2025-12-01", "to": "2025-12-31"}, "lines": written, "taxes": groups, "totals": totals,
    }
    if kind == "invoice":
        result["due"] = "2026-02-04"
    else:
        result["corrects"] = {"number": "INV-CASE-1", "issued": "2026-01-02", "reason": "Wrong <hours> & rate"}
    if discount:
        result["discount"] = {"amount": text(discount, places)}
        if percent:
            result["discount"]["percent"] = percent
    result.update(more)
    return {key: value for key, value in result.items() if value is not None}


def hours(minutes, rate, **more):
    return {"text": "Work", "minutes": minutes, "logged": abs(minutes), "unit": "h", "rate": rate, **more}


def pieces(quantity, rate, unit="pcs", **more):
    return {"text": "Things", "quantity": quantity, "unit": unit, "rate": rate, **more}


def cases():
    """The table of the specification, and what is hard to express."""
    swiss = {"A": {"category": "S", "rate": "8.1"}}
    dutch = {"A": {"category": "S", "rate": "21"}}
    german = {"A": {"category": "S", "rate": "19"}}
    yen = {"A": {"category": "S", "rate": "10"}}
    outside = {**BUYER, "country": "US", "vat_id": "12-3456789"}
    made = [
        document("INV-CASE-1", [hours(4395, "148.50")]),
        document("INV-CASE-2", [pieces("1", "10.03", tax="A")] * 3, taxes=dutch),
        document("INV-CASE-3", [pieces("1", "333.33"), pieces("1", "333.33", tax="S10")], discount=6667, percent="10"),
        document("INV-CASE-4", [hours(465, "8333", tax="A")], currency="JPY", taxes=yen),
        document("INV-CASE-5", [hours(2265, "95.00", tax="AE")]),
        document("INV-CASE-6", [pieces("1", "996.69", tax="A")], currency="CHF", taxes=swiss, cash=5),
        document("INV-CASE-7", [pieces("1", "1000.00", tax="A")], taxes=german, prepaid=50000),
        document("INV-CASE-8", [hours(15, "45.30"), hours(261, "100.00")]),
        document("CN-CASE-9", [hours(30, "148.50")], kind="credit-note"),
        document("CN-CASE-10", [pieces("1", "33.34", tax="A")], kind="credit-note", taxes=german, left={"A": "6.34"}),
        document("CN-CASE-11", [hours(7, "99.99", tax="K")], kind="credit-note", due="2026-03-01"),
        document("INV-MINUTES-1", [hours(7, "95.00"), hours(1, "0.01"), hours(1100, "110.00"), hours(1, "95.123456789")]),
        document("INV-NEGATIVE-1", [hours(600, "95.00"), hours(-7, "95.00"), hours(-30, "95.00"), pieces("-1", "10.00"),
                                    pieces("1", "-10.00"), pieces("-2", "-5.00"),
                                    {"text": "Flat credit", "amount": "-12.34"}]),
        document("INV-NEGATIVE-2", [pieces("-1", "100.00")]),
        document("INV-ZERO-1", [hours(0, "95.00"), pieces("0", "5.00"), pieces("0.0", "5.00"), hours(60, "0")]),
        document("INV-FLAT-1", [{"text": "Fixed price", "amount": "1234.56"},
                                {"text": "With a count", "quantity": "3", "amount": "10.00"},
                                {"text": "With hours", "minutes": 65, "amount": "10.00"},
                                {"text": "With a rate", "rate": "10.00", "amount": "10.00"}]),
        document("INV-ALLOWANCE-1", [pieces("3", "49.90", allowances=[{"text": "Start & <go>", "amount": "14.70"},
                                                                     {"amount": "0.00"}, {"amount": "-1.00"}])]),
        document("INV-UNITS-1", [pieces("1.5", "10.00", unit=unit) for unit in
                                 ["h", "Hours", "min", "day", "week", "month", "year", "flat", "km", "m", "mile", "m²",
                                  "kg", "l", "kWh", "GB", "page", "words", "%", "session", "Stück & Co", "pcs"]]
                 + [{"text": "None", "quantity": "2", "rate": "1.00"}]),
        document("INV-WITHHELD-1", [hours(600, "100.00")], withheld=15000, prepaid=2000),
        document("INV-OUTSIDE-1", [hours(600, "100.00", tax="O")], buyer=outside),
        document("INV-OUTSIDE-2", [hours(600, "100.00", tax="O")], seller={**SELLER, "vat_id": None,
                                                                          "peppol": {"scheme": "9915", "id": "b"}}),
        document("INV-EXPORT-1", [hours(600, "100.00", tax="G")], buyer=outside),
        document("INV-TAXNUMBER-1", [hours(600, "100.00", tax="E")], seller={**SELLER, "vat_id": "12/345/67890"}),
        document("INV-BARE-1", [hours(60, "100.00")], seller={"name": "S", "country": "AT", "vat_id": "ATU1"},
                 buyer={"name": "B", "country": "CH"}, period=None),
        document("INV-ADDRESS-1", [hours(60, "100.00")],
                 buyer={**BUYER, "address": ["One line, all of it"], "peppol": {"scheme": "no such", "id": "x"}}),
        document("INV-PEPPOL-1", [hours(60, "100.00")], seller={**SELLER, "peppol": {"scheme": "9915", "id": "test&"}},
                 buyer={**BUYER, "peppol": {"scheme": "0088", "id": "1234567890123"}}),
        document("INV-ACCOUNT-1", [hours(60, "100.00")], seller={**SELLER, "iban": "GB82 WEST 1234 5698 7654 32"}),
        document("INV-ACCOUNT-2", [hours(60, "100.00")], seller={**SELLER, "iban": "AT00 & not one", "bic": None}),
        document("INV-MERGED-1", [hours(60, "100.00"), hours(60, "50.00", tax="V"), hours(60, "1.00", tax="E"),
                                  hours(60, "2.00", tax="F")],
                 taxes={**TAXES, "V": {"category": "S", "rate": "20.0"},
                        "F": {"category": "E", "rate": "0", "note": "Another reason", "code": "no such code"}}),
        document("INV-REASONS-1", [hours(60, "2.00", tax="F")], taxes={"F": {"category": "E", "rate": "0", "code": "X 1"}}),
        document("INV 1+1 (a)", [hours(60, "100.00")], notes=["One", "Two & <three>", "\u0001", "multi\nline"]),
        document("INV-GROUPS-1", [hours(60, "100.00"), pieces("-1", "20.00", tax="S10"), pieces("1", "30.00", tax="Z")],
                 discount=1000),
        document("INV-YEN-1", [pieces("3", "1000", tax="A"), pieces("2.5", "333", tax="A"), hours(61, "9000", tax="A"),
                               hours(-60, "100", tax="A")], currency="JPY", taxes=yen, withheld=100),
        document("INV-LONG-1", [hours(minutes, "95.00") for minutes in range(1, 200)]),
    ]
    for index, words in enumerate(HOSTILE):
        made.append(document(
            f"INV-HOSTILE-{index}", [hours(60, "100.00", text=words), pieces("2", "3.00", unit=words[:40], text=words)],
            notes=[words], seller={**SELLER, "name": words, "address": [words, words]},
            buyer={**BUYER, "name": words, "reference": words},
            taxes={**TAXES, "S20": {"category": "S", "rate": "20", "note": words}}, discount=10, percent="1"))
        made[-1]["discount"]["text"] = words
    return made


GROUPS = [["S20"], ["S20", "S10"], ["S20", "Z", "E"], ["AE"], ["K"], ["G"], ["O"], ["L", "M"], ["S81"], ["S10", "AE", "S20"],
          ["Z"], ["E"], ["S20", "L"]]


def generated(count, seed=1):
    """Documents of every kind, by chance but always the same."""
    chance = random.Random(seed)
    made = []
    for index in range(count):
        currency = chance.choice(["EUR", "EUR", "CHF", "JPY", "USD", "ISK", "GBP"])
        keys = GROUPS[index % len(GROUPS)]
        places = digits(currency)
        lines = []
        for _ in range(chance.randint(1, 6)):
            key = chance.choice(keys)
            rate = str(chance.randint(0, 20000)) if not places else (
                f"{chance.randint(0, 300)}.{chance.randint(0, 99):02}" + chance.choice(["", "", "5", "333"]))
            minutes = chance.choice([chance.randint(1, 600), chance.randint(1, 40) * 15, 7, 8, 22])
            line = hours(minutes, rate, tax=key) if chance.random() < 0.6 else pieces(
                chance.choice(["1", "3", "2.5", "0.333", "12.125"]), rate, chance.choice(["pcs", "h", "km", "blob"]), tax=key)
            if chance.random() < 0.3:
                line["allowances"] = [{"text": "Off", "amount": text(chance.randint(0, 500), places)}]
            if chance.random() < 0.1:
                count_of = "minutes" if "minutes" in line else "quantity"
                line[count_of] = -line[count_of] if count_of == "minutes" else "-" + line[count_of]
            line["text"] = chance.choice(["Work", "Call", "Übung & <so>", chance.choice(HOSTILE)])
            lines.append(line)
        plain = document("X", lines, currency=currency)
        base = parse(plain["totals"]["lines"], places)
        positive = all(parse(group["base"], places) > 0 for group in plain["taxes"])
        arguments = {}
        if positive and chance.random() < 0.5:
            arguments["discount"] = chance.randint(1, max(base // 3, 1))
        if chance.random() < 0.3:
            arguments["prepaid"] = chance.randint(0, max(base // 2, 1))
        if chance.random() < 0.2:
            arguments["withheld"] = chance.randint(0, max(base // 5, 1))
        if currency == "CHF":
            arguments["cash"] = 5
        kind = "credit-note" if chance.random() < 0.25 else "invoice"
        name = f"{'CN' if kind == 'credit-note' else 'INV'}-CHANCE-{index}"
        made.append(document(name, lines, kind=kind, currency=currency, **arguments))
    return made


def swept(codes):
    """Every country, currency, scheme and reason that the rules know, each at least once."""
    made = []
    for index in range(max(map(len, codes.values()))):
        def at(name):
            return codes[name][index % len(codes[name])]
        made.append(document(
            f"INV-SWEEP-{index}", [hours(30, "100", tax="E")], currency=at("currencies"),
            taxes={"E": {"category": "E", "rate": "0", "code": at("reasons")}},
            seller={**SELLER, "country": at("countries"), "peppol": {"scheme": at("schemes"), "id": "x"},
                    "vat_id": at("prefixes") + "123"},
            buyer={**BUYER, "country": at("countries"), "vat_id": at("prefixes") + "123"}))
    return made


def without_absent(value):
    if isinstance(value, dict):
        return {key: without_absent(inner) for key, inner in value.items() if inner is not None}
    return [without_absent(inner) for inner in value] if isinstance(value, list) else value


def sealed(document):
    """The hash that a document is issued with, as docs/billing.md has it."""
    canonical = json.dumps(without_absent(document), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return "sha256:" + hashlib.sha256(canonical.encode()).hexdigest()


def markdown(document, behind=""):
    """A file of content/invoices/. JSON is YAML, and so is a text in JSON but for what is not printable."""
    written = json.dumps(document, ensure_ascii=False)
    # YAML takes neither of these as they are, and both as escapes.
    written = "".join(f"\\u{ord(c):04x}" if c in "\u007f\u0085\u2028\u2029\ufeff" or "\u0080" <= c < "\u00a0" else c
                      for c in written)
    return f"---\ndocument: {written}\nhash: {sealed(document)}\ndraft: d\n{behind}---\n"
