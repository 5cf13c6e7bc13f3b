"""The two readings as a whole: what they let through, what they refuse, and what they say."""

import random
from collections.abc import Mapping
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.claims import Draft, Source, Verifier, check_claim, first_reading, publishable, review
from retrieval.claims.first_reading.hard_facts import LONGEST_SENTENCE
from retrieval.language.sentences import split_sentences
from tests.retrieval.claims.readers import Reader, reader_that_says

pytestmark = pytest.mark.slow

ARTICLE = """President Ramón Ibarra met the Norwegian envoy Kari Lund in Puerto Sol on Friday, hours before the vote. Prices rose \
12 percent in 2025, the central bank said. Olga Brandt criticised Ibarra and said “we will not stand by”. Norland may raise \
tariffs on Sudonian soybeans. Estmark was attacked by Westmark overnight. The minister denied that the ship had sunk. About \
1.2 billion dollars were spent, and 20 people were killed when 12 houses burned on 6 January 2026."""
CHINESE = "委内瑞拉总统马杜罗星期五在加拉加斯会见了中国特使。物价上涨了12%。"

OWN = [
    "Norland may raise tariffs on Sudonian soybeans",
    "President Ramón Ibarra met the Norwegian envoy Kari Lund in Puerto Sol on Friday.",
    "Daily Example, 6 Jan 2026: Norland may raise tariffs on Sudonian soybeans.",
    "Norland may raise tariffs on Sudonian soybeans, the Daily Example reports.",
]
TOLD = [
    "Prices rose 12 percent in 2025.",
    "In 2025 prices climbed by 12 %, according to the central bank.",
    "President Ibarra received the envoy Kari Lund.",
    "A dozen houses burned on Jan. 6.",
    "Twenty people died.",
    "Brandt said “we will not stand by”.",
    "Officials denied that the ship had gone down.",
    "Daily Example, 6 Jan 2026: Olga Brandt criticised Ibarra.",
    "Soybeans from Sudonia may become dearer, the Daily Example says.",
]
REFUSED = [
    ("Prices rose 13 percent in 2025.", "says 13 percent, the sources say 12 percent"),
    ("12 people were killed.", "says 12, the sources say 20"),
    ("20 people were killed on 8 January 2026.", "says 8 January 2026, the sources say 6 January 2026"),
    ("Prices rose 12 percent in 2024.", "says 2024, which is not in the sources"),
    ("Brandt said “we will stand by”.", "the quote “we will stand by” is not in the sources"),
    ("Lund said “we will not stand by”.", "the sources do not give “we will not stand by” to Lund"),
    ("Brandt said “we will not stand by.", "a quotation mark is not closed"),
    ("“we will not stand by”", "nobody is named as the speaker of “we will not stand by”"),
    ("Moreau criticised Ibarra.", "Moreau is not in the sources"),
    ("Prices rose, the Far Times reports.", "Far Times is not in the sources"),
    ("Prices rose on Saturday.", "says Saturday, the sources say Friday"),
    ("Prices rose, see https://prices.example.", "“https:” has no place in a sentence"),
    ("Prices rose, see prices.com.", "prices.com is not in the sources"),
    ("Prices rose [3].", "“[3]” has no place in a sentence"),
    ("<b>Prices rose.", "“<b” has no place in a sentence"),
    ("Prices\u202e rose.", "a hidden character has no place in a sentence"),
    ("", "there is nothing to compare"),
    ("...", "there is nothing to compare"),
]
# What only a reading of meaning can tell.
TURNED = [
    "Prices fell 12 percent in 2025.",
    "Norland will raise tariffs on Sudonian soybeans.",
    "Estmark attacked Westmark overnight.",
    "Ibarra criticised Olga Brandt.",
    "The ship had sunk.",
]
CITED = [f"Daily Example, 7 January 2026\n\n{ARTICLE}"]


@pytest.mark.parametrize("claim", OWN)
def test_the_sources_own_sentences_are_published_without_a_model(claim: str) -> None:
    verdict = check_claim(claim, CITED)
    assert (verdict.is_supported, verdict.by) == (True, "verbatim"), verdict.reason


@pytest.mark.parametrize("claim", [*TOLD, *TURNED])
def test_other_words_are_published_only_if_a_second_reading_agrees(claim: str) -> None:
    assert check_claim(claim, CITED).is_supported is False
    agreed, refused = (check_claim(claim, CITED, verifier=reader_that_says(says)) for says in (True, False))
    assert (agreed.is_supported, agreed.by) == (True, "model"), agreed.reason
    assert (refused.is_supported, refused.by) == (False, "model")


@pytest.mark.parametrize(("claim", "reason"), REFUSED)
def test_hard_facts_that_no_source_has_are_refused_whoever_agrees(claim: str, reason: str) -> None:
    verdict = check_claim(claim, CITED, verifier=reader_that_says(True))
    assert (verdict.is_supported, verdict.by, verdict.reason) == (False, "rules", reason)


