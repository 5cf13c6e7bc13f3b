"""Numbers, days, quotes, names and attributions, each on its own."""

from datetime import date

import pytest

from retrieval.claims.check import leans_on
from retrieval.claims.first_reading.figures import missing_quantity
from retrieval.claims.first_reading.known_names import missing_name, missing_word
from retrieval.claims.first_reading.speaker import clauses
from retrieval.claims.first_reading.wording import is_near_copy, without_attribution
from retrieval.claims.source import Source, from_text
from retrieval.claims.text_facts.quantities import quantities
from retrieval.claims.text_facts.quotes import has_open_mark, missing_quote, quotes
from retrieval.claims.text_facts.text_dates import missing_moment, moments
from retrieval.claims.text_facts.tokens import read


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("$1.2 billion", [(1.2e9, "$")]),
        ("1,200 million dollars", [(1.2e9, "$")]),
        ("two hundred and five thousand tonnes", [(205_000, "t")]),
        ("a dozen ships and half a million euros", [(12, ""), (500_000, "€")]),
        ("3.5 per cent", [(3.5, "%")]),
        ("from 10 to 12 percent", [(10, "%"), (12, "%")]),
        ("10-12 percent", [(10, "%"), (12, "%")]),
        ("at 02:10 two minutes later", [(2, ""), (10, ""), (2, "minute")]),
        ("the 21st century and the third time", [(21, ""), (3, "")]),
        ("3.5万人", [(35_000, "")]),
        ("more than 235, 000 times and 1. 3 billion people", [(235_000, ""), (1.3e9, "")]),
        ("1.250,5 and 1,250.5", [(1250.5, ""), (1250.5, "")]),
        ("one of them, a second later", [(2, "")]),
        ("the 2018–19 season and 2018-2019", [(2018, ""), (2019, ""), (2018, ""), (2019, "")]),
        ("about 5 mln bucks", [(5e6, "$")]),
    ],
)
def test_amounts_are_read_however_they_are_written(text: str, amounts: list[tuple[float, str]]) -> None:
    assert [(round(q.value, 6), q.unit) for q in quantities(read(text))] == amounts


@pytest.mark.parametrize(
    ("claim", "source", "is_missing"),
    [
        ("1.2 billion people", "1,200 million people", False),
        ("12 percent", "12 people", True),
        ("12 people", "12 percent of 20 people", True),
        ("two friends met", "Ann met Bob", False),
        ("two ships sank", "three ships sank", True),
        ("three ships sank", "ships sank", True),
        ("12 houses burned", "12 wooden houses burned", False),
        ("a 90-year-old woman", "Ann Lund, 90, won", False),
        ("the second month", "two months", True),
        ("a COVID-19 ward", "a ward for the coronavirus", False),
        ("six ships sank", "6 ships sank", False),
        ("14 ships sank", "fourteen ships sank", False),
        ("a Category 5 storm", "a Category 5 hurricane came before a Category 3 storm", False),
        ("5 storms", "3 storms", True),
    ],
)
def test_an_amount_must_stand_in_the_sources_with_its_unit_and_what_it_counts(
    claim: str, source: str, is_missing: bool
) -> None:
    assert bool(missing_quantity(quantities(read(claim)), quantities(read(source)))) is is_missing


@pytest.mark.parametrize(
    "written", ["6 January 2026", "Jan. 6, 2026", "January 6th, 2026", "2026-01-06", "2026年1月6日", "2026年一月六日"]
)
def test_one_day_has_many_spellings(written: str) -> None:
    (day,) = moments(read(f"It was on {written}."))
    assert (day.year, day.month, day.day) == (2026, 1, 6)


WEDNESDAY = date(2026, 1, 7)


