"""What the browser tests share: the program, the sites that it built, and Chromium."""

import os
import subprocess
from pathlib import Path

import pytest

import workspaces
from chrome import Chrome

ROOT = Path(__file__).resolve().parents[2]
AS_OF = "2026-01-15T09:00:00+01:00"
SHOTS = ROOT / ".build-screenshots"


@pytest.fixture(scope="session")
def orchsite():
    """Runs the program; answers the finished process."""
    program = Path(os.environ.get("ORCHSITE") or ROOT / ".build/debug/orchsite").resolve()
    assert program.is_file(), f"{program} is missing: run `make site` first"

    def run(*arguments, cwd):
        return subprocess.run([program, *map(str, arguments)], cwd=cwd, text=True, capture_output=True, timeout=120,
                              stdin=subprocess.DEVNULL)

    return run


def built(orchsite, home, site, expected, *options):
    done = orchsite("build", "--home", home, "--as-of", AS_OF, "--output", site, *options, cwd=home)
    assert done.returncode == expected, done.stderr[-4000:]
    assert (site / "index.html").is_file()
    return site


@pytest.fixture(scope="session")
def demo(orchsite, tmp_path_factory):
    """The demo board."""
    return built(orchsite, ROOT, tmp_path_factory.mktemp("demo") / "site", 0)


@pytest.fixture(scope="session")
def hostile_home(tmp_path_factory):
    return workspaces.hostile(tmp_path_factory.mktemp("hostile"))


@pytest.fixture(scope="session")
def hostile(orchsite, hostile_home, tmp_path_factory):
    """A board by an enemy: some of its files cannot be read, so that the exit code is 1."""
    return built(orchsite, hostile_home, tmp_path_factory.mktemp("hostile") / "site", 1)


@pytest.fixture(scope="session")
def large(orchsite, tmp_path_factory):
    """A board of 2,000 tasks."""
    return built(orchsite, workspaces.large(tmp_path_factory.mktemp("large")), tmp_path_factory.mktemp("large") / "site", 0)


@pytest.fixture(scope="session")
def sixty(orchsite, tmp_path_factory):
    """A board of 60 cards."""
    return built(orchsite, workspaces.large(tmp_path_factory.mktemp("sixty"), 60), tmp_path_factory.mktemp("sixty") / "site", 0)


@pytest.fixture(scope="session")
def client(orchsite, tmp_path_factory):
    """What a client of the demo board sees."""
    return built(orchsite, ROOT, tmp_path_factory.mktemp("client") / "site", 0, "--client", "juniper")


@pytest.fixture(scope="session")
def client_hostile(orchsite, hostile_home, tmp_path_factory):
    """What a client of the enemy's board sees."""
    return built(orchsite, hostile_home, tmp_path_factory.mktemp("client") / "hostile", 1, "--client", "evil")


@pytest.fixture(scope="session")
def billing(orchsite, tmp_path_factory):
    """A board with much to bill, on A4."""
    return built(orchsite, workspaces.billing(tmp_path_factory.mktemp("billing")), tmp_path_factory.mktemp("billing") / "site", 1)


@pytest.fixture(scope="session")
def letter(orchsite, tmp_path_factory):
    """The same for a client, on Letter."""
    home = workspaces.billing(tmp_path_factory.mktemp("letter"), paper="Letter")
    return built(orchsite, home, tmp_path_factory.mktemp("letter") / "site", 1, "--client", "linden")


@pytest.fixture(params=["demo", "hostile", "large", "client", "client_hostile", "billing", "letter"])
def site(request):
    """Each of the sites in turn."""
    return request.getfixturevalue(request.param)


@pytest.fixture(scope="session")
def one_chrome():
    chrome = Chrome(log=True)
    yield chrome
    chrome.quit()


@pytest.fixture
def chrome(one_chrome):
    """Chromium at 1440 px, light, on the screen."""
    one_chrome.look()
    return one_chrome


@pytest.fixture(scope="session")
def scriptless():
    """Chromium with scripts switched off; the test's own questions still work."""
    chrome = Chrome(scripts=False)
    yield chrome
    chrome.quit()
