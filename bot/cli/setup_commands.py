"""The command before all others: init."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.cli import first_settings
from bot.cli.command_options import Options, cli, read_settings, wrong_if_bad
from bot.cli.first_settings import ADDRESS, ADMINS, KEY, MODEL, TOKEN, TOPICS, Question
from bot.cli.upkeep_commands import report_health
from bot.console import terminal_output as printing
from bot.installation import PACKAGED_CONFIG
from config.env_file import env_file
from config.topic_files import load_topics


@cli.command()
def init(
    context: typer.Context,
    token: Annotated[str | None, typer.Option("--token", help="The bot's token, from @BotFather.")] = None,
    admins: Annotated[str | None, typer.Option("--admins", help="Telegram user ids, with commas between.")] = None,
    model_key: Annotated[str | None, typer.Option("--model-key", help="Key of a language model's service.")] = None,
    model_url: Annotated[str | None, typer.Option("--model-url", help="Address of that service.")] = None,
    model: Annotated[str | None, typer.Option("--model", help="Name of the model.")] = None,
    topics: Annotated[str | None, typer.Option("--topics", help="Topics to begin with, with commas between.")] = None,
    no_input: Annotated[bool, typer.Option("--no-input", help="Ask nothing; what is not given is left out.")] = False,
    no_check: Annotated[bool, typer.Option("--no-check", help="Do not run doctor afterwards.")] = False,
) -> None:
    """Ask for what a bot needs, and write it: settings to .env, topics to the config folder. Overwrites nothing."""
    env = env_file(os.environ)
    with wrong_if_bad():
        first_settings.refuse_existing(env)
    settings = read_settings(context)
    shipped = {
        topic.id: PACKAGED_CONFIG / "topics" / f"{topic.id}.yaml" for topic in load_topics(PACKAGED_CONFIG / "topics")
    }
    given = {
        TOKEN.variable: token,
        ADMINS.variable: admins,
        KEY.variable: model_key,
        ADDRESS.variable: model_url,
        MODEL.variable: model,
        TOPICS: topics,
    }
    ask = None if no_input or not sys.stdin.isatty() else _ask
    with wrong_if_bad():
        answers = first_settings.collect(given, ask, known_topics=tuple(shipped))
    chosen = first_settings.names_of(answers.pop(TOPICS)) or list(shipped)
    folder = settings.config / "topics"
    files = {folder / f"{name}.yaml": shipped[name].read_bytes() for name in chosen}
    values = answers | _folders(context.obj)
    written = first_settings.write_first_files(env, first_settings.env_lines(values), files)
    for path in sorted({*written, *files}):
        printing.out(f"{'Wrote' if path in written else 'Kept'} {path}")
    if not no_check:
        report_health(context)
    printing.out("Start the bot with `counterpoint run`.")


def _ask(question: Question) -> str:
    answer: str = typer.prompt(question.words, default="", show_default=False, hide_input=question.is_secret)
    return answer


def _folders(options: Options) -> dict[str, str]:
    """The folders given to `init` are those of `run`, wherever that is started."""
    given: dict[str, Path | None] = {"COUNTERPOINT_DATA": options.data, "COUNTERPOINT_CONFIG": options.config}
    return {name: str(path.resolve()) for name, path in given.items() if path is not None}
