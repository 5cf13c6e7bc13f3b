"""The two journeys through the whole program: feed bytes to chat message, question to cited reply.

Everything is real (feeds over HTTP, SQL, the index, python-telegram-bot, a strict Bot API server) but the embedder,
whose place words take: a model of 90 MB adds nothing here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from bot.app import App, Overrides
from bot.demo.services import DemoServices, start_demo_services
from bot.run.demo_run import demo_settings, prepare
from bot.run.runner import Runner
from config.settings import load_settings
from retrieval.articles import Filters
from tests.fakes import FakeEmbedder

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Street:
    app: App
    services: DemoServices

    def tell(self, person: int, words: str, *, expect: str) -> str:
        """Say something and wait for a reply that holds `expect`; its whole text."""
        server = self.services.server
        speaker = server.user(person, "Somebody")
        before = len(server.messages(person))
        speaker.say(words)
        found = server.wait_for(
            lambda: next((text for text in server.texts(person)[before:] if re.search(expect, text)), ""), timeout=30
        )
        assert found
        return found


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Street]:
    settings = load_settings({}, data=tmp_path_factory.mktemp("data"), config=None)
    probe = App(settings)
    services = start_demo_services(0, probe.clock.now)
    try:
        with App(demo_settings(settings, services), Overrides(embedder=FakeEmbedder())) as app:
            runner = Runner(app, tick_seconds=1, has_web=False)
            try:
                prepare(app, services, runner, lambda line: None)
                yield Street(app, services)
            finally:
                runner.stop()
    finally:
        services.stop()


def test_feed_bytes_become_a_morning_post(street: Street) -> None:
    user = street.services.user_id
    post = street.services.server.wait_for_message(user, "Velmora and Tasrik", timeout=30)
    assert re.search(r"\[\d+\]", post.text.text)
    links = {dict(entity.extra)["url"] for entity in post.text.entities if entity.type == "text_link"}
    stored = {article.url for article in street.app.articles.find(Filters())}
    assert links <= stored


def test_the_post_comes_once(street: Street) -> None:
    server, user = street.services.server, street.services.user_id
    server.wait_for_message(user, "Velmora and Tasrik", timeout=30)
    server.wait_for(lambda: set(street.app.ledger.counts()) == {"sent"}, timeout=30)
    titles = [text for text in server.texts(user) if text.startswith("Velmora and Tasrik ·")]
    assert len(titles) == 1


def test_a_question_gets_a_cited_reply(street: Street) -> None:
    reply = street.tell(street.services.user_id, "what did Tasrik Daily say about the Karsul dam?", expect=r"\[1\]")
    assert "Tasrik Daily" in reply


def test_what_nobody_wrote_about_is_refused_without_a_citation(street: Street) -> None:
    reply = street.tell(street.services.user_id, "what did Tasrik Daily say about penguins?", expect="Nothing stored")
    assert not re.search(r"\[\d+\]", reply)


def test_an_admin_adds_a_topic_and_a_reader_subscribes_to_it(street: Street) -> None:
    line = (
        '/addtopic river; The river; side up "Upstream": "Velmora Herald"; search Ketha river; at 06:30 Europe/Berlin'
    )
    assert "river" in street.tell(street.services.admin_id, line, expect="(?i)added")
    assert "06:30" in street.tell(street.services.user_id, "/subscribe river", expect="The river")


def test_a_stranger_who_tries_learns_nothing(street: Street) -> None:
    street.tell(77, "/addtopic evil; Evil", expect="do not know this command")
    assert "evil" not in street.app.catalog.topics


def test_the_bot_never_broke_a_rule_of_the_api(street: Street) -> None:
    assert street.services.server.violations == []
