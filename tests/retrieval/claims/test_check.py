"""The gate as a whole: what it lets through, what it refuses, and what it says."""

import random
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.claims import check_claim
from retrieval.claims.check import LONGEST_CLAIM
from retrieval.language.sentences import split_sentences
from retrieval.ports import Vectors
from tests.fakes import FakeEmbedder

ARTICLE = """President Ramón Ibarra met the Norwegian envoy Kari Lund in Puerto Sol on Friday, hours before the vote. Prices rose \
12 percent in 2025, the central bank said. Olga Brandt criticised Ibarra and said “we will not stand by”. Norland may raise \
tariffs on Sudonian soybeans. Estmark was attacked by Westmark overnight. The minister denied that the ship had sunk. About \
1.2 billion dollars were spent, and 20 people were killed when 12 houses burned on 6 January 2026."""
CHINESE = "委内瑞拉总统马杜罗星期五在加拉加斯会见了中国特使。物价上涨了12%。"

SUPPORTED = [
    "Prices rose 12 percent in 2025.",
    "Prices rose by 12 % in 2025, according to the central bank.",
    "Norland may raise tariffs on Sudonian soybeans",
    "Ramón Ibarra met the Norwegian envoy Kari Lund in Puerto Sol.",
    "A dozen houses burned on Jan. 6.",
    "20 people were killed.",
    "Brandt said “we will not stand by”.",
    "The minister denied that the ship had sunk.",
    "Daily Example, 6 Jan 2026: Olga Brandt criticised Ibarra.",
    "The Example Times: Olga Brandt criticised Ibarra.",
]
REFUSED = [
    ("Prices rose 13 percent in 2025.", "says 13 percent, the sources say 12 percent"),
    ("Prices fell 12 percent in 2025.", "“fell” where the sources say “rose”"),
    ("Prices did not rise 12 percent in 2025.", "denies “rise”, the sources do not"),
    ("12 people were killed.", "says 12, the sources say 20"),
    ("20 people were killed on 7 January 2026.", "says 7 January 2026, the sources say 6 January 2026"),
    ("Brandt said “we will stand by”.", "the quote “we will stand by” is not in the sources"),
    ("Moreau criticised Ibarra.", "Moreau is not in the sources"),
    ("moreau met the envoy Kari Lund on Saturday.", "Saturday is not in the sources"),
    ("Norland will raise tariffs on Sudonian soybeans.", "“raise” is certain in the claim, not in the sources"),
    ("Estmark attacked Westmark overnight.", "“Estmark attacked Westmark”: in the sources it is the other way round"),
    ("Ibarra criticised Olga Brandt.", "“Ibarra criticised Olga”: in the sources it is the other way round"),
    ("The minister said that the ship had sunk.", "the sources deny “ship”, the claim does not"),
    ("Prices rose 12 percent in 2025 under heavy foreign pressure.", "“heavy foreign pressure” is not in the sources"),
    ("", "there is nothing to compare"),
    ("...", "there is nothing to compare"),
]


@pytest.mark.parametrize("claim", SUPPORTED)
def test_what_the_sources_say_in_their_words_is_supported(claim: str) -> None:
    verdict = check_claim(claim, [ARTICLE])
    assert verdict.is_supported, verdict.reason


@pytest.mark.parametrize(("claim", "reason"), REFUSED)
def test_what_they_do_not_say_is_refused_with_a_reason_that_a_person_understands(claim: str, reason: str) -> None:
    verdict = check_claim(claim, [ARTICLE])
    assert not verdict.is_supported
    assert verdict.reason == reason


@pytest.mark.parametrize(
    ("claim", "is_supported"),
    [
        ("物价上涨了12%。", True),
        ("马杜罗星期五在加拉加斯会见了中国特使。", True),
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
        ("Цены не выросли на 12 процентов.", "Цены выросли на 12 процентов в 2025 году.", "denies “выросли”, the sources do not"),
        ("Цены упали на 12 процентов.", "Цены выросли на 12 процентов в 2025 году.", "“упали” where the sources say “выросли”"),
        ("Президент Лунд прибыл в Эстмарк.", "Президент Ибарра прибыл в Эстмарк. Было холодно.", "Лунд is not in the sources"),
        ("ارتفعت الأسعار بنسبة ١٣ في المئة", "ارتفعت الأسعار بنسبة ١٢ في المئة في العام.", "says ١٣, which is not in the sources"),
        ("لم ترتفع الأسعار بنسبة 12 في المئة", "ارتفعت الأسعار بنسبة 12 في المئة في العام.", "denies “ترتفع”, the sources do not"),
        ("一月七日物价上涨。", "一月六日物价上涨。", "says 一月七日, the sources say 一月六日"),
    ],
)  # fmt: skip
def test_numbers_names_days_and_denials_are_checked_in_other_scripts(claim: str, source: str, reason: str) -> None:
    verdict = check_claim(claim, [source])
    assert (verdict.is_supported, verdict.reason) == (False, reason)


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("Цены выросли на 12 процентов.", "Банк сообщил, что цены выросли на 12 процентов."),
        ("ارتفعت الأسعار بنسبة 12 في المئة", "ارتفعت الأسعار بنسبة 12 في المئة في العام."),
    ],
)
def test_what_sources_in_other_scripts_say_is_supported(claim: str, source: str) -> None:
    assert check_claim(claim, [source]).is_supported


