"""Titles, names and model texts as hostile as they come, through documents and parts to the strict parser of Telegram's HTML.

What is read back is what was written: the same words, the same entities, links that show their real host, nothing rejected.
"""

import random
import unicodedata
from urllib.parse import urlsplit

import pytest

from bot.delivery.message_parts import telegram_parts
from bot.demo.botapi.formatting.entities import FormattedText
from bot.demo.botapi.formatting.html import parse_html
from bot.digest.show.document import Bold, BulletItem, Document, Link, Paragraph, Quotation, line

pytestmark = pytest.mark.slow

CASES = 10_000
PIECES = (
    "<b>", "</b>", "<a href='https://evil.example'>x</a>", "<", ">", "&", "&amp;", "&lt;b&gt;", "&#60;", "&nbsp;", "<br>", "</",
    '"', "'", "`", "*", "_", "[x](https://evil.example)", "\u202e", "\u2066", "\u200b", "\x00", "\x07", "\n", "\t", "😀", "👨‍👩‍👧",
    "中文标题", "عنوان", "हिन्दी", "e\u0301", "<!--", "-->", "<script>alert(1)</script>", "tg://user?id=1", "@somebody", "/start",
    "<tg-spoiler>", "<blockquote expandable>", "https://evil.example", "javascript:alert(1)", "a" * 300, "Bridge opens", "I <3 you",
)  # fmt: skip
HOSTS = ("https://westtimes.example/a?b=1&c=2", "https://eastpost.example/ü", 'https://farwire.example/"quoted"')


def hostile(rng: random.Random) -> str:
    return "".join(rng.choice(PIECES) for _ in range(rng.randint(1, 6)))


def squeezed(text: str) -> str:
    """Words as they are compared: without white space and what a chat does not show."""
    return "".join(
        c for c in unicodedata.normalize("NFC", text) if not c.isspace() and unicodedata.category(c) not in ("Cc", "Cf")
    )


@pytest.mark.parametrize("seed", range(20))
def test_no_text_changes_markup_and_no_message_is_rejected(seed: int) -> None:
    rng = random.Random(seed)
    for _ in range(CASES // 20):
        title, name, said, url = hostile(rng), hostile(rng), hostile(rng), rng.choice(HOSTS)
        document = Document(
            (
                BulletItem(line(Bold(f"T{title}"), " ", Link(f"L{name}", url))),
                Paragraph(line(f"P{said}")),
                Quotation((line(f"Q{title}"),), is_folded=True),
            )
        )
        parts = telegram_parts(document)
        read = [parse_html(part.html) for part in parts]
        kinds = sorted(entity.type for text in read for entity in text.entities)
        assert kinds == ["bold", "expandable_blockquote", "text_link"], (title, name, said)
        shown = squeezed("".join(text.text for text in read))
        assert shown == squeezed("".join(part.plain for part in parts))
        check_links(read)


def check_links(read: list[FormattedText]) -> None:
    """No link but ours, and none whose words name another host."""
    for text in read:
        for entity in text.entities:
            if entity.type == "text_link":
                host = urlsplit(str(dict(entity.extra)["url"])).hostname
                assert host in {"westtimes.example", "eastpost.example", "farwire.example"}
