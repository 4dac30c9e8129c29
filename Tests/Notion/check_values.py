"""What single values of a request may be: lengths, addresses, dates, emoji, ids."""

import datetime
import re
import unicodedata
import urllib.parse

TEXT_LIMIT = 2000
URL_LIMIT = 2000
EQUATION_LIMIT = 1000
OPTION_LIMIT = 100
ADDRESS_LIMIT = 200

LANGUAGES = frozenset("""abap|abc|agda|arduino|ascii art|assembly|bash|basic|bnf|c|c#|c++|clojure|coffeescript|coq|css
dart|dhall|diff|docker|ebnf|elixir|elm|erlang|f#|flow|fortran|gherkin|glsl|go|graphql|groovy|haskell|hcl|html|idris|java
javascript|json|julia|kotlin|latex|less|lisp|livescript|llvm ir|lua|makefile|markdown|markup|matlab|mathematica|mermaid
nix|notion formula|objective-c|ocaml|pascal|perl|php|plain text|powershell|prolog|protobuf|purescript|python|r|racket
reason|ruby|rust|sass|scala|scheme|scss|shell|smalltalk|solidity|sql|swift|toml|typescript|vb.net|verilog|vhdl
visual basic|webassembly|xml|yaml|java/c/c++/c#""".replace("\n", "|").split("|"))

OPTION_COLORS = ("default", "gray", "brown", "orange", "yellow", "green", "blue", "purple", "pink", "red")
COLORS = frozenset(OPTION_COLORS) | {color + "_background" for color in OPTION_COLORS[1:]} | {"default_background"}

NUMBER_FORMATS = frozenset("""number number_with_commas percent dollar australian_dollar canadian_dollar
singapore_dollar euro pound yen ruble rupee won yuan real lira rupiah franc hong_kong_dollar new_zealand_dollar krona
norwegian_krone mexican_peso rand new_taiwan_dollar danish_krone zloty baht forint koruna shekel chilean_peso
philippine_peso dirham colombian_peso riyal ringgit leu argentine_peso uruguayan_peso peruvian_sol""".split())

ID = re.compile(r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}", re.IGNORECASE)
PLACEHOLDER = re.compile(r"\{\{[^{}]+\}\}")
DATE = re.compile(r"(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?)(Z|[+-]\d\d:\d\d)?)?", re.ASCII)
ZONE = re.compile(r"UTC|GMT|[A-Z][A-Za-z_]+(?:/[A-Za-z0-9_+-]+){1,2}")
LABEL = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?")


def units(text):
    """Notion counts as JavaScript does: in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def lone_surrogate(text):
    """Half of a pair is no text: it cannot be written as UTF-8."""
    return any("\ud800" <= character <= "\udfff" for character in text)


def canonical(id):
    """An id with dashes and in small letters; None if it is none."""
    if not isinstance(id, str) or not ID.fullmatch(id):
        return None
    digits = id.replace("-", "").lower()
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def address(url):
    """What is wrong with an absolute address; None if nothing is. Letters outside ASCII are accepted."""
    if not isinstance(url, str):
        return "a string"
    if units(url) > URL_LIMIT:
        return f"at most {URL_LIMIT} characters long"
    # What RFC 3986 allows nowhere. Python would strip some of these in silence.
    if any(character in ' <>"{}|\\^`' or unicodedata.category(character)[0] in "ZC" for character in url):
        return "a valid URL"
    if re.search(r"%(?![0-9A-Fa-f]{2})", url):
        return "a valid URL"
    try:
        parts = urllib.parse.urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return "a valid URL"
    if parts.scheme == "mailto":
        # An address has something on both sides of its one @.
        good = not parts.netloc and re.fullmatch(r"[^@]+@[^@]+", parts.path)
        return None if good else "a valid URL"
    if parts.scheme not in ("http", "https"):
        return "an absolute URL (http, https or mailto)"
    if not host or not url[len(parts.scheme):].startswith("://") or any(
            bracket in part for bracket in "[]" for part in (parts.path, parts.query, parts.fragment)):
        return "a valid URL"
    if ":" not in host:
        labels = host.removesuffix(".").split(".")
        if not all(not label.isascii() or LABEL.fullmatch(label) for label in labels) or "" in labels:
            return "a valid URL"
    return None


def moment(text):
    """An ISO date or date-time as (has a time, has an offset, sortable value); None if it is none."""
    found = DATE.fullmatch(text) if isinstance(text, str) else None
    if not found:
        return None
    try:
        value = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return None
    return found[2] is not None, found[3] is not None, value.replace(tzinfo=value.tzinfo or datetime.timezone.utc)


def emoji(text):
    """One emoji, roughly: symbols and what joins them, no letters and no blanks."""
    if not isinstance(text, str) or not 0 < len(text) <= 16 or lone_surrogate(text):
        return False
    joins = "\u200d\ufe0f\u20e3"
    symbols = [character for character in text if character not in joins]
    # The sign for information counts as a letter.
    plain = all(unicodedata.category(character) in ("So", "Sk", "Sm", "Po", "Pd", "Cf") or character in "0123456789#*ℹ"
                for character in symbols)
    return plain and any(not character.isascii() for character in text)
