"""Servers that the program can use, started for tests on loopback: PostgreSQL in a private cluster, Chroma."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.request import urlopen
from uuid import uuid4

from sqlalchemy import create_engine, text

POSTGRES_FOLDERS = "/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql@*/bin"
START_SECONDS = 60


def postgres_folder() -> Path | None:
    """Where PostgreSQL's own programs are; the newest of several."""
    found = [path for pattern in POSTGRES_FOLDERS for path in Path("/").glob(f"{pattern[1:]}/initdb")]
    by_path = shutil.which("initdb")
    found += [Path(by_path).resolve()] if by_path else []
    return max(found).parent if found else None


def missing_postgres() -> str:
    """Why no PostgreSQL can be started here, or an empty string."""
    return "" if postgres_folder() else "PostgreSQL is not installed (apt-get install postgresql)"


@contextmanager
def running_postgres(folder: Path) -> Iterator[str]:
    """A cluster of its own in an empty folder; the address of its first database, as `DATABASE_URL` names one.

    PostgreSQL refuses to run as root, so then it runs as the account it was installed with, or as nobody.
    """
    programs = postgres_folder()
    assert programs is not None, missing_postgres()
    account = _account() if os.getuid() == 0 else None
    data = folder / "cluster"
    data.mkdir()
    if account is not None:
        for above in (folder, *folder.parents):
            if above.stat().st_uid == 0 and above != Path("/") and not above.stat().st_mode & 0o001:
                above.chmod(above.stat().st_mode | 0o011)
        shutil.chown(data, account)
    init = [programs / "initdb", "-D", data, "-U", "counterpoint", "-A", "trust", "-E", "UTF8", "--no-sync"]
    subprocess.run(list(map(str, init)), check=True, user=account, stdout=subprocess.DEVNULL, cwd=data)
    port = free_port()
    serve = [programs / "postgres", "-D", data, "-p", port, "-k", data, "-h", "127.0.0.1", "-F"]
    url = f"postgresql+psycopg://counterpoint@127.0.0.1:{port}/postgres"
    with _served(list(map(str, serve)), lambda: _has_answered(url), user=account):
        yield url


def new_database(url: str) -> str:
    """The address of an empty database in a running cluster."""
    name = f"test_{uuid4().hex}"
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return f"{url.rpartition('/')[0]}/{name}"


@contextmanager
def running_chroma(folder: Path) -> Iterator[str]:
    """A Chroma server, as `CHROMA_URL` names one."""
    port = free_port()
    program = Path(sys.executable).with_name("chroma")
    command = [str(program), "run", "--path", str(folder), "--host", "127.0.0.1", "--port", str(port)]
    url = f"http://127.0.0.1:{port}"
    with _served(command, lambda: _has_beaten(url)):
        yield url


def free_port() -> int:
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@contextmanager
def _served(command: Sequence[str], is_up: Callable[[], bool], *, user: str | None = None) -> Iterator[None]:
    process = subprocess.Popen(command, user=user, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        end = time.monotonic() + START_SECONDS
        while not is_up():
            assert process.poll() is None, f"{command[0]} ended with {process.returncode}"
            assert time.monotonic() < end, f"{command[0]} did not start"
            time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait(30)


def _account() -> str:
    names = Path("/etc/passwd").read_text("utf-8")
    return "postgres" if "\npostgres:" in names else "nobody"


def _has_answered(url: str) -> bool:
    engine = create_engine(url)
    try:
        with engine.connect():
            return True
    except Exception:
        return False
    finally:
        engine.dispose()


def _has_beaten(url: str) -> bool:
    try:
        with urlopen(f"{url}/api/v2/heartbeat", timeout=1):
            return True
    except OSError:
        return False
