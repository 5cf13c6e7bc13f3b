"""A digest in any format people ask for by name."""

from typing import Literal, get_args

from bot.delivery.parts import telegram_parts
from bot.digest.files.hugo import render_hugo
from bot.digest.files.hugo_digest import hugo_of
from bot.digest.model.digest import Digest
from bot.digest.show.html_view import document_html
from bot.digest.show.public_json import digest_json_text
from bot.digest.show.text_view import document_text
from bot.digest.show.views import digest_document
from retrieval.errors import BadInput

Format = Literal["markdown", "html", "json", "text", "telegram"]
FORMATS: tuple[Format, ...] = get_args(Format)
PART_BREAK = "\n\f\n"
"""Between messages: a form feed on its own line, which no message contains."""


def render(digest: Digest, form: str, *, imported: str | None = None) -> str:
    """The digest in one of FORMATS; as Markdown an imported digest is its own file (`imported`), to the byte.

    `telegram` is the HTML of the messages, PART_BREAK between them. Raises BadInput for another format.
    """
    match form:
        case "markdown":
            return imported if imported is not None else render_hugo(hugo_of(digest))
        case "html":
            return document_html(digest_document(digest)) + "\n"
        case "json":
            return digest_json_text(digest) + "\n"
        case "text":
            return document_text(digest_document(digest)) + "\n"
        case "telegram":
            return PART_BREAK.join(part.html for part in telegram_parts(digest_document(digest))) + "\n"
    *others, last = FORMATS
    raise BadInput(f"{form!r} is no format of a digest: write one of {', '.join(others)} or {last}.")
