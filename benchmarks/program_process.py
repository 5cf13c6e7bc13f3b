"""Runs `python -m bot` many times and imports it once: starting the program costs more than most commands do.

    python -m benchmarks.program_process    in the root of a checkout; one request a line comes in, one exit code a line goes out

A request is `{"arguments", "stdin", "stdout", "stderr"}`, the last three paths of files. Each is answered by a fork of this
process, so that no command sees what another left in memory. It knows nothing of the program but that it is started as `bot`.
"""

import contextlib
import io
import json
import os
import runpy
import sys
from typing import Any


def main() -> None:
    import_program()
    for line in sys.stdin:
        request = json.loads(line)
        child = os.fork()
        if not child:
            redirect(request)
            run_program(request["arguments"])
            return
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def import_program() -> None:
    """Load the modules that the commands share. What the program prints meanwhile is nobody's answer."""
    with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):
        run_program(["--help"])


def run_program(arguments: list[str]) -> None:
    """What `python -m bot ARGUMENTS` does. Raises SystemExit as the program does."""
    sys.argv = ["bot", *arguments]
    runpy.run_module("bot", run_name="__main__", alter_sys=True)


def redirect(request: dict[str, Any]) -> None:
    """Point the standard streams of this process at the files of a request."""
    new = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    for number, (name, flags) in enumerate((("stdin", os.O_RDONLY), ("stdout", new), ("stderr", new))):
        opened = os.open(request[name], flags, 0o644)
        os.dup2(opened, number)
        os.close(opened)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115  (open until the process ends)


if __name__ == "__main__":
    main()
