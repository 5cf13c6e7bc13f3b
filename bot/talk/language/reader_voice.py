"""Speaks digests to their readers, delivered or asked for: our own words and buttons by the catalogue, the rest by a model."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta

from bot.delivery.chats import Order
from bot.delivery.editions import Buttons
from bot.delivery.ports import Button
from bot.digest.model.digest import Digest
from bot.digest.model.statements import statements
from bot.digest.show.document import Block, Document, Heading, Italic, Paragraph, with_texts
from bot.digest.show.views import digest_document
from bot.talk.frame.localise import Words
from bot.talk.frame.replies import rows
from bot.talk.language.translator import A_DIGEST, A_READER, Translator
from retrieval.messages import Phrase

View = Callable[..., Document]


class ReaderVoice:
    """`bot.delivery.editions.Voice` in the languages of the catalogues."""

    def __init__(self, translator: Translator, words: Callable[[str], Words] = Words) -> None:
        self._translator = translator
        self._words = words

    def tell(self, digest: Digest, order: Order) -> Document:
        """The digest for an order, with a line on top when it comes late or holds several days."""
        words = self._words(order.language)
        document = told(digest, words, self._translator, patience=A_DIGEST)
        notes = []
        if order.first_day < order.day:
            day = words.day(order.first_day)
            notes.append(words("This holds all days since {day}, which I could not send in time.", day=day))
        elif order.is_late:
            notes.append(words("This comes late: I was not running at your time."))
        blocks = [Paragraph((Italic(note),)) for note in notes]
        return replace(document, blocks=(*document.blocks[:1], *blocks, *document.blocks[1:]))

    def buttons(self, digest: Digest, language: str) -> Buttons:
        return digest_buttons(digest, self._words(language))

    def said(self, text: str, language: str) -> str:
        return self._words(language).said(text)


def told(
    digest: Digest,
    words: Words,
    translator: Translator,
    *,
    view: View = digest_document,
    patience: timedelta = A_READER,
) -> Document:
    """A view of a digest in the reader's language, as far as it can be; a line says what stands in the original."""
    ours: set[str] = set(digest.notes)

    def said(text: str) -> str:
        """In the language where it is a Phrase; it needs no translator then."""
        if isinstance(text, Phrase):
            ours.add(words.said(text))
        return words.said(text)

    document = with_texts(view(digest), said)
    names = {
        digest.title,
        *(f"{side.name}:" for side in digest.perspectives),
        *(side.name for side in digest.perspectives),
    }
    rendition = translator.translate(document, words.language, patience=patience, leave={*ours, *names})
    note = translator.note(rendition, words)
    blocks = rendition.document.blocks
    if note:
        blocks = _before_sources(blocks, Paragraph((Italic(note),)), Heading(words("Sources")))
    return Document(blocks, words.language)


def _before_sources(blocks: Sequence[Block], note: Block, sources: Heading) -> tuple[Block, ...]:
    end = blocks.index(sources) if sources in blocks else len(blocks)
    return (*blocks[:end], note, *blocks[end:])


def digest_buttons(digest: Digest, words: Words) -> Buttons:
    """The keyboard under a digest, wherever it is shown; its data name the digest, so it works for weeks."""
    name = digest.id
    buttons = [Button(words("Ask about this"), f"about:{name}"), Button(words("Previous day"), f"prev:{name}")]
    if digest.sources:
        buttons.insert(0, Button(words("Sources"), f"src:{name}"))
    if digest.differences or digest.one_sided:
        buttons.insert(1, Button(words("Where they differ"), f"diff:{name}"))
    if statements(digest):
        buttons.append(Button(words("Something wrong?"), f"wrong:{name}"))
    return rows([button for button in buttons if len(button.data.encode()) <= 64])
