"""UBL: valid by its schema, by the official rules of EN 16931, and to the last digit."""

from fractions import Fraction

import pytest
from conftest import CARRIER, RULES, code_list, run, workspace
from documents import BUYER, SELLER, TAXES, digits, document, hours, parse, pieces, rounded, text
from lxml import etree
from saxonche import PySaxonProcessor

NAMES = {
    "cac": "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
    "cbc": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
}
SVRL = "{http://purl.oclc.org/dsdl/svrl}"


@pytest.fixture(scope="session")
def broken():
    """What schema and rules say against files, warnings included."""
    schemas = {name: etree.XMLSchema(etree.parse(CARRIER / "maindoc" / f"UBL-{name}-2.1.xsd"))
               for name in ["Invoice", "CreditNote"]}
    with PySaxonProcessor(license=False) as processor:
        rules = processor.new_xslt30_processor().compile_stylesheet(stylesheet_file=str(RULES))

        def problems(files):
            found = []
            for file in files:
                tree = etree.parse(file)
                schema = schemas[etree.QName(tree.getroot()).localname]
                if not schema.validate(tree):
                    found += [f"{file.name}: {error}" for error in schema.error_log]
                report = rules.transform_to_string(xdm_node=processor.parse_xml(xml_text=file.read_text()))
                for failure in etree.fromstring(report.encode()).iter(f"{SVRL}failed-assert"):
                    found.append(f"{file.name}: {failure.get('flag')} {' '.join(''.join(failure.itertext()).split())}")
            return found

        yield problems


def test_every_document_keeps_the_schema_and_the_rules(exported, broken):
    files = sorted(exported.xml.iterdir())
    assert len(files) == len(exported.made)
    assert broken(files) == []


def test_the_rules_do_find_faults(tmp_path, exported, broken):
    """So that a list of none means something."""
    good = (exported.xml / "INV-CASE-3.xml").read_text()
    for name, old, new in [
        ("sum", ">599.99</cbc:TaxExclusive", ">600.00</cbc:TaxExclusive"), ("vat", "ATU00000017", "00000017"),
        ("country", "<cbc:IdentificationCode>AT", "<cbc:IdentificationCode>QQ"), ("order", "cbc:DueDate>", "cbc:TaxPointDate>"),
    ]:
        assert old in good, name
        (tmp_path / f"{name}.xml").write_text(good.replace(old, new))
        assert broken([tmp_path / f"{name}.xml"]), name


def test_the_demo_is_exported_too(demo, broken):
    numbers = sorted(file.stem for file in (demo / "content/invoices").glob("*.md"))
    run(demo, "invoice", "export", "--format", "ubl", "--output", "xml", *numbers)
    files = sorted((demo / "xml").iterdir())
    assert [file.stem for file in files] == numbers
    assert broken(files) == []
    for file in files:
        recompute(etree.parse(file), None)


# Figures


def one(element, path):
    found = element.xpath(path, namespaces=NAMES)
    assert len(found) == 1, path
    return found[0].text


def optional(element, path, default="0"):
    found = element.xpath(path, namespaces=NAMES)
    assert len(found) <= 1, path
    return found[0].text if found else default


