import json

import pytest

from bot.digest.stories.grouping import Story
from bot.digest.write.draft import Line
from bot.digest.write.model_writer import Proposal, read_proposals, reply_schema
from tests.builders import NOON, article

FIRST = {"item": 1, "text": "West Times says the bridge opened.", "articles": [1]}
SECOND = {"item": 2, "text": "East Post says it fell.", "articles": [1, 2]}


def test_every_sentence_of_a_reply_is_read() -> None:
    reply = json.dumps({"sentences": [FIRST, SECOND]}, indent=2)
    assert read_proposals(reply) == [
        Proposal(1, "West Times says the bridge opened.", (1,)),
        Proposal(2, "East Post says it fell.", (1, 2)),
    ]


def test_of_a_reply_that_was_cut_off_the_whole_sentences_are_read() -> None:
    reply = json.dumps({"sentences": [FIRST, SECOND]})
    assert [each.item for each in read_proposals(reply[:-20])] == [1]


def test_of_a_text_without_end_the_first_sentence_is_read() -> None:
    reply = '{"sentences": [{ "item" : 1, "text": "The bridge opened on Monday. The bridge opened on Mon'
    assert read_proposals(reply) == [Proposal(1, "The bridge opened on Monday.", (1,))]
    assert read_proposals(reply[:60]) == []


@pytest.mark.parametrize(
    "reply",
    [
        "",
        "I cannot do that.",
        "[1, 2]",
        '{"sentences": 5}',
        '{"item": "one"}',
        '{"item": 1, "text": "x", "articles": 3}',
    ],
)
def test_a_reply_of_another_shape_holds_nothing(reply: str) -> None:
    assert read_proposals(reply) == []


def test_the_schema_knows_only_the_items_and_articles_that_there_are() -> None:
    told = Story("a", "A", ("a",), (), NOON, NOON, "new", 1)
    lines = [Line("x", "x", "", told, (article("A"), article("B"))), Line("y", "y", "", told, (article("A"),))]
    schema = reply_schema(lines)["properties"]["sentences"]
    assert schema["maxItems"] == 2
    assert schema["items"]["properties"]["item"]["enum"] == [1, 2]
    assert schema["items"]["properties"]["articles"]["items"]["enum"] == [1, 2]
