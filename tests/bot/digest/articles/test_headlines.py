import pytest

from bot.digest.articles.headlines import headline_fault, headline_manner, stated_headline, trim_headline


@pytest.mark.parametrize(
    ("title", "trimmed"),
    [
        ("UPDATE 1-Port Ansel opens its harbour bridge", "Port Ansel opens its harbour bridge"),
        ("Exclusive | Port Ansel opens its bridge", "Port Ansel opens its bridge"),
        ("Port Ansel opens its bridge - West Times", "Port Ansel opens its bridge"),
        ("Port Ansel opens its bridge - at last", "Port Ansel opens its bridge - at last"),
        ("Bridge says much about us: West Times editorial", "Bridge says much about us"),
        ("Lena Steel builds the bridge (LENA:ANSX)", "Lena Steel builds the bridge"),
        ("Watch Minister Orla Venn Opens the Lena Bridge", "Minister Orla Venn Opens the Lena Bridge"),
        ("Watch the bridge of Port Ansel open", "Watch the bridge of Port Ansel open"),
        ("[Port Analysis] Ansel opens its bridge to lorries", "Ansel opens its bridge to lorries"),
        ("Flash: Port Ansel opens its bridge", "Port Ansel opens its bridge"),
        ("Port Ansel opens its bridge-West Times", "Port Ansel opens its bridge"),
        ("Port Ansel opens its bridge to U.S.-made lorries", "Port Ansel opens its bridge to U.S.-made lorries"),
        ("Port Ansel opens its bridge | Ansel News", "Port Ansel opens its bridge"),
    ],
)
def test_labels_and_the_outlets_name_are_trimmed(title: str, trimmed: str) -> None:
    assert trim_headline(title, ["West Times"]) == trimmed


@pytest.mark.parametrize(
    ("headline", "fault"),
    [
        ("Port Ansel opens its harbour bridge after nine years", ""),
        ("Mayor ‘would do it again’ as bridge opens", ""),
        ("安塞尔港大桥历时九年终于通车", ""),
        ("Why Port Ansel waited nine years for its bridge", "question"),
        ("Will the bridge of Port Ansel ever open?", "question"),
        ("The long road to the bridge of Port Ansel", "fragment"),
        ("Bridge opens: all you need to", "cut off"),
        ("Bridge opens and everything you need is a ticket", "speaks to the reader"),
        ("Bridge opens", "fragment"),
        ("See how the council of Port Ansel voted on the bridge", "speaks to the reader"),
        ("Look back at the day the Lena bridge opened to cars", "speaks to the reader"),
    ],
)
def test_a_headline_is_a_sentence_or_has_a_fault(headline: str, fault: str) -> None:
    assert headline_fault(headline) == fault


@pytest.mark.parametrize("hedge", ["report", "sources", "state media", "analysts"])
def test_a_hedge_is_part_of_the_headline(hedge: str) -> None:
    """ ": report" was cut off, and the claim became the outlet's fact."""
    assert trim_headline(f"Port Ansel sinks its own ferry: {hedge}") == f"Port Ansel sinks its own ferry: {hedge}"


@pytest.mark.parametrize(
    ("headline", "fault"),
    [
        ("‘Port Ansel will never open this bridge’", "quote without speaker"),
        ("‘Port Ansel will never open this bridge’, says Mayor Venn", ""),
        ("Everything we know about the fallen Lena bridge opens questions", "speaks to the reader"),
        ("Lo último sobre el puente de Lena", "speaks to the reader"),
    ],
)
def test_a_quotation_has_a_speaker_and_a_teaser_tells_nothing(headline: str, fault: str) -> None:
    assert headline_fault(headline) == fault


def test_a_headline_of_another_language_is_not_judged_by_english_verbs() -> None:
    assert headline_fault("Ansel exige la apertura del puente", "es") == ""
    assert headline_fault("Ansel exige la apertura del puente") == "fragment"


@pytest.mark.parametrize(
    ("headline", "stated"),
    [
        ("Why the Lena bridge stays closed to lorries", "The Lena bridge stays closed to lorries"),
        ("How Port Ansel lost its last ferry to the bridge", "Port Ansel lost its last ferry to the bridge"),
        ("Toll trouble: why Port Ansel may lower its bridge fee", "Port Ansel may lower its bridge fee"),
        ("Why ‘toll dodgers’ are back on the bridge", "‘Toll dodgers’ are back on the bridge"),
        ("Port Ansel opens its bridge – and why it matters", "Port Ansel opens its bridge"),
    ],
)
def test_a_headline_that_explains_a_fact_states_it(headline: str, stated: str) -> None:
    assert stated_headline(headline) == stated


