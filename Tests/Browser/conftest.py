"""What the browser tests share: the program, sites built with it, and one Chromium."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
AS_OF = "2026-01-15T09:00:00+01:00"


@pytest.fixture(scope="session")
def orchsite():
    """Runs the program; answers the finished process."""
    program = Path(os.environ.get("ORCHSITE") or ROOT / ".build/debug/orchsite")
    assert program.is_file(), f"{program} is missing: run `make site` first"

    def run(*arguments, cwd):
        return subprocess.run(
            [program, *map(str, arguments)], cwd=cwd, text=True, capture_output=True, timeout=120, stdin=subprocess.DEVNULL
        )

    return run


@pytest.fixture(scope="session")
def demo(orchsite, tmp_path_factory):
    """The demo board, built."""
    site = tmp_path_factory.mktemp("demo") / "site"
    done = orchsite("build", "--as-of", AS_OF, "--output", site, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    return site
