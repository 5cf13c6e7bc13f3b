"""The wheel holds all files of the program, and works outside the checkout, in an empty folder."""

import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.program import PACKAGES, ROOT

pytestmark = pytest.mark.slow

BUILD = "import sys; from setuptools import build_meta; print(build_meta.build_wheel(sys.argv[1]))"
START = "import sys; sys.path[:1] = [sys.argv.pop(1)]; from bot.__main__ import main; main()"
RUBBISH = shutil.ignore_patterns("__pycache__", "*.pyc")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built without network from a copy of the sources, so that no older build gets in."""
    folder = tmp_path_factory.mktemp("build")
    for package in PACKAGES:
        shutil.copytree(ROOT / package, folder / package, ignore=RUBBISH)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, folder)
    built = subprocess.run(
        [sys.executable, "-c", BUILD, "."], cwd=folder, capture_output=True, text=True, timeout=300, check=True
    )
    return folder / built.stdout.split()[-1]


@pytest.fixture(scope="module")
def site(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the wheel is installed: a folder from which alone our packages are imported."""
    folder = tmp_path_factory.mktemp("site")
    with ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def counterpoint(site: Path, cwd: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", START, str(site), *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=300, check=False)


def test_every_file_of_the_program_is_in_the_wheel(wheel: Path) -> None:
    files = (path for package in PACKAGES for path in (ROOT / package).rglob("*") if path.is_file())
    ours = {path.relative_to(ROOT).as_posix() for path in files if path.suffix != ".pyc"}
    with ZipFile(wheel) as archive:
        packed = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert packed == ours


def test_commands_work_from_the_wheel_in_an_empty_folder(site: Path, tmp_path: Path) -> None:
    found = counterpoint(site, tmp_path, "doctor")
    assert found.returncode == 0, found.stderr
    assert f"outlets in {site / 'config'}" in found.stdout
    built = counterpoint(site, tmp_path, "digest", "us-china", "--date", "2026-01-06")
    assert built.returncode == 0, built.stderr
    assert "US vs China News - 2026-01-06" in built.stdout
    asked = counterpoint(site, tmp_path, "ask", "What did Xinhua say about tariffs?")
    assert asked.returncode == 0, asked.stderr
    assert "Nothing stored" in asked.stdout


def test_the_demo_of_the_wheel_reads_its_samples(site: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-c", START, str(site), "demo", "--port", "0", "--no-browser"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, text=True) as demo:
        assert demo.stdout is not None
        said = []
        for line in demo.stdout:
            said.append(line)
            if "The demo is ready" in line:
                demo.terminate()
        assert demo.wait(60) == 0
    assert any("The demo is ready: open http://" in line for line in said), said


def test_a_folder_called_config_that_is_somebody_elses_is_not_read(site: Path, tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "webpack.js").write_text("module.exports = {}")
    found = counterpoint(site, tmp_path, "export-opml")
    assert found.returncode == 0, found.stderr
    assert found.stdout.count("xmlUrl=") > 20