def recompute(tree, source):
    """Works every amount out from quantities, prices and rates, in fractions, and compares to the last digit."""
    root = tree.getroot()
    currency = one(root, "cbc:DocumentCurrencyCode")
    places = digits(currency)

    def units(value):
        return parse(value, places)

    for amount in root.xpath("//*[@currencyID]"):
        assert amount.get("currencyID") == currency
        if etree.QName(amount).localname != "PriceAmount":
            assert len(amount.text.partition(".")[2]) == places, etree.tostring(amount)
    assert not [element.tag for element in root.iter() if len(element) == 0 and not (element.text or "").strip()]

    def category(element, path):
        return one(element, f"{path}/cbc:ID"), optional(element, f"{path}/cbc:Percent", None)

    def charges(element):
        """Allowances are negative."""
        for charge in element.xpath("cac:AllowanceCharge", namespaces=NAMES):
            value = units(one(charge, "cbc:Amount"))
            assert value >= 0
            yield charge, value if one(charge, "cbc:ChargeIndicator") == "true" else -value

    sums = {}
    lines = root.xpath("cac:InvoiceLine|cac:CreditNoteLine", namespaces=NAMES)
    for number, line in enumerate(lines, 1):
        assert one(line, "cbc:ID") == str(number)
        price = Fraction(one(line, "cac:Price/cbc:PriceAmount"))
        assert price >= 0
        quantity = Fraction(one(line, "cbc:InvoicedQuantity|cbc:CreditedQuantity"))
        base = Fraction(optional(line, "cac:Price/cbc:BaseQuantity", "1"))
        net = rounded(quantity * price / base, places) + sum(value for _, value in charges(line))
        assert units(one(line, "cbc:LineExtensionAmount")) == net, (number, quantity, price, base)
        key = category(line, "cac:Item/cac:ClassifiedTaxCategory")
        sums[key] = sums.get(key, 0) + net
    total = sum(sums.values())
    allowances = list(charges(root))
    for charge, value in allowances:
        key = category(charge, "cac:TaxCategory")
        assert key in sums
        sums[key] += value
    tax = 0
    groups = root.xpath("cac:TaxTotal/cac:TaxSubtotal", namespaces=NAMES)
    keys = [category(group, "cac:TaxCategory") for group in groups]
    assert sorted(keys, key=str) == sorted(sums, key=str)
    for group, key in zip(groups, keys):
        assert units(one(group, "cbc:TaxableAmount")) == sums[key]
        own = units(one(group, "cbc:TaxAmount"))
        exact = rounded(Fraction(sums[key], 10**places) * Fraction(key[1] or 0) / 100, places)
        # The last credit note of an invoice takes what is left of its tax.
        assert abs(own - exact) <= (1 if source and source["number"] == "CN-CASE-10" else 0), key
        tax += own
    assert units(one(root, "cac:TaxTotal/cbc:TaxAmount")) == tax
    monetary = root.find("cac:LegalMonetaryTotal", NAMES)
    off = -sum(value for _, value in allowances if value < 0)
    on = sum(value for _, value in allowances if value > 0)
    net = total - off + on
    prepaid = units(optional(monetary, "cbc:PrepaidAmount"))
    rounding = units(optional(monetary, "cbc:PayableRoundingAmount"))
    for name, expected in [
        ("LineExtensionAmount", total), ("TaxExclusiveAmount", net), ("TaxInclusiveAmount", net + tax),
        ("AllowanceTotalAmount", off), ("ChargeTotalAmount", on), ("PayableAmount", net + tax - prepaid + rounding),
    ]:
        assert units(optional(monetary, f"cbc:{name}")) == expected, name
    return total, off - on, net, tax, prepaid, rounding


def test_every_amount_is_exact_and_the_documents(exported):
    for number, source in exported.made.items():
        total, off, net, tax, prepaid, rounding = recompute(etree.parse(exported.xml / f"{number}.xml"), source)
        places = digits(source["currency"])
        totals = {key: parse(value, places) for key, value in source["totals"].items()}
        assert (total, off, net, tax) == (totals["lines"], totals["discount"], totals["net"], totals["tax"]), number
        assert (prepaid, rounding) == (totals["prepaid"] + totals["withheld"], totals["rounding"]), number


# Words


def cleaned(words):
    """Without what XML forbids, and without white space around."""
    kept = "".join(c for c in words if c in "\t\n\r" or c >= " " and c not in "\ufffe\uffff")
    return kept.strip(" \t\r\n")


