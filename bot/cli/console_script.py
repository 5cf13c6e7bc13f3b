"""Starts the console script: runs a command, and turns every mistake into one sentence and an exit code."""

import os
import sys
from collections.abc import Sequence

import typer
from typer.exceptions import TyperException

from bot.cli import intake_commands as filling
from bot.cli import reading_commands as reading
from bot.cli import serving_commands as serving
from bot.cli import setup_commands as setup
from bot.cli import upkeep_commands as upkeep
from bot.cli.command_options import WrongUsage, cli
from retrieval.errors import CounterpointError

GLOBAL_OPTIONS = ("--data", "--config", "--now")

__all__ = ["filling", "main", "reading", "run", "serving", "setup", "upkeep"]


def main() -> None:
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """The exit code. What goes wrong is told on stderr in one sentence."""
    command = typer.main.get_command(cli)
    try:
        outcome = command.main(args=hoist(arguments) or ["--help"], prog_name="counterpoint", standalone_mode=False)
        return outcome if isinstance(outcome, int) else 0
    except (TyperException, CounterpointError) as error:
        return complain(error)
    except (typer.Abort, KeyboardInterrupt):
        return 130
    except BrokenPipeError:
        # The reader of our output has gone (`| head`): not an error of ours.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def hoist(arguments: Sequence[str]) -> list[str]:
    """The global options in front, wherever they were written; what follows `--` stays where it is."""
    front: list[str] = []
    rest: list[str] = []
    words = iter(arguments)
    for word in words:
        if word == "--":
            rest += [word, *words]
        elif word in GLOBAL_OPTIONS:
            front += [word, *(value for value in [next(words, None)] if value is not None)]
        elif word.startswith(tuple(f"{option}=" for option in GLOBAL_OPTIONS)):
            front.append(word)
        else:
            rest.append(word)
    return front + rest


def complain(error: Exception) -> int:
    """Say what is wrong; 2 for wrong usage and settings, 1 for the rest."""
    if not isinstance(error, TyperException):
        sys.stderr.write(f"{error}\n")
        return 2 if isinstance(error, WrongUsage) else 1
    context = getattr(error, "ctx", None)
    sentence = getattr(error, "format_message", error.__str__)()
    where = context.command_path if context is not None else "counterpoint"
    sys.stderr.write(f"{sentence.rstrip('.')}. See `{where} --help`.\n")
    return 2
