"""Decides what an ingest would write, from what is stored. Changes nothing but its own picture of the store."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from retrieval.intake.identity import Candidate
from retrieval.intake.ingest import Intake, judge_entry
from retrieval.store.lookup import Stored


@dataclass(slots=True)
class Plan:
    """The writes for one intake. `article_ids` are the articles that its candidates stand for."""

    intake: Intake
    new: list[Candidate] = field(default_factory=list)
    edits: list[tuple[Candidate, str, bool]] = field(default_factory=list)
    links: list[dict[str, Any]] = field(default_factory=list)
    feeds: list[dict[str, Any]] = field(default_factory=list)
    topics: list[dict[str, Any]] = field(default_factory=list)
    article_ids: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def has_writes(self) -> bool:
        return bool(self.new or self.edits or self.links or self.topics)


def make_plan(stored: Stored, intake: Intake, *, now: datetime) -> Plan:
    """Judge the candidates. What is planned counts as stored for the plans made after it."""
    plan = Plan(intake)
    plan.counts["skipped"] = intake.unusable
    for candidate in intake.made:
        _judge(plan, stored, candidate, now=now)
    plan.counts["unchanged"] = len(plan.article_ids) - len(plan.new) - len(plan.edits)
    plan.counts["updated"] = len(plan.edits)
    plan.counts["new"] = len(plan.new)
    return plan


def _judge(plan: Plan, stored: Stored, candidate: Candidate, *, now: datetime) -> None:
    feed = plan.intake.feed
    known = stored.recognise(candidate, feed)
    verdict = judge_entry(candidate, known, now=now, horizon=plan.intake.horizon)
    if (known is None and verdict.action == "skip") or (known is not None and known.is_retracted):
        plan.counts["skipped"] += 1
        return
    article_id = known.id if known else candidate.id
    plan.article_ids.append(article_id)
    if known is None:
        plan.new.append(candidate)
    elif verdict.action == "replace":
        plan.edits.append((candidate, article_id, bool(known.entry_hash)))
    if verdict.action != "skip":
        plan.feeds.append({"article_id": article_id, "feed": feed, "entry_hash": candidate.entry_hash})
        stored.hashes[article_id, feed] = candidate.entry_hash
    plan.links += _new_links(stored, candidate, feed, article_id)
    plan.topics += _new_topics(plan.intake, stored, candidate, article_id)
    if known is None:
        stored.add(candidate, feed)


def _new_links(stored: Stored, candidate: Candidate, feed: str, article_id: str) -> Iterator[dict[str, Any]]:
    for address in candidate.addresses:
        if address not in stored.by_link:
            yield {"link": address, "article_id": article_id}
    for guid in candidate.guid_links(feed):
        held = stored.by_link.get(guid)
        # A guid that was used for something older is now this article's.
        if held is None or (held.id != article_id and held.published < candidate.published):
            yield {"link": guid, "article_id": article_id}


def _new_topics(intake: Intake, stored: Stored, candidate: Candidate, article_id: str) -> Iterator[dict[str, Any]]:
    for topic in dict.fromkeys((*intake.topics, candidate.entry.topic)):
        if topic and (article_id, topic) not in stored.topics:
            stored.topics.add((article_id, topic))
            yield {
                "article_id": article_id,
                "topic_id": topic,
                "stated_perspective": candidate.entry.stated_perspective if topic == candidate.entry.topic else "",
                "section": candidate.entry.section,
            }
