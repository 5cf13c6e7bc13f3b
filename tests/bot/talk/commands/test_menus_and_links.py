"""What the settings offer, what the links of a message lead to, and how long what was said holds."""

from datetime import timedelta

import pytest

from tests.bot.talk.office import Office, Talker


def offers(talker: Talker) -> list[str]:
    return [button.text for reply in talker.replies for rank in reply.buttons for button in rank]


def reader(office: Office) -> Talker:
    sam = office.talker()
    sam.say("/subscribe east-west")
    return sam


@pytest.mark.parametrize(
    ("page", "offered"),
    [
        ("set:time", {"06:00", "22:00"}),
        ("set:quiet", {"22:00–07:00", "20:00–09:00"}),
        ("set:pause", {"1 day", "30 days"}),
    ],
)
def test_a_page_offers_early_and_late_little_and_much(office: Office, page: str, offered: set[str]) -> None:
    sam = reader(office)
    sam.say("/settings")
    sam.press(page)
    assert offered <= set(offers(sam))


def test_every_page_of_the_settings_opens_and_leads_back(office: Office) -> None:
    sam = reader(office)
    sam.say("/settings")
    pages = [button.data for reply in sam.replies for rank in reply.buttons for button in rank]
    for page in pages:
        sam.say("/settings")
        assert "no longer in use" not in sam.press(page)
        assert "no longer in use" not in sam.press("set:home")


@pytest.mark.parametrize(
    ("button", "given", "shown"),
    [
        ("Only with words…", "bridge", "Only with: bridge"),
        ("Without words…", "football", "Without: football"),
        ("Only outlets…", "East Post", "Only from: East Post"),
        ("Without outlets…", "West Times", "Not from: West Times"),
    ],
)
def test_each_kind_of_wish_is_taken(office: Office, button: str, given: str, shown: str) -> None:
    sam = reader(office)
    sam.say("/settings")
    sam.press("set:wish")
    sam.press(button)
    assert shown in sam.say(given)


@pytest.mark.parametrize(("days", "is_one"), [(300, True), (450, False)])
def test_a_pause_is_no_longer_than_a_year(office: Office, days: int, is_one: bool) -> None:
    assert ("is paused" in reader(office).say(f"/pause {days}")) == is_one


@pytest.mark.parametrize("day", ["9 Jan 2026", "9 January 2026", "Jan 9 2026", "January 9, 2026"])
def test_a_day_may_be_written_as_people_write_it(office: Office, day: str) -> None:
    assert "2026-01-09 is still to come" in office.talker().say(f"/digest east-west {day}")


def test_a_link_opens_a_day_or_asks_a_question(office: Office) -> None:
    sam = office.talker()
    assert "7 January" in sam.say("/start d_east-west_2026-01-07")
    assert "Western engineers" in sam.press("Sources")
    assert "[1]" in sam.say("/start q_how_many_died")


@pytest.mark.parametrize(("minutes", "is_known"), [(25, True), (35, False)])
def test_a_question_goes_on_from_another_for_half_an_hour(office: Office, minutes: int, is_known: bool) -> None:
    sam = office.talker()
    sam.say("how many died at the Lena bridge?")
    office.clock.advance(timedelta(minutes=minutes))
    assert ("died" in sam.say("and what does East Post say?").splitlines()[0]) == is_known


@pytest.mark.parametrize(("days", "is_kept"), [(25, True), (35, False)])
def test_a_subscription_can_be_brought_back_for_a_month(office: Office, days: int, is_kept: bool) -> None:
    sam = reader(office)
    sam.say("/time 05:45 Asia/Kolkata")
    sam.say("/unsubscribe east-west")
    office.clock.advance(timedelta(days=days))
    assert ("05:45" in sam.press("Bring it back")) == is_kept


@pytest.mark.parametrize(("letters", "is_too_long"), [(1800, False), (2400, True)])
def test_a_remark_is_no_letter(office: Office, letters: int, is_too_long: bool) -> None:
    assert ("too long" in office.talker().say("/feedback " + "x" * letters)) == is_too_long
