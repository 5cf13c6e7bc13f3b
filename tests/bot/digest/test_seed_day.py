"""One archived day rebuilt from its own articles, in every form that is sent."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.console.digest_console import render
from bot.delivery.message_parts import telegram_parts
from bot.demo.botapi.formatting.html import parse_html
from bot.digest.editor import Editor
from bot.digest.files.hugo import parse_hugo, render_hugo
from bot.digest.files.importer import import_paths
from bot.digest.model.digest import Digest
from bot.digest.model.digest_store import DigestStore
from bot.digest.model.statements import all_sentences
from bot.digest.show.views import digest_document
from bot.digest.write.gate import dated_text
from config.outlet_file import load_outlets
from config.topic_files import load_topics
from retrieval.articles import Filters
from retrieval.claims import check_claim
from retrieval.database import open_database
from retrieval.ports import Vectors
from retrieval.sources.catalog import Catalog
from retrieval.store import ArticleStore
from tests.fakes import FakeEmbedder

ROOT = Path(__file__).parents[3]
SEEDS = ROOT.parent / "shared" / "seeds"
DAY = date(2026, 1, 7)
ARCHIVED_NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)
pytestmark = pytest.mark.skipif(not SEEDS.is_dir(), reason="the seeds are not beside the checkout")


class StoreVectors:
    def __init__(self, store: ArticleStore) -> None:
        self._store = store

    def vectors(self, article_ids: Sequence[str]) -> dict[str, Vectors]:
        found = self._store.get_many(article_ids)
        return {identity: FakeEmbedder().embed_query(article.title) for identity, article in found.items()}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> ArticleStore:
    database = open_database(f"sqlite:///{tmp_path_factory.mktemp('seed')}/news.db")
    database.create_all()
    catalog = Catalog(database, load_topics(ROOT / "config" / "topics"), load_outlets(ROOT / "config" / "outlets.yaml"))
    store = ArticleStore(database, catalog)
    import_paths([SEEDS], store=store, digests=DigestStore(database), catalog=catalog, now=ARCHIVED_NOON)
    return store


@pytest.fixture(scope="module")
def rebuilt(store: ArticleStore, tmp_path_factory: pytest.TempPathFactory) -> Digest:
    return editor(store, tmp_path_factory.mktemp("built")).edit("us-china", DAY, now=ARCHIVED_NOON).digest


def editor(store: ArticleStore, folder: Path) -> Editor:
    database = open_database(f"sqlite:///{folder}/built.db")
    database.create_all()
    catalog = Catalog(database, load_topics(ROOT / "config" / "topics"), load_outlets(ROOT / "config" / "outlets.yaml"))
    return Editor(catalog, store, StoreVectors(store), DigestStore(database), embedder=FakeEmbedder())


def said(digest: Digest) -> list[tuple[str, tuple[int, ...]]]:
    return [(each.text, each.citations) for each in all_sentences(digest)]


def test_every_sentence_of_the_rebuilt_day_is_cited_and_stands_in_its_sources(
    rebuilt: Digest, store: ArticleStore
) -> None:
    ids = {source.n: source.article_id for source in rebuilt.sources}
    texts = {article.id: dated_text(article) for article in store.find(Filters())}
    assert len(said(rebuilt)) >= 5
    for text, citations in said(rebuilt):
        assert citations
        assert check_claim(text, [texts[ids[n]] for n in citations]).is_supported, text


def test_its_markdown_is_read_back_to_the_byte(rebuilt: Digest) -> None:
    markdown = render(rebuilt, "markdown")
    assert render_hugo(parse_hugo(markdown)) == markdown
    assert markdown.index("## Overall Highlights") < markdown.index("## United States Perspective")


def test_its_messages_are_taken_by_a_strict_server_and_show_what_we_meant(rebuilt: Digest) -> None:
    parts = telegram_parts(digest_document(rebuilt))
    assert parts
    for part in parts:
        assert parse_html(part.html).text.strip()
    assert rebuilt.stories[0].title in parse_html(parts[0].html).text
