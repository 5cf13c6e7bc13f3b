"""Runs the whole bot against its own local Bot API server and sample feeds (`demo`). No token, no key, no network.

The bot is the one that `run` starts; only its settings differ. With recordings a model's replies come from files, and it is
always the noon that they were made for.
"""

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from bot.adapters.clock import RunningClock
from bot.app import App, Overrides
from bot.delivery.chats import Chat
from bot.delivery.ownership import LOCK_NAME, own_folder
from bot.demo.recordings import RECORDED_AT, RecordedModel, load_recordings
from bot.demo.services import DemoServices, start_demo_services
from bot.run.runner import Runner
from config.settings import Settings, load_settings
from retrieval.errors import CounterpointError
from retrieval.sources.topics import Topic

Say = Callable[[str], None]


NOTICE = (
    "Recorded: a language model's replies were recorded for these invented articles, and both readings check them here as they "
    "check any reply. It is always {day}. What was not recorded is answered in the outlets' own words."
)


def run_demo(settings: Settings, *, port: int, has_browser: bool, say: Say, is_recorded: bool = False) -> None:
    """Start, show, and stay until SIGTERM or Ctrl-C."""
    overrides = recorded_overrides() if is_recorded else Overrides()
    folder = settings.data / "demo"
    with own_folder(folder):
        # Yesterday's samples carry yesterday's dates. A demo that is running owns the folder and keeps it.
        clear_folder(folder)
    probe = App(settings, overrides)
    notice = NOTICE.format(day=f"{RECORDED_AT:%-d %B %Y}") if is_recorded else ""
    services = start_demo_services(port, probe.clock.now, notice=notice)
    try:
        with App(demo_settings(settings, services), overrides) as app:
            runner = Runner(app, tick_seconds=2, has_web=False)
            try:
                prepare(app, services, runner, say)
                # Whoever reads that it is ready may stop it at once.
                runner.heed_signals()
                say(f"The demo is ready: open {services.page_url}")
                if has_browser:
                    services.open_browser()
                runner.wait()
            finally:
                say("Stopping.")
                runner.stop()
    finally:
        services.stop()


def recorded_overrides() -> Overrides:
    """The recorded model, and the clock of its day."""
    return Overrides(clock=RunningClock(RECORDED_AT), model=RecordedModel(load_recordings()))


def clear_folder(folder: Path) -> None:
    """Remove everything in a folder but the lock that says whose it is."""
    for entry in folder.iterdir():
        if entry.is_dir():
            shutil.rmtree(entry, ignore_errors=True)
        elif entry.name != LOCK_NAME:
            entry.unlink()


def demo_settings(settings: Settings, services: DemoServices) -> Settings:
    """The demo's own settings: nothing of the environment but the embedder and the log's form gets in."""
    environ = {
        "TELEGRAM_BOT_TOKEN": services.token,
        "TELEGRAM_API_BASE_URL": services.api_base_url,
        "COUNTERPOINT_ADMINS": str(services.admin_id),
        "COUNTERPOINT_ALLOW_PRIVATE_HOSTS": " ".join(services.allowed_private_hosts),
        "COUNTERPOINT_LOG": settings.log,
        "COUNTERPOINT_LOG_LEVEL": settings.log_level,
    }
    return load_settings(environ, data=settings.data / "demo", config=services.config_folder)


def prepare(app: App, services: DemoServices, runner: Runner, say: Say) -> None:
    """Fetch the samples, write the days before, start the bot, and let the morning post go out."""
    now = app.clock.now()
    topic = write_days_before(app, services, say)
    say("Starting the bot ...")
    runner.start()
    app.subscriptions.meet(Chat(services.user_id, "private", "Sam", "en"), now=now)
    app.subscriptions.subscribe(services.user_id, topic.id, time=topic.time, zone="UTC", now=now - timedelta(minutes=2))
    services.server.user(services.user_id, "Sam").say("/start")
    runner.tick()


def write_days_before(app: App, services: DemoServices, say: Say) -> Topic:
    """The topic of the samples, whose post is due now, with the digests of the two days before."""
    now = app.clock.now()
    app.feeds.sync_topics(app.catalog.topics.values(), now=now)
    say("Fetching the sample feeds ...")
    results = app.poller.poll_feeds(now=now)
    if not any(result.new for result in results):
        raise CounterpointError("The sample feeds gave no article: run the demo again, and report it if it stays so.")
    say(f"Indexing {sum(result.new for result in results)} articles ...")
    app.index.sync()
    topic = next(iter(app.catalog.topics.values()))
    topic = replace(topic, time=now.time().replace(second=0, microsecond=0), timezone="UTC")
    app.catalog.save_topic(topic, by=services.admin_id, now=now)
    say("Writing the digests of the last days ...")
    for day in days_before(now.date(), 2):
        app.editor.build(topic.id, day, now=now)
    return topic


def days_before(day: date, count: int) -> list[date]:
    """The `count` days before a day, oldest first."""
    return [day - timedelta(days=back) for back in range(count, 0, -1)]
