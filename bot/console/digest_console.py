"""Prints digests and stories: decides which day is meant and which form is printed."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal, get_args
from zoneinfo import ZoneInfo

from bot.delivery.message_parts import telegram_parts
from bot.digest.editor import Editor
from bot.digest.files.hugo import render_hugo
from bot.digest.files.hugo_digest import hugo_of
from bot.digest.model.digest import Digest
from bot.digest.model.digest_store import DigestStore
from bot.digest.show.html_view import document_html
from bot.digest.show.public_json import digest_json_text
from bot.digest.show.text_view import document_text
from bot.digest.show.views import digest_document
from bot.programs.json_shapes import stories_json
from bot.programs.typed_filters import topic_named
from retrieval.errors import BadInput
from retrieval.sources.catalog import Catalog
from retrieval.sources.topics import LAYOUTS, Topic, read_layout
from retrieval.store import ArticleStore

Format = Literal["markdown", "html", "json", "text", "telegram"]
FORMATS: tuple[Format, ...] = get_args(Format)
PART_BREAK = "\n\f\n"
"""Between messages: a form feed on its own line, which no message contains."""


@dataclass(frozen=True, slots=True)
class DigestDesk:
    """The parts that show digests."""

    catalog: Catalog
    editor: Editor
    digests: DigestStore
    articles: ArticleStore
    now: datetime

    def topic(self, topic_id: str) -> Topic:
        """Raises BadInput naming the topics there are."""
        return topic_named(self.catalog, topic_id)

    def today(self, topic: Topic) -> date:
        return self.now.astimezone(ZoneInfo(topic.timezone)).date()


Days = tuple[date, date | None]
"""A day, or the first and the last of a span."""


def check_form(form: str, layout: str) -> None:
    """Raises BadInput for a format or layout (may be empty) that there is not."""
    if form not in FORMATS:
        raise BadInput(f"There is no format {form!r}: write one of {', '.join(FORMATS)}.")
    if layout and layout not in LAYOUTS:
        raise BadInput(f"There is no layout {layout!r}: write one of {', '.join(LAYOUTS)}.")


def digest_text(desk: DigestDesk, topic_id: str, days: Days | None, *, layout: str, form: str, rebuild: bool) -> str:
    """The digest of some days (None: today) in a form. Raises BadInput for a topic that does not exist."""
    topic = desk.topic(topic_id)
    first, last = days or (desk.today(topic), None)
    digest = build(desk, topic, first, last, layout=layout, rebuild=rebuild)
    is_shown_as_imported = not rebuild and "built" not in desk.digests.origins(topic_id, first, last)
    imported = desk.digests.markdown(topic_id, first, last) if is_shown_as_imported else None
    return render(digest, form, imported=imported)


def build(desk: DigestDesk, topic: Topic, first: date, last: date | None, *, layout: str, rebuild: bool) -> Digest:
    """The stored digest, or a new one. Another layout than the topic's is made without being kept, nor is one without sources."""
    other = read_layout(layout)
    if other == "sections" != topic.layout:
        return desk.editor.edit(topic.id, first, now=desk.now, last_day=last, layout=other).digest
    return desk.editor.build(
        topic.id, first, now=desk.now, last_day=last, layout=other, rebuild=rebuild, keeps_empty=False
    )


def stories_shape(desk: DigestDesk, topic_id: str, days: Days | None) -> dict[str, Any]:
    """`stories --json`."""
    topic = desk.topic(topic_id)
    first, last = days or (desk.today(topic), None)
    stories = desk.editor.stories(topic_id, first, now=desk.now, last_day=last)
    articles = desk.articles.get_many(article for story in stories for article in story.article_ids)
    return stories_json(topic, first, last, stories, articles)


def read_days(text: str) -> Days | None:
    """`2026-01-07`, or `2026-01-01..2026-01-07` as (first, last); None for nothing. Raises BadInput."""
    if not text:
        return None
    first, _, last = text.partition("..")
    try:
        days = date.fromisoformat(first), date.fromisoformat(last) if last else None
    except ValueError as error:
        raise BadInput(f"{text!r} is no day: write 2026-01-07, or 2026-01-01..2026-01-07 for a span.") from error
    if days[1] is not None and not days[0] <= days[1] <= days[0] + timedelta(days=366):
        raise BadInput(f"{text!r} is no span: the first day comes first, and a year is the most.")
    return days


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
