"""The newsletter of the seeds, sorted into sections anew: by the sections its items carry, and by description alone.

    python -m benchmarks.newsletter [--show]

Reads ../shared/seeds; stores nothing outside a temporary folder. Without carried sections only vectors and words choose.
"""

import argparse
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import bot.digest.stories.story_tables  # noqa: F401  (its tables belong to the metadata)
from benchmarks.cached import CachedEmbedder
from bot.console.digest_console import render
from bot.digest.editor import Editor
from bot.digest.files.importer import import_paths
from bot.digest.files.newsletter import SECTIONS
from bot.digest.model.digest import Digest
from bot.digest.model.digest_store import DigestStore
from bot.digest.write.newsletter_sections import USUAL_SECTIONS, choose_section, describe_sections
from config.outlet_file import load_outlets
from retrieval.articles import Article, Filters
from retrieval.database import open_database
from retrieval.embedding.embedders import open_embedder
from retrieval.ports import Embedder, Vectors
from retrieval.sources.catalog import Catalog
from retrieval.store import ArticleStore

HERE = Path(__file__).parent
SEEDS = HERE.parent.parent / "shared" / "seeds"
NOON = datetime(2026, 1, 7, 12, tzinfo=UTC)


class _Vectors:
    """Vectors of stored articles, made when asked."""

    def __init__(self, store: ArticleStore, embedder: Embedder) -> None:
        self._store, self._embedder = store, embedder

    def vectors(self, article_ids: Sequence[str]) -> dict[str, Vectors]:
        found = self._store.get_many(article_ids)
        texts = [f"{article.title}\n\n{article.body[:600]}" for article in found.values()]
        return dict(zip(found, self._embedder.embed_passages(texts), strict=True)) if texts else {}


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--show", action="store_true", help="print the digest")
    options = arguments.parse_args()
    if not SEEDS.is_dir():
        raise SystemExit(f"No seeds at {SEEDS}: nothing to measure.")
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder), show=options.show)


def measure(folder: Path, *, show: bool) -> None:
    database = open_database(f"sqlite:///{folder}/letter.db")
    database.create_all()
    catalog = Catalog(database, [], load_outlets(HERE.parent / "config" / "outlets.yaml"))
    store, digests = ArticleStore(database, catalog), DigestStore(database)
    import_paths([SEEDS], store=store, digests=digests, catalog=catalog, now=NOON)
    embedder = CachedEmbedder(open_embedder("multilingual", folder / "models"))
    vectors = _Vectors(store, embedder)
    editor = Editor(catalog, store, vectors, digests, embedder=embedder)
    letters = [article for article in store.find(Filters()) if article.section in SECTIONS]
    digest = editor.edit(letters[0].topics[0], NOON.date(), now=NOON, layout="sections").digest
    _print_kept(digest, letters)
    _print_guessed(letters, vectors, embedder)
    if show:
        print(render(digest, "text"))


def _print_kept(digest: Digest, letters: Sequence[Article]) -> None:
    place = {article.title: article.section for article in letters}
    items = [(item.headline, section.name) for section in digest.sections for item in section.items]
    right = sum(place.get(headline) == name for headline, name in items)
    texts = sum(bool(item.text) for section in digest.sections for item in section.items)
    print(f"items of the newsletter: {len(letters)}; in the digest: {len(items)}, {texts} with a paragraph")
    print(f"in the section they carry: {right} of {len(items)}; order of sections: {[s.name for s in digest.sections]}")


def _print_guessed(letters: Sequence[Article], vectors: _Vectors, embedder: Embedder) -> None:
    """The same items with their section taken away."""
    described = describe_sections(USUAL_SECTIONS, embedder)
    found = vectors.vectors([article.id for article in letters])
    wrong = []
    for article in letters:
        name = choose_section(replace(article, section=""), found.get(article.id), USUAL_SECTIONS, described)
        if name != article.section:
            wrong.append(f"  {article.section} taken for {name}: {article.title}")
    right = len(letters) - len(wrong)
    print(f"by description alone: {right} of {len(letters)} ({100 * right / len(letters):.0f} %)")
    print("\n".join(wrong))


if __name__ == "__main__":
    main()
