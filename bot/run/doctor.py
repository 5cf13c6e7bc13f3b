"""Says what works, what does not, and what to do (`doctor`). Each check is asked on its own; none stops another."""

import asyncio
import shutil
from collections.abc import Callable, Iterator

from bot.adapters.disk_space import LOW_DISK
from bot.app import App
from bot.chat.connection import RIVAL, ask_name, has_rival
from bot.run.findings import Finding, Status
from bot.run.model_check import check_models
from retrieval.errors import CounterpointError


def diagnose(app: App) -> list[Finding]:
    """Look at settings, disk, database, index, feeds, model and Telegram. Sends nothing to anybody."""
    checks: dict[str, Callable[[App], Iterator[Finding]]] = {
        "settings": _check_settings,
        "disk": _check_disk,
        "database": _check_database,
        "index": _check_index,
        "feeds": _check_feeds,
        "model": check_models,
        "telegram": _check_telegram,
    }
    findings: list[Finding] = []
    for name, check in checks.items():
        try:
            findings += check(app)
        except CounterpointError as error:
            findings.append(Finding(name, "fail", str(error)))
    return findings


def _check_settings(app: App) -> Iterator[Finding]:
    topics = len(app.file_topics)
    yield Finding("settings", "ok", f"{topics} topics and {len(app.file_outlets)} outlets in {app.config_folder}")
    if not app.settings.admins:
        yield Finding(
            "settings", "warn", "nobody is an admin", "Set COUNTERPOINT_ADMINS to your numeric Telegram user id."
        )


def _check_disk(app: App) -> Iterator[Finding]:
    free = shutil.disk_usage(app.data_folder).free
    status: Status = "warn" if free < LOW_DISK else "ok"
    yield Finding("disk", status, f"{free // 1024**2:,} MB free", "Free some space soon." if status == "warn" else "")


def _check_database(app: App) -> Iterator[Finding]:
    kind = "SQLite" if app.database.is_sqlite else "PostgreSQL"
    yield Finding("database", "ok", f"{kind}, {app.articles.count():,} articles")


def _check_index(app: App) -> Iterator[Finding]:
    if app.is_guest:
        yield Finding("index", "ok", "in use by the running bot, whose /readyz tells how it is")
        return
    status = app.index.status()
    detail = f"{status.articles:,} articles, {status.passages:,} passages, model {status.model}"
    if not status.vectors_work:
        advice = "Words alone answer until it is rebuilt: run `counterpoint reindex`."
        yield Finding("index", "warn", f"{detail}; the vectors do not work", advice)
    elif status.waiting:
        yield Finding("index", "warn", f"{detail}; {status.waiting:,} articles wait", "They follow with the next poll.")
    else:
        yield Finding("index", "ok", detail)


def _check_feeds(app: App) -> Iterator[Finding]:
    if not app.is_guest:
        app.feeds.sync_topics(app.catalog.topics.values(), now=app.clock.now())
    health = app.feeds.health(now=app.clock.now())
    bad = [feed for feed in health if feed.state in ("failing", "quarantined", "gone")]
    yield Finding("feeds", "warn" if bad else "ok", f"{len(health)} feeds, {len(bad)} with trouble")
    outage = app.feeds.outage()
    if outage:
        yield Finding("feeds", "fail", outage, "Is this machine on the network? Do its firewall and DNS let it out?")
    if unchanged := sum(feed.not_modified for feed in health):
        saved = sum(feed.saved_bytes for feed in health) / 1024**2
        polls = sum(feed.polls for feed in health)
        yield Finding("feeds", "ok", f"{unchanged:,} of {polls:,} polls were answered 304, which saved {saved:,.1f} MB")
    # Where no feed can be reached, none of them is to blame.
    for feed in (*(bad if not outage else ()), *app.feeds.failed_by_hand(now=app.clock.now())):
        advice = feed.advice or ("" if feed.topics else "No topic lists it: it was asked for by its address.")
        yield Finding("feeds", "warn", f"{feed.url}: {feed.error or feed.state}", advice)


def _check_telegram(app: App) -> Iterator[Finding]:
    token = app.settings.telegram_bot_token
    if token is None:
        yield Finding("telegram", "warn", "no token", "Set TELEGRAM_BOT_TOKEN to the token @BotFather gave you.")
        return
    name = asyncio.run(ask_name(token.get_secret_value(), app.pacer, base_url=app.settings.telegram_api_base_url))
    yield Finding("telegram", "ok", f"connected as @{name}")
    if (
        app.webhook is None
        and not app.is_guest
        and asyncio.run(has_rival(token.get_secret_value(), app.pacer, base_url=app.settings.telegram_api_base_url))
    ):
        yield Finding("telegram", "warn", "another program fetches the messages of this bot", RIVAL)