@pytest.mark.parametrize(
    ("claim", "source", "is_missing"),
    [
        ("on 6 January", "on Jan. 6, 2026", False),
        ("on 7 January", "on Jan. 6, 2026", True),
        ("on 6 January 2025", "on Jan. 6, 2026", True),
        ("it may 6 times", "nothing", False),
        ("in January and February", "in Jan-Feb", False),
        ("in January and March", "in Jan-Feb", True),
        ("in December 2025", "in December 2025", False),
        ("in December 2025", "in December 2024, as in 2025", True),
        ("on Tuesday", "on Tuesday", False),
        ("on Tuesday", "on Monday", True),
        ("on Tuesday", "on 6 January 2026", False),
        ("on Friday", "on Fri.", False),
        ("on Friday", "on friday", False),
        ("on monday", "on friday", True),
        ("they march and may win", "nothing", False),
    ],
)
def test_a_day_or_month_must_stand_in_the_sources(claim: str, source: str, is_missing: bool) -> None:
    assert bool(missing_moment(moments(read(claim)), moments(read(source)))) is is_missing


@pytest.mark.parametrize(
    ("claim", "source", "is_missing"),
    [
        ("reported on 7 January", "nothing", False),
        ("reported on 7 December", "nothing", True),
        ("in January 2026", "nothing", False),
        ("in January 2025", "nothing", True),
        ("on 5 January 2026", "on Monday", False),
        ("on 4 January 2026", "on Monday", True),
        ("on 28 December 2025", "on 28 December", False),
        ("on 28 December 2026", "on 28 December", True),
        ("on Wednesday", "nothing", False),
        ("on 7 January", "on 5 January", True),
    ],
)
def test_a_day_of_publication_says_what_a_text_leaves_out(claim: str, source: str, is_missing: bool) -> None:
    assert bool(missing_moment(moments(read(claim)), moments(read(source)), [WEDNESDAY])) is is_missing


def test_the_day_of_publication_is_the_day_of_the_report_whatever_days_the_text_names() -> None:
    claim, source = moments(read("On 7 January it reported")), moments(read("on 5 January"))
    assert missing_moment(claim, source, [WEDNESDAY], is_reported=True) == ""


def test_quotes_are_compared_by_words_and_cut_at_what_was_left_out() -> None:
    assert quotes("He said “we won't [ever] go” and ‘no way’, isn't it") == ["we won't ", " go", "no way"]
    source = read("“We won't, ever, go -- no way!” he said.")
    assert missing_quote("“we won’t … go”", source) == ""
    assert missing_quote("“we will go”", source) == "the quote “we will go” is not in the sources"


@pytest.mark.parametrize(
    ("claim", "source", "is_missing"),
    [
        ("Ibarra spoke.", "Ramón Ibarra spoke.", False),
        ("Ramón Ibarra spoke.", "Ibarra spoke. It rained. Nobody came. Ramón Lund slept.", True),
        ("Kari Ibarra spoke.", "Ramón Ibarra spoke. It rained. Kari Lund left.", True),
        ("The Chinese envoy and the U.S. team met.", "China's envoy met the team of the United States.", False),
        ("The WHO warned.", "The World Health Organization warned.", False),
        ("A Malaysian ship sank.", "A ship of Malaysia sank.", False),
        ("The police met in Paris.", "French police met.", True),
        ("Washington wants more.", "The US wants more.", False),
        ("PM Lund and Senator Ibarra met.", "Prime Minister Kari Lund met Sen. Ibarra.", False),
        ("Governor Lund and Representative Ibarra met.", "Gov. Lund met Rep. Ibarra.", False),
        ("Senator Lund met Ibarra.", "Lund met Ibarra.", True),
        ("The deal is worth US$44 million.", "The deal is worth $44 million.", False),
        ("The Defence Ministry closed.", "The Defense Ministry closed.", False),
        ("Zeballos, 90, won.", "Ann Lund, 90, won.", True),
        ("Zeballos reports that it rains.", "It rains.", True),
        ("Moreau gave in.", "Ann Lund gave in.", True),
        ("Meanwhile, prices rose.", "Prices rose.", False),
        (
            "Harvest Secretary Kari Lund met many old friends in town.",
            "Old friends in town met Kari Lund. It rained. She was secretary of Harvest for many years.",
            False,
        ),
        ("Kari Ibarra spoke.", "Kari Lund spoke. It rained. It snowed. Ada Ibarra did not.", True),
        ("Growth was slow.", "The economy grew slowly.", False),
        ("Sudonia exports grain.", "Sudonian grain is exported.", False),
        ("Asian leaders met.", "Asia's leaders met.", False),
        ("Employers added jobs.", "Jobs were added.", False),
        ("Sanders added jobs.", "Jobs were added.", True),
        ("Moreau Wins Big In Estmark Vote", "The vote in Estmark was won big.", True),
        ("Moreau's ship sank.", "The ship sank.", True),
        ("Later Ibarra spoke.", "Ibarra spoke.", False),
        ("It was sunny in Puerto Sol.", "it is sunny in PS today", False),
        ("It was sunny in Puerto Sol.", "it is sunny today", True),
        ("Many turned from neo-Ibarrism.", "A neo-Ibarra club closed.", False),
        ("The People's Flag flew.", "It was declared the people's flag of the city.", False),
    ],
)
def test_names_must_stand_in_the_sources(claim: str, source: str, is_missing: bool) -> None:
    assert bool(missing_name(read(claim), read(source))) is is_missing


