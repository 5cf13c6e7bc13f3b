"""Commands that stay: run, demo, chat."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.command_options import Options, WrongUsage, cli, note_if_empty, opened, read_settings, stderr, sync_index
from bot.console import terminal_output as printing
from bot.console.terminal_chat import chat_in_terminal
from bot.delivery.ownership import is_owned
from bot.run.demo_run import run_demo
from bot.run.logs import set_up_logs
from bot.run.runner import UNREACHABLE, Runner
from config.settings import load_settings
from retrieval.errors import BadInput


@cli.command("run")
def run_bot(context: typer.Context) -> None:
    """The bot: Telegram, schedule, delivery and web archive, until SIGTERM."""
    if read_settings(context).telegram_bot_token is None:
        raise WrongUsage(UNREACHABLE)
    with opened(context) as app:
        set_up_logs(app.settings)
        runner = Runner(app)
        runner.heed_signals()
        try:
            runner.start()
            stderr.print("Running. Stop with SIGTERM or Ctrl-C.")
            runner.wait()
        finally:
            runner.stop()


@cli.command()
def demo(
    context: typer.Context,
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Where the chat page is shown.")] = 8000,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Do not open a browser.")] = False,
    recorded_model: Annotated[
        bool, typer.Option("--recorded-model", help="Show the post as a language model writes it, from recordings.")
    ] = False,
) -> None:
    """Try it: sample feeds, a morning post and a chat page, all on this machine."""
    options: Options = context.obj
    settings = load_settings({"COUNTERPOINT_LOG_LEVEL": "warning"}, data=options.data or Path("data"), config=None)
    set_up_logs(settings)
    run_demo(settings, port=port, has_browser=not no_browser, say=printing.out, is_recorded=recorded_model)


@cli.command("mcp")
def serve_assistant(context: typer.Context) -> None:
    """The archive for an assistant, over standard input and output: search, ask, digest, stories, compare, outlets."""
    settings = read_settings(context)
    if is_owned(settings.data):
        raise BadInput(
            f"A bot is running on {settings.data}, and its index cannot be shared: set COUNTERPOINT_API for that bot and let the "
            f"assistant ask http://127.0.0.1:{settings.http_port}/mcp, or give this one another folder with --data."
        )
    with opened(context) as app:
        sync_index(app)
        note_if_empty(app)
        # The protocol's library takes a second to load, and no other command needs it.
        from bot.programs.assistant_tools import serve_stdio

        serve_stdio(app.reading_desk)


@cli.command()
def chat(context: typer.Context) -> None:
    """The same conversation in the terminal."""
    with opened(context) as app:
        sync_index(app)
        chat_in_terminal(app.conversation(), sys.stdin, sys.stdout)
