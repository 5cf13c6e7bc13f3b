"""The end of a review: what each side stressed and left out in its days."""

from collections.abc import Iterator

from bot.digest.model.digest import Digest, SideReview
from bot.digest.show.document import Block, BulletItem, Heading, Inline, Italic, Paragraph, Text
from bot.digest.show.story_blocks import Page
from retrieval.messages import Phrase


def review_blocks(digest: Digest) -> Iterator[Block]:
    """Nothing for a digest of one day. Bullets carry the keys of `statements`."""
    page = Page(digest)
    for place, side in enumerate(digest.review, 1):
        yield Heading(Phrase("{side}: stressed and left out", side=page.side(side.perspective)))
        if side.words:
            yield Paragraph(tuple(_words(side, page)), is_close=True)
        for number, line in enumerate(side.stressed, 1):
            yield BulletItem(tuple(page.sentence(line)), f"r{place}.{number}", is_close=True)
        for number, line in enumerate(side.left_out, len(side.stressed) + 1):
            mark = Phrase("Left out ({n} articles compared)", n=side.articles_compared)
            words = (Italic(mark), Text(" · ", is_fixed=True), *page.sentence(line))
            yield BulletItem(words, f"r{place}.{number}", is_close=True)


def _words(side: SideReview, page: Page) -> Iterator[Inline]:
    yield Italic(Phrase("Most often in its headlines:"))
    for place, each in enumerate(side.words):
        yield Text(f"{',' if place else ''} {each.word} ({each.headlines})", is_fixed=True)
        yield from page.numbers((each.citation,))
