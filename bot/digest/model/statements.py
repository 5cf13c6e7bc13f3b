"""The sentences of a digest under the short keys that buttons and reports name them by."""

from collections.abc import Iterator, Sequence

from bot.digest.model.digest import Bullet, Digest


def statements(digest: Digest) -> dict[str, Bullet]:
    """The sentences that the digest's layout shows.

    By story `l1` is of the lead, `b2.1` the first of the second block, `a1` an "also", `r1.1` what the first side stressed
    or left out in a review. In the other layouts `h1` is a
    highlight, `p2.1` the first bullet of the second side, `d1.2`, `o1`, `n1` and `s1.1` likewise.
    """
    return dict(
        _by_story(digest) if digest.layout == "stories" and (digest.stories or digest.also) else _by_list(digest)
    )


def all_sentences(digest: Digest) -> list[Bullet]:
    """Every sentence, whatever the layout, each once."""
    found = [bullet for pairs in (_by_story(digest), _by_list(digest)) for _, bullet in pairs]
    return list({bullet.text: bullet for bullet in found}.values())


def _by_story(digest: Digest) -> Iterator[tuple[str, Bullet]]:
    yield from _numbered("l", digest.lead)
    for place, story in enumerate(digest.stories, 1):
        yield from _numbered(f"b{place}.", story.lines)
    yield from _numbered("a", digest.also)
    for place, side in enumerate(digest.review, 1):
        yield from _numbered(f"r{place}.", (*side.stressed, *side.left_out))


def _by_list(digest: Digest) -> Iterator[tuple[str, Bullet]]:
    yield from _numbered("h", digest.highlights)
    for place, side in enumerate(digest.perspectives, 1):
        yield from _numbered(f"p{place}.", side.bullets)
    for place, difference in enumerate(digest.differences, 1):
        yield from _numbered(f"d{place}.", difference.sides)
    yield from _numbered("o", digest.one_sided)
    yield from _numbered("n", digest.developing)
    for place, section in enumerate(digest.sections, 1):
        yield from _numbered(f"s{place}.", [Bullet(item.text, item.citations) for item in section.items])


def _numbered(prefix: str, bullets: Sequence[Bullet]) -> Iterator[tuple[str, Bullet]]:
    yield from ((f"{prefix}{number}", bullet) for number, bullet in enumerate(bullets, 1))
