"""Fits a digest to one subscriber: leaves out what they exclude, keeps only what they include. No I/O.

Leaving something out never changes a sentence; bullets go or stay whole, with their sources.
"""

from collections.abc import Iterable
from dataclasses import replace

from bot.delivery.chats import Wishes
from bot.digest.model.digest import Digest
from bot.digest.model.retraction import without_articles
from bot.digest.model.statements import all_sentences
from retrieval.messages import Phrase
from retrieval.sources.outlets import fold_name


def fulfil(digest: Digest, wishes: Wishes) -> Digest:
    """The digest without the sources a subscriber does not want, and without every sentence that rests on one of them."""
    if wishes == Wishes():
        return digest
    unwanted = {source.article_id for source in digest.sources if not _is_wanted(source.outlet, source.title, wishes)}
    unwanted |= _rejected_by_sentence(digest, wishes)
    if not unwanted:
        return digest
    note = Phrase("One article is left out, as you asked.", "{n} articles are left out, as you asked.", n=len(unwanted))
    # They were not retracted, which is what the digest without them would say.
    return replace(without_articles(digest, frozenset(unwanted)), notes=(*digest.notes, note))


def _is_wanted(outlet: str, title: str, wishes: Wishes) -> bool:
    name = fold_name(outlet)
    if name in map(fold_name, wishes.exclude_outlets) or _has_word(title, wishes.exclude_words):
        return False
    if wishes.include_outlets and name not in map(fold_name, wishes.include_outlets):
        return False
    return not wishes.include_words or _has_word(title, wishes.include_words)


def _rejected_by_sentence(digest: Digest, wishes: Wishes) -> set[str]:
    """The articles behind sentences that hold an excluded word which their titles do not."""
    ids = {source.n: source.article_id for source in digest.sources}
    return {
        ids[n]
        for one in all_sentences(digest)
        if _has_word(one.text, wishes.exclude_words)
        for n in one.citations
        if n in ids
    }


def _has_word(text: str, words: Iterable[str]) -> bool:
    folded = f" {fold_name(text)} "
    return any(f" {fold_name(word)} " in folded or (not word.isascii() and word in text) for word in words)