@pytest.mark.parametrize(
    ("claim", "is_supported"),
    [
        ("物价上涨了12%。", True),
        ("委内瑞拉总统马杜罗星期五在加拉加斯会见了中国特使。", True),
        ("马克龙星期五在加拉加斯会见了中国特使。", False),
        ("物价上涨了13%。", False),
    ],
)
def test_chinese_is_checked_by_characters(claim: str, is_supported: bool) -> None:
    assert check_claim(claim, [CHINESE]).is_supported is is_supported


@pytest.mark.parametrize(
    ("claim", "source", "reason"),
    [
        ("Цены выросли на 13 процентов.", "Банк сообщил, что цены выросли на 12 процентов.", "says 13, the sources say 12"),
        ("Президент Лунд прибыл в Эстмарк.", "Президент Ибарра прибыл в Эстмарк. Было холодно.", "Лунд is not in the sources"),
        ("ارتفعت الأسعار بنسبة ١٣ في المئة", "ارتفعت الأسعار بنسبة ١٢ في المئة في العام.", "says ١٣, which is not in the sources"),
        ("一月七日物价上涨。", "一月六日物价上涨。", "says 一月七日, the sources say 一月六日"),
    ],
)  # fmt: skip
def test_numbers_names_and_days_are_checked_in_other_scripts(claim: str, source: str, reason: str) -> None:
    verdict = check_claim(claim, [source], verifier=reader_that_says(True))
    assert (verdict.is_supported, verdict.reason) == (False, reason)


def test_a_stray_name_is_seen_where_nothing_is_written_with_capitals() -> None:
    source = " ".join([ARTICLE] * 4).lower()
    yes = reader_that_says(True)
    assert check_claim("Prices rose in puerto sol.", [source], verifier=yes).is_supported
    assert check_claim("Prices rose in velmora.", [source], verifier=yes).reason == "velmora is not in the sources"


def test_a_piece_of_a_sentence_is_not_verbatim() -> None:
    assert not check_claim("The ship had sunk.", [ARTICLE]).is_supported


WEST = Source("West Times", date(2026, 1, 7), "Bridge opens", "The Lena bridge opened with 12 lanes, Ann Lund said.")
EAST = Source(
    "East Post", date(2026, 1, 6), "Toll rises", "The toll of the Lena bridge rose to 5 crowns, Bo Brandt said."
)
FAR = Source("Far Wire", date(2026, 1, 5), "Rain", "It rained for 12 hours in Norland.")


def test_an_outlets_name_is_no_evidence() -> None:
    assert not first_reading("The West opened the bridge, West Times reports.", [WEST]).passes
    assert first_reading("The bridge was opened, West Times reports.", [WEST]).passes


def test_what_a_clause_gives_to_an_outlet_must_be_in_that_outlets_text() -> None:
    assert first_reading(
        "It has 12 lanes, West Times reports; East Post names a toll of 5 crowns.", [WEST, EAST]
    ).passes
    reading = first_reading("The bridge has 12 lanes, East Post reports.", [WEST, EAST])
    assert reading.reason == "says 12, which is not in the sources"
    assert first_reading("The bridge has 12 lanes.", [WEST, EAST], speaker="West Times").passes
    assert not first_reading("The bridge has 12 lanes.", [WEST, EAST], speaker="East Post").passes


def test_a_speaker_beside_the_sentence_must_be_named_by_the_sources() -> None:
    assert first_reading("The bridge has 12 lanes.", [WEST], speaker="Ann Lund").passes
    assert (
        first_reading("The bridge has 12 lanes.", [WEST], speaker="Bo Brandt").reason
        == "Bo Brandt is not in the sources"
    )


def test_a_source_that_adds_nothing_is_not_cited() -> None:
    assert first_reading("The bridge has 12 lanes and a toll of 5 crowns.", [WEST, FAR, EAST]).cited == (0, 2)
    assert first_reading("The Lena bridge opened with 12 lanes.", [FAR, WEST]).cited == (1,)


def test_nothing_of_a_sentence_in_the_sources_is_refused_without_a_fact() -> None:
    assert first_reading("Everything collapsed.", [WEST]).reason == "none of it is in the sources"


def test_the_second_reading_sees_only_the_sources_that_count() -> None:
    reader = Reader(True)
    verdict = publishable("Twelve lanes were opened by Lund.", [FAR, WEST], verifier=Verifier(reader, name="scripted"))
    assert verdict.cited == (1,)
    assert [item.sources for item in reader.asked[0]] == [(WEST,)]


