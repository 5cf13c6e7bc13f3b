"""Search results from another chat, as inline results of Telegram."""

from collections.abc import Iterable

from telegram import InlineQueryResultArticle, InputTextMessageContent, LinkPreviewOptions
from telegram.constants import ParseMode

from bot.delivery.parts import telegram_parts
from bot.talk.frame.replies import Card


def inline_results(cards: Iterable[Card]) -> list[InlineQueryResultArticle]:
    """One article a card; the message it becomes is a single part."""
    results = []
    for card in cards:
        parts = telegram_parts(card.document)
        if parts and parts[0].html:
            content = InputTextMessageContent(
                parts[0].html, parse_mode=ParseMode.HTML, link_preview_options=LinkPreviewOptions(is_disabled=True)
            )
            results.append(InlineQueryResultArticle(card.id, card.title[:200], content, description=card.about[:200]))
    return results