def test_every_text_arrives(exported):
    for number, source in exported.made.items():
        root = etree.parse(exported.xml / f"{number}.xml").getroot()
        names = [name.text for name in root.xpath("//cac:Item/cbc:Name", namespaces=NAMES)]
        assert names == [cleaned(line["text"]) or f"Line {i}" for i, line in enumerate(source["lines"], 1)], number
        for role, element in [("seller", "Supplier"), ("buyer", "Customer")]:
            party = root.find(f"cac:Accounting{element}Party/cac:Party", NAMES)
            assert one(party, "cac:PartyLegalEntity/cbc:RegistrationName") == cleaned(source[role]["name"])
        notes = [note.text for note in root.findall("cbc:Note", NAMES)]
        for note in source.get("notes", []):
            assert cleaned(note) == "" or cleaned(note) in notes, number
        raw = (exported.xml / f"{number}.xml").read_bytes()
        assert not any(byte < 0x20 and byte not in (9, 10) or byte == 0x7F for byte in raw), number
        # What is not printed for the client is not in it.
        for secret in [b"rate_source", b"refs", b"sha256"]:
            assert secret not in raw


def lines_of(exported, number):
    root = etree.parse(exported.xml / f"{number}.xml").getroot()
    return [(one(line, "cbc:InvoicedQuantity|cbc:CreditedQuantity"),
             line.xpath("cbc:InvoicedQuantity|cbc:CreditedQuantity", namespaces=NAMES)[0].get("unitCode"),
             one(line, "cac:Price/cbc:PriceAmount"), optional(line, "cac:Price/cbc:BaseQuantity", None),
             optional(line, "cac:Item/cbc:Description", None))
            for line in root.xpath("cac:InvoiceLine|cac:CreditNoteLine", namespaces=NAMES)]


def test_quantities_are_what_was_done(exported):
    assert lines_of(exported, "INV-MINUTES-1")[:3] == [
        ("7", "MIN", "95.00", "60", None), ("1", "MIN", "0.01", "60", None), ("1100", "MIN", "110.00", "60", None)]
    assert lines_of(exported, "INV-CASE-1") == [("73.25", "HUR", "148.50", None, None)]
    assert lines_of(exported, "INV-CASE-4") == [("1", "C62", "64581", None, "7 h 45 at 8333 JPY an hour")]
    assert lines_of(exported, "INV-NEGATIVE-1")[1:] == [
        ("-7", "MIN", "95.00", "60", None), ("-0.5", "HUR", "95.00", None, None), ("-1", "C62", "10.00", None, None),
        ("-1", "C62", "10.00", None, None), ("2", "C62", "5.00", None, None), ("-1", "C62", "12.34", None, None)]
    assert [unit for _, unit, _, _, _ in lines_of(exported, "INV-UNITS-1")] == [
        "HUR", "HUR", "MIN", "DAY", "WEE", "MON", "ANN", "LS", "KMT", "MTR", "SMI", "MTK", "KGM", "LTR", "KWH", "E34", "ZP",
        "D68", "P1", "C62", "C62", "C62", "C62"]
    assert [words for *_, words in lines_of(exported, "INV-UNITS-1")][-4:] == [
        "1.5 session", "1.5 Stück & Co", None, None]
    assert lines_of(exported, "INV-YEN-1") == [
        ("3", "C62", "1000", None, None), ("1", "C62", "833", None, "2.5 pcs at 333 JPY each"),
        ("1", "C62", "9150", None, "1 h 01 at 9000 JPY an hour"), ("-1", "C62", "100", None, "−1 h at 100 JPY an hour")]


