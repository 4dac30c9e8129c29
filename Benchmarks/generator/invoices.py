"""Issued invoices: frozen documents over the billable updates, each minute at most once."""

import datetime
import hashlib
import json

# Left open, so that there is work to bill.
UNBILLED_DAYS = 14
TERMS = 30
TODAY = datetime.date(2026, 6, 18)


def tax_of(country):
    return {"AT": "AT20", "NO": "EX"}.get(country, "RC")


TAXES = {
    "AT20": {"key": "AT20", "category": "S", "rate": "20"},
    "RC": {"key": "RC", "category": "AE", "rate": "0", "note": "Reverse charge"},
    "EX": {"key": "EX", "category": "G", "rate": "0", "note": "Export"},
}

SELLER = {
    "name": "Ferrywise Software GmbH", "address": ["Hafenstraße 12", "1020 Wien"], "country": "AT",
    "vat_id": "ATU00000000", "email": "office@ferrywise.example", "iban": "AT000000000000000000",
}


def vat_id(slug, country):
    return f"{'EL' if country == 'GR' else country}{sum(slug.encode()) * 7919 % 10 ** 9:09}"


def cents(amount):
    return f"{amount // 100}.{amount % 100:02}"


def rounded(numerator, denominator):
    """Half away from zero; both are positive."""
    return (2 * numerator + denominator) // (2 * denominator)


def invoice_files(random, wanted, updates, clients):
    """Yields `wanted` invoices (fewer if there is too little work), numbered in the order of issue."""
    last_day = TODAY - datetime.timedelta(days=UNBILLED_DAYS)
    work = {client[0]: [] for client in clients}
    for update in updates:
        if update.billable and update.at.date() <= last_day:
            work[update.task.client[0]].append(update)
    batches = []
    total = sum(len(items) for items in work.values())
    for client in clients:
        items = work[client[0]]
        share = rounded(wanted * len(items), total) if total else 0
        batches += [(client, batch) for batch in split(items, max(1, share)) if batch]
    batches.sort(key=lambda batch: (batch[1][-1].at, batch[0][0]))
    batches = batches[:wanted]

    issued, numbers = None, {}
    for client, batch in batches:
        day = batch[-1].at.date() + datetime.timedelta(days=random.between(1, 4))
        issued = max(issued, day) if issued else day
        numbers[issued.year] = numbers.get(issued.year, 0) + 1
        number = f"INV-{issued.year}-{numbers[issued.year]:04}"
        yield f"invoices/{number}.md", invoice_file(random, number, issued, client, batch)


def split(items, parts):
    return [items[part * len(items) // parts:(part + 1) * len(items) // parts] for part in range(parts)]


def invoice_file(random, number, issued, client, batch):
    slug, name, country, rate = client
    due = issued + datetime.timedelta(days=TERMS)
    lines = []
    for task in dict.fromkeys(update.task for update in batch):
        mine = [update for update in batch if update.task is task]
        minutes = sum(update.billable for update in mine)
        amount = rounded(minutes * int(rate.replace(".", "")), 60)
        lines.append({
            "text": task.title, "task": task.id, "repo": task.repo, "logged": minutes,
            "minutes": minutes, "quantity": cents(minutes * 100 // 60), "unit": "h", "rate": rate,
            "rate_source": "client", "allowances": [], "tax": tax_of(country), "amount": cents(amount),
            "refs": [f"updates/{update.task.id}/{update.name}" for update in mine], "_amount": amount})
    net = sum(line.pop("_amount") for line in lines)
    group = TAXES[tax_of(country)]
    tax = rounded(net * int(group["rate"]), 100)
    document = {
        "kind": "invoice", "number": number, "issued": str(issued), "due": str(due),
        "period": {"from": str(batch[0].at.date()), "to": str(batch[-1].at.date())}, "currency": "EUR",
        "seller": SELLER,
        "buyer": {"client": slug, "name": name, "address": ["Quay 4", f"{country} harbour"], "country": country,
                  "vat_id": vat_id(slug, country)},
        "lines": lines,
        "taxes": [{**group, "base": cents(net), "tax": cents(tax)}],
        "totals": {"lines": cents(net), "discount": "0.00", "net": cents(net), "tax": cents(tax),
                   "total": cents(net + tax), "prepaid": "0.00", "withheld": "0.00", "rounding": "0.00",
                   "payable": cents(net + tax)},
        "notes": [],
    }
    text = "---\ndocument:\n" + yaml(document, 1)
    text += f"hash: sha256:{fingerprint(document)}\n"
    text += payments(random, issued, due, net + tax)
    return text + "---\n"


def payments(random, issued, due, total):
    """Old invoices are paid; of the newest some in part, some late, some not yet."""
    age = (TODAY - due).days
    paid_on = issued + datetime.timedelta(days=random.between(8, 35))
    if age > 20 or (paid_on <= TODAY and random.chance(60)):
        amount = total
    elif paid_on <= TODAY and random.chance(30):
        amount = total // 2
    else:
        return ""
    payment = {"id": "p1", "date": str(min(paid_on, TODAY)), "amount": cents(amount), "method": "transfer"}
    return yaml({"payments": [payment]}, 0)


def fingerprint(document):
    """Canonical JSON: keys by code point, no spaces."""
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def yaml(value, depth):
    """Block style, as the tool writes it: texts quoted, whole numbers bare."""
    pad, text = "  " * depth, ""
    for key, item in value.items():
        if isinstance(item, dict):
            text += f"{pad}{key}:\n" + yaml(item, depth + 1)
        elif isinstance(item, list) and item and isinstance(item[0], dict):
            text += f"{pad}{key}:\n"
            for entry in item:
                block = yaml(entry, depth + 2)
                text += f"{pad}  - " + block[2 * (depth + 2):]
        elif isinstance(item, list):
            text += f"{pad}{key}: [{', '.join(scalar(part) for part in item)}]\n"
        else:
            text += f"{pad}{key}: {scalar(item)}\n"
    return text


def scalar(value):
    return str(value) if isinstance(value, int) else json.dumps(value, ensure_ascii=False)
