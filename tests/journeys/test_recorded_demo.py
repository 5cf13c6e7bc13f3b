"""`demo --recorded-model`: the post as a language model writes it, from recordings, with everything else as in the demo."""

import json
import urllib.request
from collections.abc import Iterator

import pytest

from bot.app import App
from bot.demo.recordings import RECORDED_AT, RecordedModel
from bot.demo.services import DemoServices, start_demo_services
from bot.run.demo_run import NOTICE, demo_settings, prepare, recorded_overrides
from bot.run.runner import Runner
from config.settings import load_settings
from tests.played.test_played import AGAIN

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[App, DemoServices, RecordedModel]]:
    settings, overrides = load_settings({}, data=tmp_path_factory.mktemp("data"), config=None), recorded_overrides()
    assert isinstance(overrides.model, RecordedModel)
    services = start_demo_services(0, App(settings, overrides).clock.now, notice=NOTICE)
    try:
        with App(demo_settings(settings, services), overrides) as app:
            runner = Runner(app, tick_seconds=1, has_web=False)
            try:
                prepare(app, services, runner, lambda line: None)
                yield app, services, overrides.model
            finally:
                runner.stop()
    finally:
        services.stop()


def test_the_post_is_the_models_and_nothing_was_unknown(demo: tuple[App, DemoServices, RecordedModel]) -> None:
    app, services, model = demo
    post = services.server.wait_for_message(services.user_id, "30 November", timeout=60)
    assert model.unknown == [], AGAIN
    digest = app.digests.get("velmora-tasrik", RECORDED_AT.date())
    assert digest is not None
    assert (digest.writer, digest.verified_by) == (model.name, "model")
    assert digest.lead[0].text in post.text.text
    assert services.server.wait_for_message(services.user_id, digest.stories[0].what[0].text, timeout=60)


def test_the_page_says_that_it_shows_recordings(demo: tuple[App, DemoServices, RecordedModel]) -> None:
    with urllib.request.urlopen(f"{demo[1].page_url}page/chat", timeout=20) as answer:
        assert json.load(answer)["notice"] == NOTICE
