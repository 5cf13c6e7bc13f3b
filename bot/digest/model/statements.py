"""The sentences of a digest under the short keys that buttons and reports name them by."""

from bot.digest.model.digest import Bullet, Digest


def statements(digest: Digest) -> dict[str, Bullet]:
    """`h1` a highlight, `p2.1` the first bullet of the second side, `d1.2`, `o1`, `n1` and `s1.1` likewise."""
    found = {f"h{number}": bullet for number, bullet in enumerate(digest.highlights, 1)}
    for place, side in enumerate(digest.perspectives, 1):
        found |= {f"p{place}.{number}": bullet for number, bullet in enumerate(side.bullets, 1)}
    for place, difference in enumerate(digest.differences, 1):
        for number, told in enumerate(difference.sides, 1):
            found[f"d{place}.{number}"] = told
    found |= {f"o{number}": told for number, told in enumerate(digest.one_sided, 1)}
    found |= {f"n{number}": new for number, new in enumerate(digest.developing, 1)}
    for place, section in enumerate(digest.sections, 1):
        found |= {
            f"s{place}.{number}": Bullet(item.text, item.citations) for number, item in enumerate(section.items, 1)
        }
    return found
