"""A digest in any format people ask for by name, Telegram's messages among them."""

from bot.delivery.parts import telegram_parts
from bot.digest.model.digest import Digest
from bot.digest.show.digest_formats import FORMATS, render
from bot.digest.show.views import digest_document

ALL_FORMATS = (*FORMATS, "telegram")
PART_BREAK = "\n\f\n"
"""Between messages: a form feed on its own line, which no message contains."""


def render_digest(digest: Digest, form: str, *, imported: str | None = None) -> str:
    """Like `bot.digest.show.digest_formats.render`, and `telegram`: the HTML of the messages, PART_BREAK between them."""
    if form != "telegram":
        return render(digest, form, imported=imported)
    return PART_BREAK.join(part.html for part in telegram_parts(digest_document(digest))) + "\n"
