"""Cuts an article into passages: pieces of about a paragraph, cut between sentences, with offsets into the whole."""

from dataclasses import dataclass
from hashlib import blake2b

from retrieval.articles import Article
from retrieval.language.sentences import Span, split_sentences

# About six sentences; 80 and 200 were measured beside it (docs/decisions/0043).
TARGET = 130
# Never more words, also where no sentence ends.
LONGEST = 220


@dataclass(frozen=True, slots=True)
class Passage:
    """Piece `number` of an article: [start, end) of `full_text(article)`. The first one begins with the title."""

    number: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class PassageId:
    """What the engines know a passage by. It says all that is needed to cut the passage out again, if `version` still holds."""

    article_id: str
    start: int
    end: int
    version: str

    def __str__(self) -> str:
        return f"{self.article_id}:{self.start}:{self.end}:{self.version}"

    @classmethod
    def parse(cls, text: str) -> "PassageId":
        article_id, start, end, version = text.rsplit(":", 3)
        return cls(article_id, int(start), int(end), version)


def text_version(article: Article) -> str:
    """Changes when the text of the article does, and with nothing else."""
    return blake2b(full_text(article).encode(), digest_size=4).hexdigest()


def full_text(article: Article) -> str:
    """What offsets count in: the title, a blank line and the body; the title alone when there is no body."""
    return f"{article.title}\n\n{article.body}" if article.body else article.title


def split_passages(article: Article, *, target: int = TARGET, longest: int = LONGEST) -> list[Passage]:
    """The passages of an article in order (at least one), disjoint, together holding all that is not white space.

    Sizes are in words (two CJK characters count as one). A sentence is never cut, unless it is longer than `longest`.
    """
    text = full_text(article)
    spans = [piece for span in split_sentences(text) for piece in _bounded(text, span, longest)]
    passages: list[Passage] = []
    start, size = 0, 0
    for index, span in enumerate(spans):
        if size == 0:
            start = span.start
        size += count_words(text[span.start : span.end])
        following = spans[index + 1] if index + 1 < len(spans) else None
        if following is None or _is_full(text, span, following, size=size, target=target):
            passages.append(Passage(len(passages), start, span.end))
            size = 0
    return _without_crumb(text, passages, target=target, longest=longest) or [Passage(0, 0, len(text))]


def passage_text(article: Article, passage: Passage) -> str:
    """The verbatim text of a passage."""
    return full_text(article)[passage.start : passage.end]


def embedded_text(article: Article, passage: Passage) -> str:
    """What the embedder sees: a later passage is put under the article's title, else nobody knows who "he" is."""
    text = passage_text(article, passage)
    return text if passage.start == 0 else f"{article.title}\n\n{text}"


def count_words(text: str) -> int:
    """Words by white space; of text written without spaces, every two characters are one."""
    words = text.split()
    wide = sum(1 for character in text if "\u2e80" <= character <= "\u9fff" or "\uac00" <= character <= "\ud7af")
    return len(words) + wide // 2 if wide else len(words)


def _is_full(text: str, last: Span, following: Span, *, size: int, target: int) -> bool:
    """Full at the target; from two thirds of it on, the end of a paragraph is the better place to stop."""
    ends_paragraph = "\n\n" in text[last.end : following.start]
    return size >= target or (ends_paragraph and size * 3 >= target * 2)


def _bounded(text: str, span: Span, longest: int) -> list[Span]:
    """A sentence, or for one longer than `longest` its pieces: cut at white space where there is some."""
    if count_words(text[span.start : span.end]) <= longest:
        return [span]
    pieces: list[Span] = []
    room = longest * 2 if " " not in text[span.start : span.end] else longest * 6
    start = span.start
    while span.end - start > room:
        cut = text.rfind(" ", start + room // 2, start + room)
        end = cut if cut > start else start + room
        pieces.append(Span(start, end))
        start = end + (len(text[end : span.end]) - len(text[end : span.end].lstrip()))
    return [*pieces, Span(start, span.end)] if start < span.end else pieces


def _without_crumb(text: str, passages: list[Passage], *, target: int, longest: int) -> list[Passage]:
    """A short last passage joins the one before it, if that stays within bounds."""
    if len(passages) < 2:
        return passages
    before, last = passages[-2], passages[-1]
    sizes = [count_words(text[p.start : p.end]) for p in (before, last)]
    if sizes[1] * 3 < target and sum(sizes) <= longest:
        return [*passages[:-2], Passage(before.number, before.start, last.end)]
    return passages