LOWER = (
    "the harbour master told the council on monday that two cranes had stopped, and that no ship could be unloaded before the "
    "parts came. nobody in the town knew when that would be, the council heard. the cranes are forty years old, and their maker "
    "closed long ago. a smith in the next village may make the parts by hand. "
) * 3


@pytest.mark.parametrize(
    ("claim", "source", "is_missing"),
    [
        ("The harbour master of velmora told the council that two cranes had stopped.", LOWER, True),
        ("The harbour master told the council that two cranes had stopped.", LOWER, False),
        ("The harbour masters told councils that 2 cranes stopped.", LOWER, False),
        ("The harbour master told Ann that two cranes were broken.", LOWER, False),
        ("The harbour master told us that two cranes were broken.", LOWER.replace("the council", "the Council"), False),
        ("Broken cranes.", "the cranes stopped. " * 20, False),
        ("المدينة جديدة", "مدينة " * 200, False),
    ],
)
def test_where_nothing_has_capitals_any_new_word_may_be_a_name(claim: str, source: str, is_missing: bool) -> None:
    assert bool(missing_word(read(claim), read(source))) is is_missing


@pytest.mark.parametrize(
    ("text", "is_open"),
    [
        ("He said “we go” and ‘no way’, isn't it", False),
        ("He said “we go and left.", True),
        ('He said "we go and left.', True),
        ("He said ‘we go and left.", True),
        ("The workers' leaders and the '90s", False),
    ],
)
def test_a_quotation_mark_that_is_left_open_is_seen(text: str, is_open: bool) -> None:
    assert has_open_mark(text) is is_open


CITED = [Source("West Times", text="One."), Source("The East Post", text="Two.")]


@pytest.mark.parametrize(
    ("sentence", "left"),
    [
        ("The bridge opens, West Times reports.", [("The bridge opens, it reports.", {"West Times"})]),
        ("The East Post says that it closes.", [("it says that it closes.", {"The East Post"})]),
        ("It opens, according to East Post.", [("It opens, according to it.", {"The East Post"})]),
        ("It opens, WT says; it closes.", [("It opens, it says", {"West Times"}), ("it closes.", set())]),
        ("Ann said “one; two”.", [("Ann said “one; two”.", set())]),
        ("Far Times reports it.", [("Far Times reports it.", set())]),
        ("The West Times Group fell.", [("The West Times Group fell.", set())]),
    ],
)
def test_a_cited_outlet_is_taken_off_wherever_it_stands(sentence: str, left: list[tuple[str, set[str]]]) -> None:
    assert [(clause.text, set(clause.outlets)) for clause in clauses(sentence, CITED)] == left


