"""Numbers, days, quotes, names and attributions, each on its own."""

import pytest

from retrieval.claims.attribution import without_attribution
from retrieval.claims.check import examine
from retrieval.claims.dates import calendar_days, missing_day
from retrieval.claims.names import missing_name, missing_word
from retrieval.claims.opposites import are_opposite, denied_forms
from retrieval.claims.quantities import missing_quantity, quantities
from retrieval.claims.quotes import missing_quote, quotes
from retrieval.claims.support import common_length
from retrieval.claims.tokens import read
from retrieval.claims.weighing import weigh, wording_of


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("$1.2 billion", [(1.2e9, "$")]),
        ("1,200 million dollars", [(1.2e9, "$")]),
        ("two hundred and five thousand tonnes", [(205_000, "t")]),
        ("a dozen ships and half a million euros", [(12, ""), (500_000, "€")]),
        ("3.5 per cent", [(3.5, "%")]),
        ("from 10 to 12 percent", [(10, "%"), (12, "%")]),
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
    (day,) = calendar_days(read(f"It was on {written}."))
    assert (day.year, day.month, day.day) == (2026, 1, 6)


@pytest.mark.parametrize(
    ("claim", "source", "is_missing"),
    [
        ("on 6 January", "on Jan. 6, 2026", False),
        ("on 7 January", "on Jan. 6, 2026", True),
        ("on 6 January 2025", "on Jan. 6, 2026", True),
        ("it may 6 times", "nothing", False),
    ],
)
def test_a_day_must_stand_in_the_sources(claim: str, source: str, is_missing: bool) -> None:
    assert bool(missing_day(calendar_days(read(claim)), calendar_days(read(source)))) is is_missing


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
        ("The Paris police came.", "French police came.", True),
        ("Moreau's ship sank.", "The ship sank.", True),
        ("They met on Friday.", "they met fri.", False),
        ("Later Ibarra spoke.", "Ibarra spoke.", False),
        ("It was sunny in Puerto Sol.", "it is sunny in PS today", False),
        ("It was sunny in Puerto Sol.", "it is sunny today", True),
        ("Many turned from neo-Ibarrism.", "A neo-Ibarra club closed.", False),
        ("The People's Flag flew.", "It was declared the people's flag of the city.", False),
    ],
)
def test_names_must_stand_in_the_sources(claim: str, source: str, is_missing: bool) -> None:
    assert bool(missing_name(read(claim), read(source))) is is_missing


@pytest.mark.parametrize(
    ("claim", "left"),
    [
        ("Global Times, 6 Jan 2026: China rose.", "China rose."),
        ("Noticias Ejemplo (2026-01-06): China rose.", "China rose."),
        ("Reuters: China rose.", "China rose."),
        ("scmp.com: China rose.", "China rose."),
        ("新华社：中国", "中国"),
        ("Ibarra: we won", "Ibarra: we won"),
        ("The meeting began at 10:30 on Friday", "The meeting began at 10:30 on Friday"),
    ],
)
def test_only_an_outlet_is_taken_off_the_front(claim: str, left: str) -> None:
    assert without_attribution(claim) == left


@pytest.mark.parametrize(
    ("one", "other", "are"),
    [
        ("rose", "fell", True),
        ("rising", "falls", True),
        ("rose", "grew", False),
        ("выросли", "упали", True),
        ("ارتفعت", "انخفضت", True),
    ],
)
def test_opposites_are_known_in_every_form(one: str, other: str, are: bool) -> None:
    assert are_opposite(read(one).words[0], read(other).words[0]) is are


@pytest.mark.parametrize(
    ("form", "known", "are"),
    [
        ("unable", "able", True),
        ("able", "unable", True),
        ("illegal", "legal", True),
        ("dishonest", "honest", True),
        ("discovers", "covers", False),
        ("income", "come", False),
        ("under", "der", False),
    ],
)
def test_opposites_by_a_prefix_are_known_and_look_alikes_are_not(form: str, known: str, are: bool) -> None:
    assert (known in denied_forms(form)) is are


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


def test_the_longest_common_subsequence_is_counted_in_words() -> None:
    assert common_length(["a", "b", "c", "d"], ["x", "a", "c", "y", "d"]) == 3
    assert common_length([], ["a"]) == 0


TALK = (
    "Ann: do you want to see the film with me tonight? . Bo: I can't, I have my exam tomorrow, but you can take my sister . "
    "Ann: ok, I'll ask her ."
)


@pytest.mark.parametrize(
    ("claim", "source", "wording"),
    [
        ("The minister denied that the ship had sunk.", "On Friday the minister denied that the ship had sunk.", "copied"),
        ("A denial came from the ministry: no vessel went down.", "On Friday the minister denied that the ship had sunk.", "reworded"),
        ("The minister feared that the ship had sunk.", "On Friday the minister denied that the ship had sunk.", "copied"),
        ("A minister has now denied losses, adding that a ship sank.", "The minister denied that the ship had sunk.", "reworded"),
        ("Ann invites her friend to the cinema, and he suggests asking his sister.", TALK, "spoken"),
        ("Bo asks my sister for the film.", TALK, "spoken"),
    ],
)  # fmt: skip
def test_a_claim_is_weighed_by_how_it_is_told(claim: str, source: str, wording: str) -> None:
    examination = examine(claim, source)
    assert examination is not None
    assert wording_of(examination.figures) == wording


def test_what_talk_does_not_touch_on_is_too_little_even_in_free_words() -> None:
    examination = examine("The mayor resigned after the scandal about the harbour.", TALK)
    assert examination is not None
    assert wording_of(examination.figures) == "spoken"
    assert weigh(examination.figures) < 0.5


@pytest.mark.parametrize(
    ("claim", "figure"),
    [
        ("Bo declines, and nobody ever tells the sister.", "denied_alone"),
        ("Bo turned up before lunch.", "near_opposite"),
        ("Bo had a short lunch with an unhappy sister.", "near_opposite"),
        ("Bo had only lunch with his sister.", "shut_out"),
    ],
)
def test_what_is_denied_or_turned_round_far_from_any_copied_sentence_is_seen(claim: str, figure: str) -> None:
    source = "Bo had lunch with his happy sister. Then they left after a long talk. It rained."
    assert _figures(claim, source)[figure] == 1
    assert _figures("Bo had lunch and his sister came.", source)[figure] == 0


def test_what_a_claim_opens_with_is_looked_for_where_it_rests() -> None:
    source = "Bo had lunch with his sister. The harbour was closed. Trains stood still. The mayor spoke. It rained. Ann slept."
    assert _figures("The sister of Bo had lunch after all.", source)["head_near"] == 1
    assert _figures("Carpenters struck while Bo had lunch with his sister.", source)["head_near"] < 1


def _figures(claim: str, source: str) -> dict[str, float]:
    examination = examine(claim, source)
    assert examination is not None
    return examination.figures
