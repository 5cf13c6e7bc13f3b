import pytest

from bot.digest.articles.own_sentences import extract_statements, is_near, is_retold, read_sentences
from bot.digest.articles.sentence_faults import sentence_fault
from tests.builders import article


@pytest.mark.parametrize(
    ("sentence", "fault"),
    [
        ("The port authority of Ansel opened the harbour bridge on Monday, nine years late.", ""),
        ("安塞尔港务局周一宣布，历时九年的海港大桥正式通车。", ""),
        ("Mayor Ilse Tarn said she would cross the harbour bridge on foot on Monday.", ""),
        ("He said the harbour bridge would open on Monday despite the strong wind.", "dangling"),
        ("This was the third delay of the harbour bridge in as many years.", "dangling"),
        ("The ministry said the harbour bridge would open on Monday despite the wind.", "dangling"),
        ("In a speech he praised the builders of the bridge for their patience.", "dangling"),
        ("We have waited nine long years for this harbour bridge to open.", "dangling"),
        ("Readers told us that we should cross the new harbour bridge at night.", "speaks to the reader"),
        ("Sign up for the newsletter on harbour bridges of the whole region.", "boilerplate"),
        ("AI-assisted summary The harbour bridge of Port Ansel opened on Monday.", "boilerplate"),
        ("Shares of Lena Steel were oversubscribed on Monday, the exchange of Ansel said.", ""),
        ("A bridge, nine years late, over the harbour of Port Ansel", "fragment"),
        ("Too short a sentence.", "fragment"),
        ("Ansel opened the bridge (which took nine years to build on Monday.", "unbalanced"),
        ("Ansel " + "opened and opened " * 18 + "the bridge.", "too long"),
    ],
)
def test_a_sentence_stands_alone_or_has_a_fault(sentence: str, fault: str) -> None:
    assert sentence_fault(sentence) == fault


def test_a_dateline_is_no_part_of_the_sentence() -> None:
    told = article(text="PORT ANSEL, Jan 6 (Far Wire) - The harbour bridge opened on Monday. More later.")
    assert read_sentences(told)[0] == "The harbour bridge opened on Monday."


def test_the_best_statement_is_concrete_and_those_with_a_fault_come_last() -> None:
    told = article(
        "Harbour bridge opens",
        text="It was about time. Port Ansel opened its harbour bridge on Monday after nine years and 40 million crowns. "
        "He was happy.",
    )
    statements = extract_statements(told, gist=frozenset({"bridg", "open"}))
    assert statements[0].text.startswith("Port Ansel opened its harbour bridge")
    assert [bool(statement.fault) for statement in statements] == sorted(bool(s.fault) for s in statements)


def test_every_statement_is_a_span_of_the_article() -> None:
    told = article(
        "Harbour bridge opens after nine years", text="Port Ansel opened its bridge on Monday, the mayor said."
    )
    stored = f"{told.title} {told.body}"
    assert all(statement.text.rstrip(".") in stored for statement in extract_statements(told, gist=frozenset()))


def test_sentences_that_tell_the_same_are_near_each_other() -> None:
    assert is_near("Port Ansel opens harbour bridge", "Harbour bridge opens in Port Ansel")
    assert not is_near("Port Ansel opens harbour bridge", "Minister Orla Venn resigns over grain")


@pytest.mark.parametrize(
    ("one", "other", "is_one_report"),
    [
        (
            "Port Ansel opens harbour bridge after nine years",
            "Ansel's harbour bridge was opened on Monday by the minister before hundreds of guests.",
            True,
        ),
        (
            "Port Ansel opens harbour bridge after nine years",
            "Ferry owners of Lena fear that the bridge takes their passengers away.",
            False,
        ),
    ],
)
def test_two_sentences_that_hold_one_event_are_one_report(one: str, other: str, is_one_report: bool) -> None:
    assert is_retold(one, other) == is_retold(other, one) == is_one_report
    assert not is_near(one, other)


def test_what_a_named_speaker_says_of_it_stands_alone() -> None:
    assert not sentence_fault("“It is a farce of a bridge,” Minister Orla Venn said of the harbour bridge of Ansel.")
    assert sentence_fault("“It is a farce of a bridge,” she said of the harbour bridge of Port Ansel.") == "dangling"


def test_a_sentence_of_an_agency_may_be_long_and_a_headline_may_not() -> None:
    long = (
        "The port authority of Ansel said on Monday that the harbour bridge, which took nine years and forty million crowns to "
        "build, would be opened to lorries before the end of May although the ferry owners of Lena object to it."
    )
    told = article("Harbour bridge of Ansel opens to lorries in May", text=long)
    assert not next(each for each in extract_statements(told, gist=frozenset()) if each.text == long).fault


def test_an_initial_ends_no_sentence() -> None:
    """ "The court freed Joseph I." was told as a sentence."""
    told = article(text="The court of Port Ansel freed Joseph I. Berman on Monday. The mayor of Port Ansel wept.")
    assert read_sentences(told)[0] == "The court of Port Ansel freed Joseph I. Berman on Monday."


@pytest.mark.parametrize("quote", ["“{}” said Mayor Venn.", '"{}" said Mayor Venn.'])
def test_a_sentence_inside_a_longer_quotation_is_not_taken_without_its_speaker(quote: str) -> None:
    told = article(text=quote.format("The bridge is ours. The East built nothing of it. We paid for it all,"))
    assert "The East built nothing of it." not in read_sentences(told)


def test_a_sentence_that_is_nothing_but_a_quotation_has_no_speaker() -> None:
    assert sentence_fault("“The bridge of Port Ansel will never carry another lorry.”") == "quote without speaker"


def test_a_sentence_that_names_nobody_and_nothing_is_not_told_alone() -> None:
    told = article(
        "Council of Port Ansel votes for the bridge",
        text="A joint effort ended with all members but one voting for the bridge. Port Ansel pays 40 million crowns for it.",
    )
    faults = {each.text[:9]: each.fault for each in extract_statements(told, gist=frozenset())}
    assert faults["A joint e"] == "names nobody and nothing"


def test_a_sentence_that_leans_on_what_stood_before_it_is_out_of_context() -> None:
    told = article(
        "Ansel counts fewer drowned than there were",
        text="Officials of Ansel counted fewer people drowned than there were. "
        "The final count left out those drowned who were found in Ansel later. "
        "The drowned of Ansel were 40 people more, fishermen of Lena said.",
    )
    faults = {statement.text[:9]: statement.fault for statement in extract_statements(told, gist=frozenset())}
    assert faults["The final"] == "out of context"
    assert not faults["The drown"]
