"""Questions and what follows them."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.delivery.ports import Button
from bot.digest.model.statements import statements
from bot.talk.commands.allowance import A_DAY, A_MINUTE, COST_OF_DIGEST
from bot.talk.frame.replies import Reply
from bot.talk.frame.tables import asked
from bot.talk.frame.utterances import Person
from tests.bot.talk.office import ADMIN, NOON, Office, Talker

pytestmark = pytest.mark.slow

QUESTION = "how many died at the Lena bridge?"


def labels(talker: Talker) -> list[str]:
    return [button.text for reply in talker.replies for rank in reply.buttons for button in rank]


def test_an_answer_shows_its_sources_word_for_word(office: Office) -> None:
    sam = office.talker()
    assert "[1]" in sam.say(QUESTION)
    heard = sam.press("Quoted passages")
    assert "Western engineers fear for Lena bridge after 12 die" in heard
    assert heard == sam.say("/sources")


def test_a_preview_comes_before_the_answer(office: Office) -> None:
    sam = office.talker()
    sam.say(QUESTION)
    assert sam.replies[0].is_draft
    assert [reply.is_draft for reply in sam.replies][-2:] == [True, False]


def test_a_follow_up_goes_on_from_the_question_before(office: Office) -> None:
    sam = office.talker()
    sam.say("what did West Times say on the Lena bridge?")
    heard = sam.say("and East Post?")
    assert "East Post" in heard and "toll reaches 20" in heard


def test_after_a_while_the_question_before_is_no_longer_meant(office: Office) -> None:
    sam = office.talker()
    sam.say("what did West Times say on the Lena bridge?")
    office.clock.advance(timedelta(hours=1))
    assert "river authority" not in sam.say("and East Post about the zoo?")


def test_the_other_side_is_asked_the_same(office: Office) -> None:
    sam = office.talker()
    sam.say("what did West Times say on the Lena bridge?")
    heard = sam.press("Other side")
    assert "East Post" in heard and "West Times" not in heard


def test_more_lists_what_was_not_cited(office: Office) -> None:
    sam = office.talker()
    sam.say(QUESTION)
    cited = sam.press("Quoted passages")
    sam.say(QUESTION)
    heard = sam.press("More")
    assert "Lena bridge" in heard
    assert not [
        title for title in heard.split("• ") if title.strip() and title.split(" - ")[0] in cited and " - " in title
    ]


def test_a_source_can_be_asked_for_by_its_number(office: Office) -> None:
    sam = office.talker()
    assert "no answer with sources" in sam.say("What did [1] say?")
    assert "[2]" in sam.say("the Lena bridge")
    first, second = sam.say("What did [1] say?"), sam.say("and source 2?")
    assert ("[1]" in first, "[2]" in first) == (True, False)
    assert ("[2]" in second, "[1]" in second) == (True, False)
    heard = sam.say("What did [14] say?")
    assert "There is no source [14] there, only [1], [2]" in heard


def test_a_source_of_the_digest_replied_to_is_shown_by_its_number(office: Office) -> None:
    sam = office.talker()
    sam.say("/digest")
    (reply,) = [reply for reply in sam.replies if reply.key]
    office.conversation().note_shown(sam.base, reply, [77])
    digest = office.desk.digests.get("east-west", NOON.date())
    assert digest is not None
    source = digest.sources[-1]
    heard = sam.say(f"What did [{source.n}] say?", reply_to=77)
    assert f"[{source.n}] {source.outlet}" in heard and source.title in heard


def test_a_question_about_a_numbered_source_asks_its_outlet(office: Office) -> None:
    sam = office.talker()
    sam.say("what did West Times say on the Lena bridge?")
    heard = sam.say("What did [1] say about the Lena bridge?")
    assert "West Times" in heard and "East Post" not in heard


def test_what_was_meant_is_asked_at_a_press(office: Office) -> None:
    sam = office.talker()
    assert "Did you mean" in sam.say("what did Wset Tiems say on the Lena bridge?")
    assert "[1]" in sam.press("meant")


def test_a_long_question_that_was_meant_is_cut_on_its_button(office: Office) -> None:
    sam = office.talker()
    sam.say("what did Wset Tiems say on the Lena bridge and the traffic on the Lena bridge and its long opening?")
    (label,) = [label for label in labels(sam) if "West Times" in label]
    assert 45 <= len(label) <= 65


def test_a_refusal_offers_what_is_near_and_cites_nothing(office: Office) -> None:
    sam = office.talker()
    heard = sam.say("what did West Times say about a volcano on Mars?")
    assert "[1]" not in heard
    assert labels(sam)


def test_old_buttons_say_that_they_are_old(office: Office) -> None:
    sam = office.talker()
    sam.replies = [Reply(buttons=((Button("More", "more:12345"),),))]
    assert "no longer remember" in sam.press("More")


def test_a_reply_to_a_digest_is_about_what_it_shows(office: Office) -> None:
    sam = office.talker()
    sam.say("/digest")
    (reply,) = [reply for reply in sam.replies if reply.key]
    conversation = office.conversation()
    conversation.note_shown(sam.base, reply, [77])
    digest = office.desk.digests.get("east-west", NOON.date())
    assert digest is not None
    shown = next(iter(statements(digest).values())).text
    assert office.desk.memory.recall(2, "message:77") == "digest:east-west/2026-01-07"
    assert sam.say(QUESTION, reply_to=77, shown_text=shown)


def test_the_next_question_in_a_minute_waits_and_nobody_else_does(office: Office) -> None:
    sam = office.talker()
    for _ in range(A_MINUTE - 1):
        office.desk.memory.note_asked("question", 2, 2, now=office.clock.now(), a_minute=A_MINUTE, a_day=A_DAY)
    assert "[1]" in sam.say(QUESTION)
    assert "ask again in" in sam.say(QUESTION)
    kim = office.talker(chat_id=3, person=Person(3, "Kim", "en"))
    assert "[1]" in kim.say(QUESTION)
    office.clock.advance(timedelta(seconds=61))
    assert "[1]" in sam.say(QUESTION)


def test_three_hundred_questions_are_a_day(office: Office) -> None:
    sam = office.talker()
    for _ in range(A_DAY // A_MINUTE):
        for _ in range(A_MINUTE):
            office.desk.memory.note_asked("question", 2, 2, now=office.clock.now(), a_minute=A_MINUTE, a_day=A_DAY)
        office.clock.advance(timedelta(minutes=2))
    assert f"{A_DAY} questions today" in sam.say(QUESTION)


def test_thanks_greetings_and_smiles_are_no_questions(office: Office) -> None:
    sam = office.talker()
    sam.say("what did West Times say on the Lena bridge?")
    assert sam.say("Thanks a lot!").startswith("You are welcome")
    assert sam.say("👍👍").startswith("What would you like to know?")
    assert sam.say("hello").startswith("What would you like to know?")
    assert "toll reaches 20" in sam.say("and East Post?")


def test_a_reply_to_a_digest_keeps_the_outlet_it_asks_for(office: Office) -> None:
    sam = office.talker()
    sam.say("/digest")
    (reply,) = [reply for reply in sam.replies if reply.key]
    office.conversation().note_shown(sam.base, reply, [77])
    digest = office.desk.digests.get("east-west", NOON.date())
    assert digest is not None
    shown = " ".join(one.text for one in statements(digest).values())
    heard = sam.say("what did East Post say on the Lena bridge?", reply_to=77, shown_text=shown)
    assert "East Post, " in heard and "West Times, " not in heard


def test_a_retracted_article_is_gone_from_sources(office: Office) -> None:
    sam = office.talker()
    sam.say("what did West Times say on the Lena bridge?")
    url = "https://westtimes.example/news/western-engineers-fear-for-lena-bridge-after-12-die"
    assert "is retracted" in office.admin().say(f"/retract {url}")
    assert "12 people" not in sam.say("/sources")


def test_a_search_from_another_chat_gives_cards(office: Office) -> None:
    cards = office.conversation().search("Lena bridge", person_id=2, language="es")
    assert cards and "bridge" in cards[0].title
    assert all(len(card.id.encode()) <= 64 for card in cards)
    assert office.conversation().search("L", person_id=2) == []


def test_the_admin_is_not_counted(office: Office) -> None:
    robin = office.admin()
    for _ in range(7):
        heard = robin.say(QUESTION)
    assert "[1]" in heard and robin.base.chat_id == ADMIN


def test_forgetting_everything_forgets_no_limit_and_names_nobody(office: Office) -> None:
    sam = office.talker()
    for _ in range(A_MINUTE):
        sam.say("how many died at the Lena bridge?")
    assert "One moment" in sam.say("how many died at the Lena bridge?")
    sam.say("/forget")
    sam.press("Delete everything")
    assert "One moment" in sam.say("how many died at the Lena bridge?")
    with office.newsroom.database.read() as connection:
        rows = connection.execute(select(asked.c.chat_id, asked.c.person_id)).all()
    assert len(rows) == A_MINUTE
    assert not {2} & {number for row in rows for number in row}
    assert len({row.person_id for row in rows}) == 1


def test_a_group_that_is_forgotten_forgets_nobodys_limit(office: Office) -> None:
    office.desk.memory.note_asked("question", -5, 2, now=NOON, a_minute=1, a_day=9)
    office.desk.memory.forget(-5)
    assert office.desk.memory.note_asked("question", 2, 2, now=NOON, a_minute=1, a_day=9)
    assert not office.desk.memory.note_asked("question", 3, 3, now=NOON, a_minute=1, a_day=9)


def test_what_was_veiled_is_gone_after_a_day(office: Office) -> None:
    memory = office.desk.memory
    memory.note_asked("question", 2, 2, now=NOON, a_minute=9, a_day=9)
    memory.forget(2)
    memory.expire(NOON - timedelta(days=30), now=NOON + timedelta(days=1, seconds=1))
    assert memory.count_questions(NOON) == 0


def test_remarks_searches_and_digests_have_limits_too(office: Office) -> None:
    sam = office.talker()
    said = [sam.say(f"/feedback remark {n}") for n in range(4)]
    assert [("One moment" in one) for one in said] == [False, False, False, True]
    assert len(office.desk.memory.remarks()) == 3
    for _ in range(150):
        office.conversation().search("Lena bridge", person_id=2)
    assert office.conversation().search("Lena bridge", person_id=2) == []
    assert office.conversation().search("Lena bridge", person_id=3)
    days = [f"/digest east-west 2025-12-{day:02}" for day in range(1, 31)]
    refused = sum("One moment" in sam.say(day) for day in days)
    assert refused == len(days) - A_MINUTE // COST_OF_DIGEST


def test_a_refusal_makes_no_link_of_what_was_asked(office: Office) -> None:
    said = office.talker().say("who is behind https://evil.example/win and t.me/prize of @somebody and evil.example")
    for live in ("https://", "evil.example", "t.me", "@somebody"):
        assert live not in said
    assert said.startswith("Nothing stored says that")


def test_a_forged_pause_or_number_changes_nothing_and_raises_nothing(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    sam = office.talker()
    sam.say("/subscribe east-west")
    before = office.desk.subscriptions.chat(2)
    for data in ("set:pause:99999999999", "set:pause:367", "set:days:99999999999", f"done:remark:{'9' * 40}"):
        sam.replies = [Reply(buttons=((Button("x", data),),))]
        sam.press(data)
        robin = office.admin()
        robin.replies = [Reply(buttons=((Button("x", data),),))]
        robin.press(data)
    assert office.desk.subscriptions.chat(2) == before
    assert "utterance failed" not in caplog.text
