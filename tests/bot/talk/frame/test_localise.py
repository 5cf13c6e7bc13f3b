"""The interface in eight languages: nothing missing, nothing torn, read from the code itself."""

import re
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.talk.frame.localise import LANGUAGES, Mistake, Words, pick_language, read_catalogue
from bot.talk.frame.menus import HELP_ORDER, menu_for, profile_texts
from bot.talk.frame.registry import COMMANDS
from bot.talk.frame.utterances import Person
from retrieval.messages import Days, LongDay, Phrase, ShortDay, Value
from tests.bot.talk.office import ADMIN, Office, open_office
from tests.bot.talk.sentences import all_sentences, bare_words

pytestmark = pytest.mark.slow

FOREIGN = sorted(set(LANGUAGES) - {"en"})
NAME = re.compile(r"\{(\w+)\}")
PLACEHOLDER = re.compile(r"\{\w+\}|/[a-z]{3,}|@\{|UTC\+5:30|Europe/Berlin|07:30")
SENTENCES = all_sentences()


def entries(language: str) -> dict[str, list[str]]:
    """The translated forms by English sentence."""
    return {_first(message.id): _forms(message.string) for message in read_catalogue(language) if message.id}


def _first(key: str | list[str] | tuple[str, ...]) -> str:
    return key if isinstance(key, str) else key[0]


def _forms(said: str | list[str] | tuple[str, ...] | None) -> list[str]:
    return [said] if isinstance(said, str) else list(said or ())


def test_the_sentences_are_found_in_the_code() -> None:
    texts = {sentence.text for sentence in SENTENCES}
    assert len(texts) > 140
    assert {"Settings", "You see everything.", "{n} day", "Topics you can follow"} <= texts


def test_no_words_are_shown_past_the_catalogue() -> None:
    # What is typed is the same in every language.
    allowed = ("topic_admin: ; at 07:00 UTC; side west ",)
    assert [words for words in bare_words() if not words.startswith(allowed)] == []


@pytest.mark.parametrize("language", FOREIGN)
def test_no_sentence_is_missing_and_none_is_left_over(language: str) -> None:
    assert set(entries(language)) == {sentence.text for sentence in SENTENCES}


@pytest.mark.parametrize("language", FOREIGN)
def test_every_form_has_the_placeholders_commands_and_examples_of_the_english_one(language: str) -> None:
    # The English form for one may do without its number; a language that shares a form among several numbers cannot.
    model = {sentence.text: sentence.other or sentence.text for sentence in SENTENCES}
    torn = []
    for text, forms in entries(language).items():
        torn += [f for f in forms if sorted(PLACEHOLDER.findall(f)) != sorted(PLACEHOLDER.findall(model[text]))]
    assert torn == []


@pytest.mark.parametrize("language", FOREIGN)
def test_every_form_is_there(language: str) -> None:
    plurals = read_catalogue(language).num_plurals
    found = entries(language)
    for sentence in SENTENCES:
        assert len(found[sentence.text]) == (plurals if sentence.other else 1)
        assert all(found[sentence.text])


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_every_sentence_is_said_in_every_language_with_all_its_values(language: str) -> None:
    words, found = Words(language), entries(language) if language in FOREIGN else {}
    for sentence in SENTENCES:
        named = set(NAME.findall(sentence.text + sentence.other)) - ({"n"} if sentence.other else set())
        for number in (1, 2, 5, 11, 21) if sentence.other else (1,):
            values: dict[str, Value] = {name: f"<{name}>" for name in named}
            values |= {"n": number} if sentence.other else {}
            phrase = Phrase(sentence.text, sentence.other, **values)
            forms = found.get(sentence.text, [sentence.text, sentence.other])
            assert words.said(phrase) in [form.format(**values) for form in forms], sentence.text
            assert all(f"<{name}>" in words.said(phrase) for name in named)


@pytest.mark.parametrize("language", FOREIGN)
def test_no_translation_waits_to_be_looked_at(language: str) -> None:
    catalogue = read_catalogue(language)
    assert [message.id for message in catalogue if message.fuzzy and message.id] == []
    assert not catalogue.obsolete


def test_plurals_follow_the_language() -> None:
    russian = Words("ru")
    heard = [russian.many("{n} day", "{n} days", n) for n in (1, 2, 5, 21)]
    assert heard == ["1 день", "2 дня", "5 дней", "21 день"]
    assert Words("zh").many("{n} day", "{n} days", 3) == "3 天"


def test_dates_and_numbers_follow_the_language() -> None:
    assert Words("es").day(date(2026, 1, 7)) == "7 de enero de 2026"
    assert Words("ru").number(12345) == "12\xa0345"
    assert Words("ja").weekday(0) == "月"
    assert Words("ur").clock(time(7, 30)) == "07:30"


def test_a_moment_is_a_minute_of_a_zone_that_is_named() -> None:
    noon = datetime(2026, 1, 7, 12, 0, 30, tzinfo=ZoneInfo("UTC"))
    assert Words().moment(noon, "Europe/Berlin") == "Jan 7, 2026, 13:00 (Europe/Berlin)"
    assert Words("ja").moment(noon, "UTC") == "2026/01/07 12:00 (UTC)"