@pytest.mark.parametrize(
    "headline",
    [
        "How to cross the Lena bridge without paying",
        "Why did Port Ansel open its bridge so late",
        "How it feels to cross the Lena bridge",
        "Why the bridge of Port Ansel is so late",
        "Why Port Ansel must close its bridge to lorries",
        "Why the mayor can't lower the bridge toll",
        "How Port Ansel sees its new bridge",
        "Why Port Ansel waits; what the mayor wants",
        "Why the long road to the bridge",
        "Port Ansel opens its bridge",
        "Race for the last harbour on the coast: why the mayor goes all in",
    ],
)
def test_a_headline_that_states_nothing_stays_as_it_is(headline: str) -> None:
    assert stated_headline(headline) == headline


def test_the_name_of_a_series_is_trimmed_where_a_whole_headline_follows() -> None:
    assert trim_headline("Harbour Talk | Mayor calls the bridge a mistake") == "Mayor calls the bridge a mistake"
    assert trim_headline("Bridge opens | West Times", ["West Times"]) == "Bridge opens"
    assert trim_headline("Mayor calls the new bridge a mistake | Port news") == "Mayor calls the new bridge a mistake"


@pytest.mark.parametrize(
    "headline",
    [
        "Engineer Ada Lind on why the bridge must carry trains",
        "The bridge and the harbour: 3 scenarios for freight",
        "Lena Bridge Closed: What This Means for Port Ansel",
        "Five engineers and a welder who moved to Port Ansel in June",
    ],
)
def test_what_only_looks_like_a_sentence_is_none(headline: str) -> None:
    assert headline_fault(headline) in ("question", "fragment")


def test_verbs_count_before_on_why_and_after_a_clause_with_who() -> None:
    assert headline_fault("Engineers disagree on why the bridge sways") == ""
    assert headline_fault("Welder who built the bridge wins a medal") == ""


@pytest.mark.parametrize(
    ("title", "trimmed"),
    [
        ("Mayor Venn opens the harbour bridge (+Video)", "Mayor Venn opens the harbour bridge"),
        ("Mayor Venn opens the harbour bridge #Ansel #7Jan", "Mayor Venn opens the harbour bridge"),
        ("Mayor Venn opens the harbour bridge 👉https://ansel.example/b", "Mayor Venn opens the harbour bridge"),
        ("Mayor Venn opens the harbour bridge - International - World", "Mayor Venn opens the harbour bridge"),
        ("Mayor Venn opens the harbour bridge | Watch", "Mayor Venn opens the harbour bridge"),
        ("Mayor Venn opens the harbour bridge - reports", "Mayor Venn opens the harbour bridge - reports"),
        ("Column: The harbour bridge turns the town around", "The harbour bridge turns the town around"),
        ("Scoop: Mayor Venn closes the harbour bridge", "Mayor Venn closes the harbour bridge"),
        ("Old bridge of Ansel | Mayor Venn opens the new one", "Mayor Venn opens the new one"),
    ],
)
def test_what_hangs_on_a_headline_is_trimmed_and_who_reports_it_is_not(title: str, trimmed: str) -> None:
    assert trim_headline(title) == trimmed


@pytest.mark.parametrize(
    "headline",
    [
        "MAYOR VENN OPENS THE HARBOUR BRIDGE OF PORT ANSEL",
        "«Que abran el puente y vengan los barcos a Ansel»",
        "Así fue la apertura del puente de Puerto Ansel",
        "La alcaldesa abre el puente y esto fue lo que dijo",
    ],
)
def test_a_flash_in_capitals_and_a_teaser_are_no_sentences(headline: str) -> None:
    assert headline_manner(headline, "es" if "puente" in headline else "en") is None


def test_a_promise_behind_a_full_stop_is_left_out() -> None:
    assert (
        stated_headline("Port Ansel lowers the toll of its bridge. Here’s why")
        == "Port Ansel lowers the toll of its bridge"
    )
