"""The payment code on a page, read by zbar from what Chromium shows and prints."""

import os
import re
import subprocess

import pytest
from conftest import run, workspace
from documents import SELLER, document, hours

PAYMENT = 'payments: [{date: 2026-01-10, amount: "20.00"}]\n'
MADE = [
    document("INV-1", [hours(4395, "148.50")]),
    document("INV-2", [hours(60, "100.00")]),
    document("INV-3", [hours(1, "0.60", tax="Z")], seller={**SELLER, "name": "Öl & Ñandú 株式会社 😀", "bic": None}),
    document("INV-4", [hours(60, "833333332.50")], seller={**SELLER, "name": "N" * 70, "bic": "EXMPATWWXXX"}),
    document("INV-5", [hours(60, "100.00")], seller={**SELLER, "iban": "GB82 WEST 1234 5698 7654 32"}),
    document("A number of sixty characters, which is as long as it may be!", [hours(60, "1.00")],
             seller={**SELLER, "name": "é" * 70}),
]
EXPECTED = {
    "INV-1": ("EXMPATWW", SELLER["name"], "AT611904300234573201", "12933.16"),
    "INV-2": ("EXMPATWW", SELLER["name"], "AT611904300234573201", "100.00"),
    "INV-3": ("", "Öl & Ñandú 株式会社 😀", "AT611904300234573201", "0.01"),
    "INV-4": ("EXMPATWWXXX", "N" * 70, "AT611904300234573201", "999999999.00"),
    "INV-5": ("EXMPATWW", SELLER["name"], "GB82WEST12345698765432", "120.00"),
    MADE[-1]["number"]: ("EXMPATWW", "é" * 70, "AT611904300234573201", "1.20"),
}
NONE = [
    document("NO-1", [hours(60, "100")], currency="CHF"),
    document("NO-2", [hours(60, "100")], seller={**SELLER, "iban": "AT61 1904 3002 3457 3202"}),
    document("NO-3", [hours(60, "100")], seller={**SELLER, "name": "N" * 71}),
    document("NO-4", [hours(60, "100")]),
    document("NO-5", [hours(60, "100")], kind="credit-note",
             corrects={"number": "INV-1", "issued": "2026-01-05", "effect": "credit"}),
]


def page_name(number):
    return "".join(c if re.match(r"[A-Za-z0-9._-]", c) else f"~{ord(c):02X}" for c in number) + ".html"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    home = workspace(
        tmp_path_factory.mktemp("codes") / "w", MADE + NONE,
        {"INV-2": PAYMENT, "NO-4": 'payments: [{date: 2026-01-10, amount: "120.00"}]\n'})
    run(home, "build", "--output", "site")
    run(home, "build", "--client", "linden", "--output", "view")
    return home


def payload(number):
    bic, name, iban, amount = EXPECTED[number]
    return "\n".join(["BCD", "002", "1", "SCT", bic, name, iban, f"EUR{amount}", "", "", number]).encode()


def chromium(folder, *arguments):
    done = subprocess.run(
        ["chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
         f"--user-data-dir={folder}/profile", "--hide-scrollbars", "--allow-file-access-from-files", *arguments],
        capture_output=True, timeout=120, env={**os.environ, "HOME": str(folder)})
    assert done.returncode == 0, done.stderr.decode()[-2000:]


def read(picture):
    """All that zbar finds in a picture."""
    done = subprocess.run(["zbarimg", "--quiet", "--raw", "-Sbinary", "-Sdisable", "-Sqrcode.enable", str(picture)],
                          capture_output=True)
    return done.stdout


@pytest.mark.parametrize("number", EXPECTED, ids=lambda number: number[:5])
@pytest.mark.parametrize("place", ["site", "view"])
def test_a_code_says_what_is_to_be_paid(site, tmp_path, number, place):
    if place == "view" and number != "INV-2":
        pytest.skip("one page of the client's view is enough")
    page = site / place / "invoices" / page_name(number)
    scheme = ["--blink-settings=preferredColorScheme=0"] if number == "INV-1" else []
    chromium(tmp_path, "--window-size=1000,1800", f"--screenshot={tmp_path}/page.png", *scheme, f"file://{page}")
    assert read(tmp_path / "page.png") == payload(number)


@pytest.mark.parametrize("number", ["INV-1", MADE[-1]["number"]], ids=lambda number: number[:5])
def test_a_printed_code_says_the_same(site, tmp_path, number):
    page = site / "site" / "invoices" / page_name(number)
    chromium(tmp_path, "--no-pdf-header-footer", f"--print-to-pdf={tmp_path}/page.pdf", f"file://{page}")
    subprocess.run(["pdftoppm", "-r", "200", "-png", "-singlefile", tmp_path / "page.pdf", tmp_path / "page"], check=True)
    assert read(tmp_path / "page.png") == payload(number)


def test_others_have_none(site):
    for source in NONE:
        page = (site / "site" / "invoices" / page_name(source["number"])).read_text()
        assert "payment-code" not in page, source["number"]
