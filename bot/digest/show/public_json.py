"""A digest as the public JSON (`digest --format json`). Fields are only ever added."""

import json
from collections.abc import Iterable
from typing import Any

from bot.digest.model.digest import Bullet, Digest, SideReview, StoryBlock
from retrieval.instants import iso_written


def digest_json(digest: Digest) -> dict[str, Any]:
    """The object, ready for `json.dumps`."""
    document: dict[str, Any] = {
        "topic": digest.topic,
        "topic_name": digest.topic_name,
        "date": f"{digest.day}",
        "title": digest.title,
        "highlights": _all(digest.highlights),
        "perspectives": [
            {"id": side.id, "name": side.name, "bullets": _all(side.bullets), "articles": list(side.articles)}
            for side in digest.perspectives
        ],
        "differences": [
            {
                "story": each.story,
                "sides": [{"perspective": told.perspective} | sentence_json(told) for told in each.sides],
                "contradiction": each.contradiction,
            }
            for each in digest.differences
        ],
        "one_sided": [{"perspective": told.perspective} | sentence_json(told) for told in digest.one_sided],
        "developing": [{"story": new.story, "since": f"{new.since}"} | sentence_json(new) for new in digest.developing],
        "stories": [_story(story) for story in digest.stories],
        "lead": _all(digest.lead),
        "also": _all(digest.also),
        "review": [_review(side) for side in digest.review],
        "sources": [
            {
                "n": source.n,
                "title": source.title,
                "outlet": source.outlet,
                "url": source.url,
                "published": iso_written(source.published) if source.is_dated else None,
                "perspective": source.perspective,
                "locale": source.locale,
                "story": source.story,
            }
            for source in digest.sources
        ],
        "writer": digest.writer,
        "verified_by": digest.verified_by,
        "layout": digest.layout,
        "notes": list(digest.notes),
        "feeds": {"reached": list(digest.feeds_reached), "failed": list(digest.feeds_failed)},
    }
    if digest.sections:
        document["sections"] = [
            {
                "name": section.name,
                "items": [
                    {"headline": item.headline, "text": item.text, "citations": list(item.citations)}
                    for item in section.items
                ],
            }
            for section in digest.sections
        ]
    if digest.last_day and digest.last_day != digest.day:
        document["last_date"] = f"{digest.last_day}"
    return document


def digest_json_text(digest: Digest) -> str:
    return json.dumps(digest_json(digest), ensure_ascii=False, indent=2)


def sentence_json(said: Bullet) -> dict[str, Any]:
    """A sentence by itself, with who says it beside it; `manner` only where it is no plain statement."""
    document: dict[str, Any] = {
        "text": said.text,
        "citations": list(said.citations),
        "said_by": ", ".join(said.said_by),
        "said_on": f"{said.said_on}" if said.said_on else None,
    }
    if said.manner != "says" or said.is_opinion:
        document["manner"] = "opinion" if said.is_opinion else said.manner
    return document


def _story(story: StoryBlock) -> dict[str, Any]:
    return {
        "id": story.id,
        "title": story.title,
        "since": f"{story.since}" if story.since else None,
        "is_new": story.is_new,
        "outlets": story.outlets,
        "origins": story.origins,
        "what": _all(story.what),
        "sides": [{"perspective": side.perspective, "lines": _all(side.lines)} for side in story.sides],
        "others": _all(story.others),
        "contradictions": [{"about": each.about, "lines": _all(each.lines)} for each in story.contradictions],
        "not_told_by": [
            {"perspective": each.perspective, "articles_compared": each.articles_compared} for each in story.not_told_by
        ],
        "background": _all(story.background),
        "why": _all(story.why),
        "also_reported_by": list(story.also_by),
        "days": _all(story.days),
        "told_by": [
            {"perspective": each.perspective, "outlets": each.outlets, "origins": each.origins}
            for each in story.told_by
        ],
    }


def _review(side: SideReview) -> dict[str, Any]:
    return {
        "perspective": side.perspective,
        "words": [
            {"word": each.word, "headlines": each.headlines, "citations": [each.citation]} for each in side.words
        ],
        "stressed": _all(side.stressed),
        "left_out": _all(side.left_out),
        "articles_compared": side.articles_compared,
    }


def _all(bullets: Iterable[Bullet]) -> list[dict[str, Any]]:
    return [sentence_json(bullet) for bullet in bullets]
