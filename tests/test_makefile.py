"""What `make` says before it installs: at once, and clearly where it cannot. No step of these tests installs anything."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.program import ROOT

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")

OLD = "#!/bin/sh\nexit 1\n"
NO_VENV = '#!/bin/sh\ncase "$2" in *ensurepip*) exit 1;; esac\nexit 0\n'
FINE = '#!/bin/sh\n[ "$2" = venv ] && echo made && exit 1\nexit 0\n'
FULL = "#!/bin/sh\necho Filesystem\necho /dev/sda 9 9 512000 1% /\n"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder with the Makefile, and `bin` before all other programs."""
    for name in ("Makefile", "requirements-build.lock", "requirements.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / "bin").mkdir()
    return tmp_path


def script(checkout: Path, name: str, text: str) -> str:
    path = checkout / "bin" / name
    path.write_text(text)
    path.chmod(0o755)
    return str(path)


def make_demo(checkout: Path, python: str) -> subprocess.CompletedProcess[str]:
    environ = {**os.environ, "PATH": f"{checkout / 'bin'}:{os.environ['PATH']}"}
    for name in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL"):
        environ.pop(name, None)
    command = ["make", "demo", f"PYTHON={python}"]
    return subprocess.run(command, cwd=checkout, env=environ, capture_output=True, text=True, timeout=60, check=False)


def test_a_machine_without_python_is_told_so(checkout: Path) -> None:
    ran = make_demo(checkout, "/no/such/python")
    assert "There is no /no/such/python: install Python 3.11 or newer" in ran.stderr
    assert ran.returncode != 0


def test_an_old_python_is_told_so(checkout: Path) -> None:
    assert "is too old: Counterpoint needs Python 3.11" in make_demo(checkout, script(checkout, "py", OLD)).stderr


def test_debians_python_without_venv_is_told_what_to_install(checkout: Path) -> None:
    assert "apt-get install python3-venv" in make_demo(checkout, script(checkout, "py", NO_VENV)).stderr


def test_a_full_disk_is_told_before_anything_is_made(checkout: Path) -> None:
    script(checkout, "df", FULL)
    ran = make_demo(checkout, script(checkout, "py", FINE))
    assert "Only 500 MB are free here" in ran.stderr
    assert "made" not in ran.stdout
    assert not (checkout / ".venv").exists()


def test_the_first_words_come_before_the_first_work(checkout: Path) -> None:
    ran = make_demo(checkout, script(checkout, "py", FINE))
    said = [line for line in ran.stdout.splitlines() if line]
    assert said[0].startswith("Looking at Python")
    assert said.index("Making a virtual environment in .venv ...") < said.index("made")
    assert ".venv cannot be made" in ran.stderr