def test_a_denial_whose_verb_is_new_is_refused_too() -> None:
    verdict = check_claim("Prices did not climb 12 percent in 2025.", ["Prices rose 12 percent in 2025, it said."])
    assert verdict.reason == "denies “climb”, the sources do not"


SHORT = "Ann won the race in Puerto Sol on Friday. Her coach blamed the wind for the slow start. Bo came second and left early."


def test_short_pieces_of_a_text_with_a_stray_word_between_them_are_refused() -> None:
    verdict = check_claim("Her coach praised the wind in Puerto Sol.", [SHORT])
    assert verdict.reason == "its words are in the sources, but not together"


def test_a_stray_name_is_seen_where_nothing_is_written_with_capitals() -> None:
    source = " ".join([ARTICLE, ARTICLE, SHORT, SHORT]).lower()
    assert check_claim("Ann won the race in puerto sol.", [source]).is_supported
    assert check_claim("Ann won the race in velmora.", [source]).reason == "velmora is not in the sources"


def test_a_word_that_shuts_out_what_talk_does_not_is_refused() -> None:
    talk = "Ann: do you want to come to the cinema with me? . Bo: I can't, I have my exam tomorrow, you can take my sister ."
    assert check_claim("Ann invites Bo to the cinema, and Bo suggests to take his sister.", [talk]).is_supported
    assert not check_claim(
        "Ann invites only Bo to the cinema, and Bo suggests to take his sister.", [talk]
    ).is_supported


def test_a_piece_of_a_sentence_is_not_verbatim() -> None:
    assert not check_claim("The ship had sunk.", [ARTICLE]).is_supported


def test_without_sources_nothing_is_supported() -> None:
    assert not check_claim("Prices rose 12 percent in 2025.", []).is_supported
    assert not check_claim("Prices rose 12 percent in 2025.", ["", " "]).is_supported


def test_an_outlet_that_the_caller_names_may_stand_before_the_claim() -> None:
    claim = "Zwölf Uhr: Olga Brandt criticised Ibarra."
    assert check_claim(claim, [ARTICLE], outlets=["Zwölf Uhr"]).is_supported
    assert not check_claim(claim, [ARTICLE]).is_supported


def test_one_false_sentence_refuses_a_claim_of_several() -> None:
    assert check_claim("Prices rose 12 percent in 2025. 20 people were killed.", [ARTICLE]).is_supported
    assert not check_claim("Prices rose 12 percent in 2025. 21 people were killed.", [ARTICLE]).is_supported


def test_an_embedder_can_only_make_the_gate_stricter() -> None:
    for claim, _ in REFUSED:
        assert not check_claim(claim, [ARTICLE], embedder=FakeEmbedder()).is_supported
    assert check_claim("20 people were killed when 12 houses burned.", [ARTICLE], embedder=FakeEmbedder()).is_supported


class FarEmbedder(FakeEmbedder):
    """Questions point away from every passage."""

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        return np.tile(np.eye(1, self.dimensions, dtype=np.float32), (len(texts), 1))

    def embed_query(self, text: str) -> Vectors:
        away: Vectors = -np.eye(1, self.dimensions, dtype=np.float32)[0]
        return away


def test_a_claim_far_from_every_sentence_in_meaning_is_refused() -> None:
    verdict = check_claim("20 people were killed when 12 houses burned.", [ARTICLE], embedder=FarEmbedder())
    assert verdict.reason == "no passage of the sources is near it in meaning"


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
    assert 0 <= verdict.score <= 1
    assert verdict.reason
    assert check_claim(claim, sources[::-1]) == verdict


@given(st.text(max_size=300), TEXTS)
@settings(max_examples=100, deadline=None)
def test_a_verbatim_sentence_is_supported_whatever_else_is_cited(text: str, other: str) -> None:
    for span in split_sentences(text):
        sentence = text[span.start : span.end]
        assert check_claim(sentence, [text, other]) == check_claim(sentence, [other, text])
        assert check_claim(sentence, [text, other]).is_supported or not any(c.isalnum() for c in sentence)


@given(
    st.integers(100, 10**9),
    st.sampled_from(["{} people were killed.", "Prices rose {} percent in 2025.", "About ${} was spent."]),
)
@settings(max_examples=60, deadline=None)
def test_a_number_that_no_source_has_is_never_supported(number: int, frame: str) -> None:
    if number not in {2025, 2026}:
        assert not check_claim(frame.format(number), [ARTICLE]).is_supported


NAME_FRAMES = [
    "Olga {} criticised Ibarra.",
    "{} said prices rose.",
    "{}'s prices rose 12 percent in 2025.",
    "Prices rose 12 percent in 2025, {} said.",
]


@given(st.sampled_from(["Tessier", "Qvist", "Abubakar", "Zeballos"]), st.sampled_from(NAME_FRAMES))
def test_a_name_that_no_source_has_is_never_supported(name: str, frame: str) -> None:
    assert not check_claim(frame.format(name), [ARTICLE]).is_supported


def test_huge_inputs_cost_a_bounded_time_and_a_huge_claim_is_refused() -> None:
    chance = random.Random(1)
    noise = " ".join(chance.choice(["the", "the the", "a", "“", "12", "Ibarra", "not"]) for _ in range(60_000))
    assert not check_claim("x" * (LONGEST_CLAIM + 1), [ARTICLE]).is_supported
    assert not check_claim("Ibarra sold 77 ships to Lund.", [noise, "the " * 100_000]).is_supported
    assert not check_claim("the " * 1200, [noise]).is_supported