def test_facts_stand_where_they_belong(exported):
    def root(number):
        return etree.parse(exported.xml / f"{number}.xml").getroot()

    note = root("CN-CASE-9")
    assert (one(note, "cbc:CreditNoteTypeCode"), one(root("INV-CASE-1"), "cbc:InvoiceTypeCode")) == ("381", "380")
    assert one(note, "cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID") == "INV-CASE-1"
    assert one(note, "cac:PaymentTerms/cbc:Note") == "Credited against INV-CASE-1."
    assert one(root("CN-CASE-11"), "cac:PaymentTerms/cbc:Note") == "Due on 2026-03-01."
    assert one(root("INV-CASE-1"), "cbc:BuyerReference") == "PO 4417 & more"
    assert one(root("INV-CASE-1"), "cac:PaymentMeans/cbc:PaymentMeansCode") == "58"
    assert one(root("INV-CASE-6"), "cac:PaymentMeans/cbc:PaymentMeansCode") == "30"
    assert one(root("INV-CASE-1"), "cac:PaymentMeans/cac:PayeeFinancialAccount/cbc:ID") == "AT611904300234573201"
    assert one(root("INV-CASE-5"), "//cac:TaxSubtotal//cbc:TaxExemptionReasonCode") == "VATEX-EU-AE"
    assert one(root("INV-MERGED-1"), "//cac:TaxSubtotal//cbc:TaxExemptionReason") == (
        "Small business, no VAT <§ 6>; Another reason")
    assert one(root("INV-REASONS-1"), "//cac:TaxSubtotal//cbc:TaxExemptionReason") == "X 1"
    assert [e.text for e in root("INV-CASE-3").xpath("cac:AllowanceCharge/cbc:Amount", namespaces=NAMES)] == [
        "33.34", "33.33"]
    assert one(root("INV-OUTSIDE-1"), "cac:AccountingSupplierParty//cac:PartyIdentification/cbc:ID") == "ATU00000017"
    assert root("INV-OUTSIDE-1").xpath("//cac:PartyTaxScheme", namespaces=NAMES) == []
    peppol = root("INV-PEPPOL-1").xpath("//cbc:EndpointID", namespaces=NAMES)
    assert [(e.get("schemeID"), e.text) for e in peppol] == [("9915", "test&"), ("0088", "1234567890123")]


# Refusals


def refusals():
    """Documents that EN 16931 cannot express, and a piece of what is said."""
    def without(party, key):
        return {k: v for k, v in party.items() if k != key}

    work = hours(60, "100.00")
    both = {**TAXES, "B": {"category": "B", "rate": "0"}, "Q": {"category": "S", "rate": "0"},
            "R": {"category": "E", "rate": "5", "note": "x"}, "T": {"category": "S", "rate": "0.4"},
            "W": {"category": "E", "rate": "0"}}
    # What can be made is made without these; the tests of the Swift side compare the words.
    return [
        (document("KWD", [hours(60, "10.000")], currency="KWD"), "at most 2 (EN 16931 UBL-DT-01)"),
        (document("BGN", [work], currency="BGN"), "BR-CL-04"),
        (document("S1", [work], seller=without(SELLER, "country")), "BR-09"),
        (document("S2", [work], seller=without(SELLER, "vat_id")), "BR-CO-26"),
        (document("S3", [work], seller={**SELLER, "name": "\u0001"}), "BR-06"),
        (document("B1", [work], buyer=without(BUYER, "country")), "BR-11"),
        (document("B2", [work], buyer={**BUYER, "country": "QQ"}), "BR-CL-14"),
        (document("AE1", [hours(60, "1.00", tax="AE")], buyer=without(BUYER, "vat_id")), "BR-AE-02"),
        (document("AE2", [hours(60, "1.00", tax="AE")], buyer={**BUYER, "vat_id": "123"}), "BR-AE-02"),
        (document("K1", [hours(60, "1.00", tax="K")], seller={**SELLER, "vat_id": "123"}), "BR-IC-02"),
        (document("K2", [hours(60, "1.00", tax="K")], period=None), "BR-IC-11"),
        (document("G1", [hours(60, "1.00", tax="G")], seller={**SELLER, "vat_id": "123"}), "BR-G-02"),
        (document("O1", [hours(60, "1.00", tax="O"), work]), "BR-O-11"),
        (document("N1", []), "BR-16"),
        (document("T1", [hours(60, "1.00", tax="B")], taxes=both), "BR-CL-17"),
        (document("T2", [hours(60, "1.00", tax="Q")], taxes=both), "BR-S-05"),
        (document("T3", [hours(60, "1.00", tax="R")], taxes=both), "BR-E-05"),
        (document("T4", [hours(60, "1000.00", tax="T")], taxes=both), "BR-CO-17"),
        (document("T5", [hours(60, "1.00", tax="W")], taxes=both), "BR-E-10"),
        (document("P1", [work], period={"from": "2026-01-02", "to": "2026-01-01"}), "BR-29"),
        (document("L1", [{**work, "amount": "99.99"}]), "quantity, rate and allowances make 100.00"),
    ]