@pytest.mark.parametrize(
    ("chosen", "reported", "language"),
    [("", "pt-br", "pt"), ("", "zh-hans", "zh"), ("ru", "en", "ru"), ("", "tlh", "en"), ("xx", "", "en")],
)
def test_the_chosen_language_goes_before_the_reported_one(chosen: str, reported: str, language: str) -> None:
    assert pick_language(chosen, reported) == language


def test_a_mistake_is_said_in_the_language_of_who_made_it() -> None:
    mistake = Mistake("There is no topic “{name}”. There are: {known}.", name="{x}", known="a")
    assert Words("es").said(mistake.said) == "No hay ningún tema “{x}”. Hay: a."


def test_a_phrase_is_said_by_its_key_with_its_values_in_the_language() -> None:
    reason = Phrase("{url} refuses connections.", url="https://a.example")
    failed = Phrase("{url} failed {count} times in a row: {reason}", url="https://a.example", count=3, reason=reason)
    assert Words("ru").said(failed) == "https://a.example: 3 неудач подряд: https://a.example отклоняет соединения."
    left_out = Phrase("One article is left out, as you asked.", "{n} articles are left out, as you asked.", n=5)
    assert Words("ru").said(left_out) == "По вашему желанию опущено 5 статей."


def test_what_has_no_key_is_shown_as_it_is() -> None:
    assert Words("es").said("A note of an older day {.") == "A note of an older day {."
    assert Words("en").said(Phrase("since {day}", day=date(2026, 1, 6))) == "since 6 January 2026"


@pytest.mark.parametrize(
    ("language", "days", "short", "names"),
    [
        ("es", "1–7 de enero de 2026", "7 ene", "a, b"),
        ("zh", "2026年1月1日至7日", "1月7日", "a、b"),
        ("ur", "1–7 جنوری 2026", "7 جنوری", "a، b"),
    ],
)
def test_values_are_written_as_the_language_writes_them(language: str, days: str, short: str, names: str) -> None:
    words, last = Words(language), date(2026, 1, 7)
    assert words("{days}", days=Days(date(2026, 1, 1), last)) == days
    assert words("{day}", day=ShortDay(last, has_year=False)) == short
    assert words("{who}", who=("a", "b")) == names


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh", "1月7日星期三"),
        ("es", "miércoles, 7 de enero"),
        ("ru", "среда, 7 января"),
        ("ja", "1月7日水曜日"),
        ("hi", "बुधवार, 7 जनवरी"),
        ("ur", "بدھ، 7 جنوری"),
        ("pt", "quarta-feira, 7 de janeiro"),
    ],
)
def test_a_long_day_has_its_whole_weekday(language: str, said: str) -> None:
    assert Words(language)("{day}", day=LongDay(date(2026, 1, 7))) == said


def test_menus_fit_telegram_in_every_language() -> None:
    for language in LANGUAGES:
        words = Words(language)
        for place in ("private", "group", "admin"):
            menu = menu_for(place, words)
            assert 0 < len(menu) <= 100
            assert all(re.fullmatch(r"[a-z0-9_]{1,32}", line.name) and 1 <= len(line.summary) <= 256 for line in menu)
        about, short = profile_texts(words)
        assert len(about) <= 512 and len(short) <= 120


def test_every_command_but_the_hidden_ones_is_in_the_help() -> None:
    assert set(COMMANDS) - set(HELP_ORDER) == {"start", "cancel"}


def test_admin_commands_are_in_no_public_menu() -> None:
    public = {line.name for place in ("private", "group") for line in menu_for(place, Words())}
    assert "addtopic" not in public and "subscribe" in public


@pytest.mark.parametrize("language", FOREIGN)
def test_the_main_dialogs_speak_no_english(tmp_path: Path, language: str) -> None:
    office = open_office(tmp_path)
    sam = office.talker(person=Person(2, "Sam", language))
    robin = office.talker(chat_id=ADMIN, person=Person(ADMIN, "Robin", language))
    for said in (
        "/feeds",
        "/outlet",
        "/stats",
        "/reports",
        "/admins",
        "/edittopic east-west",
        "/removefeed",
        "/addtopic x",
    ):
        plain = re.sub(r"/\w+[^:：\n]*|East and West|The (?:West|East)|COUNTERPOINT_ADMINS", "", robin.say(said))
        assert not re.search(r"\b(?:the|you|your|and|with|what|write|nobody)\b", plain, re.IGNORECASE), plain
    for said in (
        "/start",
        "/subscribe east-west",
        "/settings",
        "/privacy",
        "/help",
        "/time soon",
        "/nonsense",
        "/pause 7",
    ):
        heard = sam.say(said)
        plain = re.sub(
            r"Counterpoint|East and West|The (?:West|East)|UTC\S*|[A-Z]+/[\w-]+|/\w+[^:：\n]*|east-west|Telegram|\S*:\S*",
            "",
            heard,
        )
        assert not re.search(r"\b(?:the|you|your|and|with|what)\b", plain), heard
    office.close()


def test_a_right_to_left_answer_keeps_its_pieces(office: Office) -> None:
    sam = office.talker(person=Person(2, "سام", "ur"))
    heard = sam.say("/subscribe east-west")
    assert heard.startswith("East and West اب 04:00 (UTC) پر آتا ہے۔")