def test_a_refused_sentence_is_rewritten_once_with_the_complaint() -> None:
    complaints: list[Mapping[int, str]] = []

    def rewrite(refused: Mapping[int, str]) -> Mapping[int, Draft]:
        complaints.append(refused)
        return {0: Draft("Twelve lanes were opened.", (WEST,)), 7: Draft("Nobody asked.", (WEST,))}

    drafts = [Draft("Thirteen lanes were opened.", (WEST,)), Draft("Lund spoke of the bridge.", (WEST,))]
    first, second = review(drafts, verifier=reader_that_says(True), rewrite=rewrite)
    assert complaints == [{0: "says Thirteen, the sources say 12"}]
    assert first.draft.sentence == "Twelve lanes were opened."
    assert first.verdict.is_supported
    assert second.verdict.is_supported


def test_what_leans_on_a_dropped_sentence_goes_with_it_and_so_does_what_leans_on_that() -> None:
    said = ["Thirteen lanes were opened.", "It is the bridge of Lund.", "It has lanes.", "Lund opened the bridge."]
    found = review([Draft(sentence, (WEST,)) for sentence in said], verifier=reader_that_says(True))
    assert [each.verdict.is_supported for each in found] == [False, False, False, True]
    assert found[1].verdict.reason == "it leans on a sentence that was dropped"


def test_without_sources_nothing_is_supported() -> None:
    assert not check_claim("Prices rose 12 percent in 2025.", []).is_supported
    assert not check_claim("Prices rose 12 percent in 2025.", ["", " "]).is_supported


def test_one_false_sentence_refuses_a_claim_of_several() -> None:
    own = "Norland may raise tariffs on Sudonian soybeans. Estmark was attacked by Westmark overnight."
    assert check_claim(own, [ARTICLE]).is_supported
    assert not check_claim(own.replace("by Westmark", "by Norland"), [ARTICLE]).is_supported


PIECES = [
    "Ibarra",
    "prices",
    "rose",
    "fell",
    "not",
    "12",
    "“quote”",
    "met",
    "may",
    "2025",
    "Friday",
    "of,",
    "马杜罗",
    "%",
]
WORDS = st.lists(st.sampled_from(PIECES), max_size=12)
TEXTS = st.one_of(st.text(max_size=120), WORDS.map(" ".join))


@given(TEXTS, st.lists(TEXTS, max_size=3))
@settings(max_examples=150, deadline=None)
def test_no_text_makes_it_raise_and_the_order_of_sources_does_not_matter(claim: str, sources: list[str]) -> None:
    verdict = check_claim(claim, sources)
    assert verdict.reason
    again = check_claim(claim, sources[::-1])
    assert (again.is_supported, again.reason, again.by) == (verdict.is_supported, verdict.reason, verdict.by)
    assert check_claim(claim, sources, verifier=reader_that_says(False)).is_supported <= verdict.is_supported


@given(st.text(max_size=300), TEXTS)
@settings(max_examples=100, deadline=None)
def test_a_verbatim_sentence_is_supported_whatever_else_is_cited(text: str, other: str) -> None:
    for span in split_sentences(text):
        sentence = text[span.start : span.end]
        assert publishable(sentence, [Source(text=text), Source(text=other)]).is_supported or not any(
            c.isalnum() for c in sentence
        )


@given(
    st.integers(100, 10**9),
    st.sampled_from(["{} people were killed.", "Prices rose {} percent in 2025.", "About ${} was spent."]),
)
@settings(max_examples=60, deadline=None)
def test_a_number_that_no_source_has_is_never_supported(number: int, frame: str) -> None:
    if number not in {2025, 2026}:
        assert not check_claim(frame.format(number), [ARTICLE], verifier=reader_that_says(True)).is_supported


NAME_FRAMES = [
    "Olga {} criticised Ibarra.",
    "{} said prices rose.",
    "{}'s prices rose 12 percent in 2025.",
    "Prices rose 12 percent in 2025, {} said.",
]


@given(st.sampled_from(["Tessier", "Qvist", "Abubakar", "Zeballos"]), st.sampled_from(NAME_FRAMES))
def test_a_name_that_no_source_has_is_never_supported(name: str, frame: str) -> None:
    assert not check_claim(frame.format(name), [ARTICLE], verifier=reader_that_says(True)).is_supported


def test_huge_inputs_cost_a_bounded_time_and_a_huge_claim_is_refused() -> None:
    chance = random.Random(1)
    noise = " ".join(chance.choice(["the", "the the", "a", "“", "12", "Ibarra", "not"]) for _ in range(60_000))
    yes = reader_that_says(True)
    assert not check_claim("x" * (LONGEST_SENTENCE + 1), [ARTICLE], verifier=yes).is_supported
    assert not check_claim("Ibarra sold 77 ships to Lund.", [noise, "the " * 100_000], verifier=yes).is_supported
    assert not check_claim("the " * 700, [noise]).is_supported
    assert not check_claim("Ibarra not 12 Lund " * 150, [noise]).is_supported