def test_what_cannot_be_expressed_is_refused_and_nothing_is_written(tmp_path):
    made = refusals()
    home = workspace(tmp_path / "w", [source for source, _ in made])
    for source, words in made:
        number = source["number"]
        for more in [[], ["--output", "xml"]]:
            out, said = run(home, "invoice", "export", "--format", "ubl", number, *more, code=1)
            assert out == b"" and words in said and "error[ubl]" in said, f"{number}: {said}"
    assert not (home / "xml").exists()
    # The other formats have them all.
    run(home, "invoice", "export", "--format", "csv", *[source["number"] for source, _ in made])


def test_what_is_refused_would_be_wrong(tmp_path, exported, broken):
    """The rules themselves, asked about what the program refuses: the refusals are not for nothing."""
    good = (exported.xml / "INV-CASE-5.xml").read_text()
    for number, old, new in [
        ("BR-CO-26", "<cbc:CompanyID>ATU00000017</cbc:CompanyID>", ""),
        ("BR-AE-02", "<cbc:CompanyID>DE000000033</cbc:CompanyID>", ""),
        ("BR-CO-09", "DE000000033", "000000033"),
        ("BR-CL-04", "<cbc:DocumentCurrencyCode>EUR", "<cbc:DocumentCurrencyCode>BGN"),
        ("UBL-DT-01", ">3586.25</cbc:PayableAmount", ">3586.250</cbc:PayableAmount"),
        ("BR-11", "<cbc:IdentificationCode>DE</cbc:IdentificationCode>", ""),
        ("BR-AE-10", "<cbc:TaxExemptionReasonCode>VATEX-EU-AE</cbc:TaxExemptionReasonCode>", None),
    ]:
        assert old in good, number
        text = good.replace(old, new or "")
        if new is None:
            text = text.replace("<cbc:TaxExemptionReason>Reverse charge</cbc:TaxExemptionReason>", "")
        file = tmp_path / f"{number}.xml"
        file.write_text(text)
        assert any(number in problem for problem in broken([file])), (number, broken([file]))


def test_what_could_not_be_read_is_not_left_out_in_silence(tmp_path):
    home = workspace(tmp_path, [document("I-1", [hours(60, "100.00")], notes=["One", " "])])
    for format in ["ubl", "csv", "json"]:
        out, said = run(home, "invoice", "export", "--format", format, "I-1", code=1)
        assert out == b"" and "error[value]: an entry of the list is empty" in said


def test_a_file_of_somebody_else_stays(exported, tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "INV-CASE-1.xml").write_text("mine")
    arguments = ["invoice", "export", "--format", "ubl", "--output", str(folder), "INV-CASE-1", "INV-CASE-2"]
    _, said = run(exported.home, *arguments, code=1)
    assert "is there with other content" in said
    assert [(file.name, file.read_text()) for file in folder.iterdir()] == [("INV-CASE-1.xml", "mine")]
    out, _ = run(exported.home, *arguments, "--force")
    assert out.decode().split("\n")[:2] == [f"replaced {folder}/INV-CASE-1.xml", f"created {folder}/INV-CASE-2.xml"]
    out, _ = run(exported.home, *arguments)
    assert out.decode().count("unchanged") == 2
    assert sorted(file.name for file in folder.iterdir()) == ["INV-CASE-1.xml", "INV-CASE-2.xml"]
