"""Runs the steps of the Dockerfile one by one in an empty folder, for machines without a Docker engine.

    sudo python3 benchmarks/dockerfile_by_hand.py [--python /usr/bin/python3] [VARIABLE=value ...]

Started as root, every step runs as the user `nobody` (COPY is done by us, and useradd is left out). `/app`, `/data` and `/tmp` of
the image stand for folders below the empty one. VARIABLE=value is given to the start command, as `docker run -e` would.
Prints each step, its time and its result, waits until the health check passes, then stops the start command with SIGTERM.
"""

import argparse
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NOBODY = 65534


def instructions() -> list[tuple[str, str]]:
    """(keyword, rest) of the Dockerfile, continued lines joined."""
    lines = [line for line in (ROOT / "Dockerfile").read_text().splitlines() if not line.startswith("#")]
    joined = re.sub(r"\\\n\s*", "", "\n".join(lines))
    return [(line.split(" ", 1)[0], line.split(" ", 1)[1]) for line in joined.splitlines() if line.strip()]


class Image:
    """The folder that stands for the image's file system, and what its steps see: this machine's proxy and certificates too."""

    def __init__(self, folder: Path, python: str) -> None:
        self.folder = folder
        network = re.compile(r"(PIP|UV|SSL|REQUESTS)_.*|.*_proxy|.*_PROXY")
        self.env = {name: value for name, value in os.environ.items() if network.fullmatch(name)}
        self.env |= {"PATH": f"{folder}/python:/usr/bin:/bin", "HOME": str(folder / "home")}
        for name in ("app", "data", "tmp", "home", "python"):
            (folder / name).mkdir()
            self.give_away(folder / name)
        (folder / "python" / "python").symlink_to(python)
        self.cwd = folder

    def here(self, text: str) -> str:
        return re.sub(r"(?<![\w.])/(app|data|tmp)\b", rf"{self.folder}/\1", text)

    def give_away(self, path: Path) -> None:
        if os.getuid() == 0:
            subprocess.run(["chown", "-R", f"{NOBODY}:{NOBODY}", path], check=True)

    def start(self, command: list[str]) -> subprocess.Popen[bytes]:
        user = NOBODY if os.getuid() == 0 else None
        program = shutil.which(command[0], path=self.env["PATH"]) or command[0]
        return subprocess.Popen(
            [program, *command[1:]],
            cwd=self.cwd,
            env=self.env,
            user=user,
            group=user,
            extra_groups=[] if user else None,
        )

    def copy(self, rest: str) -> None:
        *sources, target = rest.split()
        place = self.cwd / self.here(target)
        for source in sources:
            if (ROOT / source).is_dir():
                shutil.copytree(ROOT / source, place, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(ROOT / source, place)
        self.give_away(self.folder / "app")


def build(image: Image) -> tuple[list[str], list[str]]:
    """Do all steps; the health check and the start command."""
    check: list[str] = []
    start: list[str] = []
    for keyword, rest in instructions():
        began = time.monotonic()
        if keyword == "RUN" and "useradd" not in rest:
            if image.start(["sh", "-c", image.here(rest)]).wait():
                sys.exit(f"FAILED: RUN {rest}")
        elif keyword == "COPY" and not rest.startswith("--from"):
            image.copy(rest)
        elif keyword == "WORKDIR":
            image.cwd = Path(image.here(rest))
        elif keyword == "ENV":
            for name, value in re.findall(r"(\w+)=(\S+)", rest):
                image.env[name] = image.here(value).replace("$PATH", image.env["PATH"])
        elif keyword == "HEALTHCHECK":
            check = json.loads(rest[rest.index("[") :])
        elif keyword == "CMD":
            start = json.loads(rest)
        print(f"{time.monotonic() - began:6.1f} s  {keyword} {rest[:110]}", flush=True)
    return check, start


def serve(image: Image, check: list[str], start: list[str]) -> int:
    """Start it, wait for its health, stop it; its exit code."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        image.env["COUNTERPOINT_HTTP_PORT"] = str(free.getsockname()[1])
    began = time.monotonic()
    process = image.start(start)
    while process.poll() is None and time.monotonic() - began < 120:
        time.sleep(1)
        if image.start(["sh", "-c", 'exec "$@" 2>/dev/null', "sh", *check]).wait() == 0:
            print(f"{time.monotonic() - began:6.1f} s  healthy on port {image.env['COUNTERPOINT_HTTP_PORT']}")
            process.send_signal(signal.SIGTERM)
            break
    code = process.wait(60)
    print(f"{' '.join(start)} ended with exit code {code}")
    return code


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--python", default="/usr/bin/python3")
    parser.add_argument("variables", nargs="*")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="image-") as folder:
        Path(folder).chmod(0o755)
        image = Image(Path(folder), options.python)
        check, start = build(image)
        size = subprocess.run(
            ["du", "-sh", f"{folder}/app"], capture_output=True, text=True, check=True
        ).stdout.split()[0]
        print(f"size of /app: {size}; user id of the steps: {NOBODY if os.getuid() == 0 else os.getuid()}")
        image.env.update(pair.split("=", 1) for pair in options.variables)
        sys.exit(serve(image, check, start))


if __name__ == "__main__":
    main()