@pytest.mark.parametrize(
    ("sentence", "left"),
    [
        ("Michael Bloomberg left, Bloomberg reports.", "Michael Bloomberg left, it reports."),
        ("Per Bloomberg, it rains.", "Per it, it rains."),
        ("On 6 January Bloomberg wrote it.", "On 6 January it wrote it."),
        ("New York's Bloomberg wrote it.", "New York's it wrote it."),
    ],
)
def test_a_person_called_like_an_outlet_is_no_outlet(sentence: str, left: str) -> None:
    (clause,) = clauses(sentence, [Source("Bloomberg"), Source("(x)")])
    assert clause.text == left


@pytest.mark.parametrize(
    "clause",
    [
        "it reports that the bridge opens.",
        "On 6 January it reported that the bridge opens.",
        "according to it, the bridge opens.",
        "it, 6 Jan: the bridge opens.",
    ],
)
def test_what_is_left_of_an_attribution_is_taken_off(clause: str) -> None:
    assert without_attribution(clause) == "the bridge opens."


@pytest.mark.parametrize(
    ("text", "outlet", "published", "said"),
    [
        ("West Times, 6 January 2026\n\nIt opens.", "West Times", date(2026, 1, 6), "It opens."),
        ("west.example, 6 January 2026\n\nIt opens.", "west.example", date(2026, 1, 6), "It opens."),
        ("West Times\nIt opens.", "West Times", None, "It opens."),
        (
            "The bridge opens on Monday\n\nAnn cut the ribbon.",
            "",
            None,
            "The bridge opens on Monday\n\nAnn cut the ribbon.",
        ),
        ("Bridge Opens\n\nAnn cut the ribbon.", "", None, "Bridge Opens\n\nAnn cut the ribbon."),
        ("It opens.", "", None, "It opens."),
    ],
)
def test_the_first_line_of_a_text_may_be_its_outlet(text: str, outlet: str, published: date | None, said: str) -> None:
    source = from_text(text)
    assert (source.outlet, source.published, source.said) == (outlet, published, said)


STORY = """OSLO, 6 January (Far Wire) - Olga Brandt sued the ministry over the Lena bridge, days after it closed. And the mayor, who \
is new, has asked for help. On Friday, Norland sent two cranes to Puerto Sol. Lund denied that prices rose again last year. \
Brandt said: “We will not stand by and watch.” If it rains, the cranes leave the harbour. Estmark was attacked by Westmark at \
night. The plan, critics said, ruined the old harbour."""


@pytest.mark.parametrize(
    "said",
    [
        "Olga Brandt sued the ministry over the Lena bridge.",
        "Olga Brandt sues the ministry over the Lena bridge, days after it closed.",
        "The mayor has asked for help.",
        "Norland sent two cranes to Puerto Sol.",
    ],
)
def test_a_shortened_sentence_is_a_near_copy(said: str) -> None:
    assert is_near_copy(said, STORY)


@pytest.mark.parametrize(
    "said",
    [
        "The ministry sued Olga Brandt over the Lena bridge.",
        "Olga Brandt sued the mayor over the Lena bridge.",
        "Prices rose again last year.",
        "We will not stand by and watch.",
        "The cranes leave the harbour.",
        "Estmark attacked Westmark at night.",
        "Westmark was attacked by Estmark at night.",
        "The plan ruined the old harbour.",
        "Norland sent three cranes to Puerto Sol.",
        "Norland never sent two cranes to Puerto Sol.",
    ],
)
def test_what_says_something_else_with_the_same_words_is_none(said: str) -> None:
    assert not is_near_copy(said, STORY)


@pytest.mark.parametrize(
    ("sentence", "earlier", "leans"),
    [
        ("It may raise tariffs.", [], True),
        ("The deal may raise tariffs.", [], True),
        ("The deal may raise tariffs.", ["A deal was near for weeks."], False),
        ("The House may raise tariffs.", [], False),
        ("Lund may raise tariffs.", [], False),
        ("There were 12 dead.", [], False),
        ("", [], False),
    ],
)
def test_a_sentence_leans_on_what_it_cannot_be_understood_without(
    sentence: str, earlier: list[str], leans: bool
) -> None:
    assert leans_on(sentence, "Norland struck a deal with Estmark.", earlier) is leans
