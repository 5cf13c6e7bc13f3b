"""Decides what `init` writes: the answers, each checked as it will be read, `.env` and topic files. Writes all of them or none."""

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

from bot.digest.files.exporter import write_whole
from config.settings import mistake_in
from retrieval.errors import BadInput

Ask = Callable[["Question"], str]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked for one variable. `words` is said to the person, `is_secret` hides what is typed."""

    variable: str
    words: str
    is_secret: bool = False


TOPICS = "topics"
TOKEN = Question("TELEGRAM_BOT_TOKEN", "The bot's token, from @BotFather (empty: later)", is_secret=True)
ADMINS = Question("COUNTERPOINT_ADMINS", "Telegram user ids of the admins (@userinfobot tells yours; empty: nobody)")
KEY = Question(
    "OPENAI_API_KEY", "Key of a language model's service (empty: no model, or one without a key)", is_secret=True
)
ADDRESS = Question("OPENAI_BASE_URL", "Address of that service (empty: OpenAI's, if there is a key)")
MODEL = Question("OPENAI_MODEL", "Name of the model (empty: the usual one)")
SETTINGS = (TOKEN, ADMINS, KEY, ADDRESS, MODEL)


def mistake_of(question: Question, value: str, *, known_topics: Sequence[str]) -> str:
    """What is wrong with an answer, as one sentence; an empty answer is fine."""
    if question.variable == TOPICS:
        return next((_no_topic(name, known_topics) for name in names_of(value) if name not in known_topics), "")
    # A value that needs no quotes is read alike by us, by systemd and by Docker.
    if question is not ADMINS and not re.fullmatch(r"([^\s'\"]\S*)?", value):
        return f"{question.variable}: write it without spaces and quotes."
    return mistake_in(question.variable, value)


def _no_topic(name: str, known: Sequence[str]) -> str:
    return f"There is no topic {name!r} to begin with: choose among {', '.join(known)}; others are added in the chat with /addtopic."


def names_of(words: str) -> list[str]:
    return re.findall(r"[^\s,]+", words)


def collect(given: Mapping[str, str | None], ask: Ask | None, *, known_topics: Sequence[str]) -> dict[str, str]:
    """An answer for each question: as given, else as asked for, again until it can be used.

    What was given and cannot be used raises BadInput that names every mistake, before anything is asked. Without `ask` what
    is not given is empty.
    """
    topics = Question(TOPICS, f"Topics to begin with, of {', '.join(known_topics)} (empty: all)")
    questions = (*SETTINGS, topics)
    answers = {question.variable: (given.get(question.variable) or "").strip() for question in questions}
    mistakes = [mistake_of(each, answers[each.variable], known_topics=known_topics) for each in questions]
    if any(mistakes):
        raise BadInput("\n".join(filter(None, mistakes)))
    for question in questions:
        is_idle = question is MODEL and not (answers[KEY.variable] or answers[ADDRESS.variable])
        if ask is not None and given.get(question.variable) is None and not is_idle:
            answers[question.variable] = _ask_until_right(question, ask, known_topics)
    answers[ADMINS.variable] = ",".join(names_of(answers[ADMINS.variable]))
    return answers


def _ask_until_right(question: Question, ask: Ask, known_topics: Sequence[str]) -> str:
    asked = question
    while mistake := mistake_of(question, answer := ask(asked).strip(), known_topics=known_topics):
        asked = Question(question.variable, f"{mistake}\n{question.words}", question.is_secret)
    return answer


def env_lines(values: Mapping[str, str]) -> str:
    """The `.env` with what is set; every other setting is in the manual."""
    lines = [f"{name}={value}" for name, value in values.items() if value]
    return "\n".join(["# Settings of Counterpoint, read from the folder it is started in. Keep it secret.", *lines, ""])


def refuse_existing(env: Path) -> None:
    """Raise BadInput if there is such a file: somebody's settings stand in it."""
    if env.exists():
        raise BadInput(f"{env} exists already: edit it, or move it away and run `counterpoint init` again.")


def write_first_files(env: Path, text: str, topics: Mapping[Path, bytes]) -> list[Path]:
    """Write the topic files that are not there, and `env` for its owner's eyes only; what was written, or nothing at all.

    Raises BadInput if `env` exists, StorageError if something cannot be written.
    """
    refuse_existing(env)
    missing = {path: data for path, data in topics.items() if not path.exists()}
    with ExitStack() as undoing:
        for path, data in missing.items():
            undoing.callback(_take_back, path)
            write_whole(path, data)
        write_whole(env, text.encode(), mode=0o600)
        undoing.pop_all()
    return [*missing, env]


def _take_back(path: Path) -> None:
    """Remove a file, and its folder where that is empty then: an empty folder of topics would hide those that are shipped."""
    path.unlink(missing_ok=True)
    with suppress(OSError):
        path.parent.rmdir()
