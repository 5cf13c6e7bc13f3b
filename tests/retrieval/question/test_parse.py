"""What a question asks: a broad table, each line a question and what must be understood."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

import pytest

from retrieval.answers import Query
from retrieval.question.parse import understand
from retrieval.question.wanted_sources.outlet_names import NameBook
from retrieval.sources.catalog import Catalog
from retrieval.sources.outlets import Outlet, Registry
from tests.builders import NOON
from tests.retrieval.answering import catalog as make_catalog


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalog]:
    yield make_catalog(Path(tmp_path_factory.mktemp("catalog")))


def ask(catalog: Catalog, question: str, **more: object) -> Query:
    return understand(question, catalog=catalog, now=NOON, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("question", "outlets", "content"),
    [
        ("what did Global Times say on Maduro?", "Global Times", "Maduro"),
        ("what did global times say on maduro", "Global Times", "maduro"),
        ("What did the SCMP report about the ferry?", "South China Morning Post", "ferry"),
        ("According to Reuters, who lost?", "Reuters", "who lost"),
        ("Reuters on the harbour", "Reuters", "harbour"),
        ("Reuters: harbour fire", "Reuters", "harbour fire"),
        ("Global Times' coverage of the harbour", "Global Times", "harbour"),
        ("How did Bloomberg describe the merger of the two ports?", "Bloomberg", "merger of the two ports"),
        ("which deal did Reuters report?", "Reuters", "deal"),
        ("anything about penguins in The Independent?", "The Independent", "penguins"),
        ("rare earths from Reuters", "Reuters", "rare earths"),
        ("Is there news about chips from Bloomberg?", "Bloomberg", "chips"),
        ("what did AP say about the deal", "Associated Press", "deal"),
        ("Did Reuters report on the strikes?", "Reuters", "strikes"),
        ("What did Bloomberg.com say about nickel?", "Bloomberg", "nickel"),
        ("What did The Nation say about rent?", "The Nation (Pakistan)|The Nation (US)", "rent"),
        ("环球时报如何报道马杜罗", "Global Times", "马杜罗"),
        ("新华社对台湾问题怎么说？", "Xinhua", "台湾问题"),
        ("据新华社报道，港口在哪里", "Xinhua", "港口在哪里"),
        ("¿qué dijo Reuters sobre Maduro?", "Reuters", "Maduro"),
        ("Según Xinhua, ¿quién perdió?", "Xinhua", "quién perdió"),
        ("Was sagte Reuters über den Hafen?", "Reuters", "den Hafen"),
        ("Que dit Reuters sur Maduro ?", "Reuters", "Maduro"),
        ("что сказал Reuters о Мадуро", "Reuters", "Мадуро"),
        ("What has Reuters been saying about the harbour?", "Reuters", "harbour"),
        ("What's Reuters saying on the harbour?", "Reuters", "harbour"),
        ("Has Reuters written anything about Lune?", "Reuters", "Lune"),
        ("Does Reuters have any news about Lune?", "Reuters", "Lune"),
        ("Can you tell me what Reuters said about Lune?", "Reuters", "Lune"),
        ("I'd like to know what Reuters reported on Lune", "Reuters", "Lune"),
        ("I want to know what Reuters thinks of Lune.", "Reuters", "Lune"),
        ("Summarize Reuters coverage of Lune", "Reuters", "Lune"),
        ("Find Reuters articles on New Lune", "Reuters", "New Lune"),
        ("What's the take of Reuters on Lune?", "Reuters", "Lune"),
        ("What's Reuters's angle on Lune?", "Reuters", "Lune"),
        ("How is Lune portrayed in Reuters?", "Reuters", "Lune"),
        ("In Reuters, what was said about Lune?", "Reuters", "Lune"),
        ("From Reuters: anything about Lune?", "Reuters", "Lune"),
        ("What can you tell me about Lune from Reuters?", "Reuters", "Lune"),
        ("What did Reuters's reporters write about Lune?", "Reuters", "Lune"),
        ("What does the Reuters report on Lune say?", "Reuters", "Lune"),
        ("What did Reuters have to say about Lune?", "Reuters", "Lune"),
        ("What information does Reuters give about Lune?", "Reuters", "Lune"),
        ("What articles do you have from Reuters?", "Reuters", ""),
        ("Quote Reuters on Lune", "Reuters", "Lune"),
        ("Is Lune cited in Reuters?", "Reuters", "Lune"),
        ("Lune in Reuters", "Reuters", "Lune"),
        ("Lune (Reuters)", "Reuters", "Lune"),
        ("What did Reuters say about US?", "Reuters", "US"),
        ("Lune, Reuters?", "Reuters", "Lune"),
        ("Is it true that Reuters said rents fell?", "Reuters", "rents fell"),
        ("What did Reuters say about Bloomberg's report on chips?", "Reuters", "Bloomberg's report on chips"),
        ("Which countries did Global Times accuse of spying?", "Global Times", "countries spying"),
    ],
)
def test_an_outlet_asked_as_a_source_is_a_filter(catalog: Catalog, question: str, outlets: str, content: str) -> None:
    query = ask(catalog, question)
    assert (sorted(query.filters.outlets), query.content) == (outlets.split("|"), content)


@pytest.mark.parametrize(
    "question",
    [
        "Global Times editor arrested",
        "Did Reuters buy a stake in Bloomberg?",
        "Who bought a stake in Bloomberg?",
        "a stake in Bloomberg",
        "What did Michael Bloomberg say about taxes?",
        "Is Xinhua state-owned?",
        "Is Xinhua state owned?",
        "What did an economist from Lune say?",
        "Who is suing Reuters?",
        "What happened to the Global Times website?",
        "Did Reuters lay off staff?",
        "Sanctions on Xinhua",
        "What did Global Times editor Hu say?",
        "According to Global Times editor Hu, who won?",
        "what did foreign policy experts say about the strait?",
        "US foreign policy in the strait",
        "what happened in japan today",
        "the independent inquiry into the crash",
        "Reuters reporters on strike",
        "What is Bloomberg worth?",
        "what did the mayor say about Reuters",
        "环球时报总编被捕",
    ],
)
def test_an_outlet_that_is_part_of_the_news_is_content(catalog: Catalog, question: str) -> None:
    query = ask(catalog, question)
    assert (query.filters.outlets, query.filters.perspectives) == (frozenset(), frozenset())


@pytest.mark.parametrize(
    ("question", "sides"),
    [
        ("What did Chinese media say about the bridge?", {("east-west", "east")}),
        ("what does Beijing's press say about the bridge", {("east-west", "east")}),
        ("How does the US side see the bridge?", {("east-west", "west")}),
        ("What did Chinese and American media say about the bridge?", {("east-west", "east"), ("east-west", "west")}),
        ("How do the Chinese and US sides differ on the bridge?", {("east-west", "east"), ("east-west", "west")}),
        ("中国媒体怎么看大桥", {("east-west", "east")}),
        ("¿Qué dicen los medios chinos sobre el puente?", {("east-west", "east")}),
        ("what do both sides say about the bridge in east-west?", {("east-west", "east"), ("east-west", "west")}),
        ("The West's perspective on the bridge", {("east-west", "west")}),
    ],
)
def test_a_side_is_its_outlets(catalog: Catalog, question: str, sides: set[tuple[str, str]]) -> None:
    assert ask(catalog, question).filters.perspectives == sides


def test_the_media_of_a_country_that_no_side_has_are_its_outlets(catalog: Catalog) -> None:
    assert ask(catalog, "What did Japanese media say about the bridge?").filters.outlets == {"Japan Today"}


@pytest.mark.parametrize(
    "question",
    ["Chinese media tycoon jailed", "Did both sides agree to a ceasefire?", "What did Chinese media tycoon Li say?"],
)
def test_a_side_that_is_part_of_the_news_is_content(catalog: Catalog, question: str) -> None:
    assert not ask(catalog, question).filters.perspectives


EAST = frozenset({("east-west", "east")})
WEST = frozenset({("east-west", "west")})


@pytest.mark.parametrize(
    ("question", "sides", "content"),
    [
        ("What is the Chinese view of the tariffs?", EAST, "tariffs"),
        ("the US take on rare earths", WEST, "rare earths"),
        ("tariffs from the Chinese perspective", EAST, "tariffs"),
        ("What is China's angle on the tariffs?", EAST, "tariffs"),
        ("What's China's narrative on Taiwan?", EAST, "Taiwan"),
        ("Give me the Chinese version of the bridge raid", EAST, "bridge raid"),
        ("What is the official Chinese stance on Taiwan?", EAST, "Taiwan"),
        ("What is the view from Beijing on tariffs?", EAST, "tariffs"),
        ("tariffs through Chinese eyes", EAST, "tariffs"),
        ("compare the Chinese and American views of Maduro", EAST | WEST, "Maduro"),
        ("What does China say about the tariffs?", EAST, "tariffs"),
        ("What does China think of Trump's tariffs?", EAST, "Trump's tariffs"),
        ("How do the US and China see the tariffs?", EAST | WEST, "tariffs"),
        ("how did China report the summit", EAST, "summit"),
        ("tell me how China portrays the summit", EAST, "summit"),
        ("How is the raid seen in China?", EAST, "raid"),
        ("What does The East say about the bridge?", EAST, "bridge"),
        ("中国怎么看关税", EAST, "关税"),
        ("中国对关税怎么看", EAST, "关税"),
    ],
)
def test_who_is_asked_for_a_view_is_a_side(
    catalog: Catalog, question: str, sides: frozenset[tuple[str, str]], content: str
) -> None:
    query = ask(catalog, question)
    assert (query.filters.perspectives, query.content) == (sides, content)


@pytest.mark.parametrize(
    "question",
    [
        "What did China say at the UN?",
        "What did China say about the tariffs?",
        "What does China say to Japan?",
        "What does the US say it will do about chips?",
        "How did China respond to the tariffs?",
        "What does China want from the talks?",
        "Did the US take in refugees?",
        "What is China's version of ChatGPT?",
        "what's the view of China among Americans",
        "Who criticised the US view of rare earths?",
        "How does Iran see the strikes?",
    ],
)
def test_what_a_country_said_or_did_is_content(catalog: Catalog, question: str) -> None:
    query = ask(catalog, question)
    assert not query.names_source
    assert query.content in question


@pytest.mark.parametrize(
    "question",
    [
        "What does The East say today?",
        "¿Qué dice hoy The East?",
        "Что сегодня говорит The East?",
        "O que diz The East hoje?",
        "The East 今天怎么说？",
        "The East は今日何と言っていますか？",
        "The East आज क्या कहता है?",
        "The East آج کیا کہتا ہے؟",
    ],
)
def test_the_welcomes_example_lists_a_side_s_day_in_every_language(catalog: Catalog, question: str) -> None:
    query = ask(catalog, question)
    assert query.filters.perspectives == EAST
    assert (query.intent, query.content) == ("list", "")
    assert f"{query.filters.since:%Y-%m-%d}" == "2026-01-07"


def test_a_bare_country_is_no_side_when_it_may_not_speak(catalog: Catalog) -> None:
    query = ask(catalog, "What does China say about the tariffs?", may_speak=False)
    assert (query.names_source, query.content) == (False, "What does China say about the tariffs")


@pytest.mark.parametrize(
    ("question", "topics"),
    [
        ("what do both sides say about tariffs in east-west?", {"east-west"}),
        ("on the East West topic, what happened?", {"east-west"}),
        ("#east-west tariffs", {"east-west"}),
        ("an east-west railway", set()),
        ("tension between east and west", set()),
    ],
)
def test_a_topic_is_one_only_where_it_is_called_one(catalog: Catalog, question: str, topics: set[str]) -> None:
    assert ask(catalog, question).filters.topics == topics


@pytest.mark.parametrize(
    ("question", "since", "until"),
    [
        ("what did Bloomberg publish on 7 January", "2026-01-07", "2026-01-08"),
        ("what did Reuters say yesterday", "2026-01-06", "2026-01-07"),
        ("what did Reuters say about oil last week", "2025-12-29", "2026-01-05"),
        ("what has Reuters said about oil since Monday", "2026-01-05", ""),
        ("What did Reuters write about oil between 1 and 5 January?", "2026-01-01", "2026-01-06"),
        ("新华社昨天说了什么", "2026-01-06", "2026-01-07"),
        ("¿qué dijo Reuters ayer?", "2026-01-06", "2026-01-07"),
        ("what did The Friday Times say about oil", "", ""),
        ("What did Reuters say about oil this year?", "2026-01-01", "2026-01-08"),
        ("What did Reuters say about oil last year?", "2025-01-01", "2026-01-01"),
        ("What did Reuters say about oil this morning?", "2026-01-07", "2026-01-08"),
        ("What did Reuters say about oil over the weekend?", "2026-01-03", "2026-01-05"),
        ("What did Reuters say about oil in the last 24 hours?", "2026-01-06", "2026-01-08"),
        ("What did Reuters say about oil in the past week?", "2026-01-01", "2026-01-08"),
        ("What did Reuters say about oil a week ago?", "2025-12-31", "2026-01-01"),
        ("What did Reuters say about oil before Christmas?", "", "2025-12-25"),
        ("What did Reuters say about oil since New Year's Eve?", "2025-12-31", ""),
        ("What did Reuters say about oil on 12/31/2025?", "2025-12-31", "2026-01-01"),
        ("What did Reuters say about oil on 31/12/2025?", "2025-12-31", "2026-01-01"),
        ("What did Reuters say about oil on 6.1.2026?", "2026-01-06", "2026-01-07"),
        ("What did Reuters say about oil on the 6th?", "2026-01-06", "2026-01-07"),
        ("What did Reuters say on the 20th about oil?", "2025-12-20", "2025-12-21"),
        ("What did Reuters say about oil in early January?", "2026-01-01", "2026-01-11"),
        ("What has Reuters said about oil since the start of January?", "2026-01-01", ""),
        ("What did Reuters publish earlier this week?", "2026-01-05", "2026-01-08"),
        ("yesterday's Reuters headlines", "2026-01-06", "2026-01-07"),
        ("All Reuters headlines from 6 January", "2026-01-06", "2026-01-07"),
        ("What did Reuters say about the 6th amendment?", "", ""),
        ("What did Reuters say about Christmas markets?", "", ""),
        ("What is Reuters' take on Christmas?", "", ""),
        ("What did Reuters publish on Christmas Day?", "2025-12-25", "2025-12-26"),
        ("What did Reuters say about oil on 31 February?", "", ""),
        ("Who planned the January 6 attack?", "", ""),
    ],
)
def test_days_are_whole_days(catalog: Catalog, question: str, since: str, until: str) -> None:
    filters = ask(catalog, question).filters
    assert [f"{moment:%Y-%m-%d}" if moment else "" for moment in (filters.since, filters.until)] == [since, until]


def test_days_are_the_askers(catalog: Catalog) -> None:
    filters = ask(catalog, "what did Reuters say yesterday", zone="Asia/Tokyo").filters
    assert filters.since == datetime(2026, 1, 5, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("question", "outlets", "content"),
    [
        ("How does Reuters' coverage of rice compare with Xinhua's?", ["Reuters", "Xinhua"], "rice"),
        ("How does Xinhua's coverage of rice differ from that of Reuters?", ["Xinhua", "Reuters"], "rice"),
        ("How does Reuters differ from Xinhua on rice?", ["Reuters", "Xinhua"], "rice"),
        ("What does Reuters say that Xinhua doesn't about rice?", ["Reuters", "Xinhua"], "rice"),
        ("What does Reuters say about rice that Xinhua does not?", ["Reuters", "Xinhua"], "rice"),
        ("What's the difference between Reuters' and Xinhua's coverage of rice?", ["Reuters", "Xinhua"], "rice"),
        ("Do Reuters and Xinhua agree on rice?", ["Reuters", "Xinhua"], "rice"),
        (
            "How does a court differ from a tribunal on appeals?",
            [],
            "How does a court differ from a tribunal on appeals",
        ),
    ],
)
def test_what_is_compared_may_stand_at_two_ends(
    catalog: Catalog, question: str, outlets: list[str], content: str
) -> None:
    query = ask(catalog, question)
    assert ([source.name for source in query.sources], query.content) == (outlets, content)
    assert query.question == question
    assert query.intent == ("compare" if outlets else "find")


def test_a_year_may_be_that_of_what_is_told(catalog: Catalog) -> None:
    query = ask(catalog, "What did Reuters say about the harvest in 2025?")
    assert (query.filters.since, query.content) == (None, "harvest")
    assert query.prefer is not None


def test_what_an_institution_says_is_news_not_its_site(tmp_path: Path) -> None:
    book = NameBook(Registry([Outlet("The White House (website)", (), ("wh.example",), "US", "state")]))
    assert not book.find("What did the White House say about chips?")


def test_a_time_binds_also_where_it_is_said_in_passing(catalog: Catalog) -> None:
    query = ask(catalog, "Which minister resigned this week?")
    assert query.filters.since == datetime(2026, 1, 5, tzinfo=UTC)
    assert (query.prefer, query.content) == (None, "Which minister resigned")


@pytest.mark.parametrize(
    ("words", "since", "until"),
    [
        ("at the end of December", "2025-12-24", "2026-01-01"),
        ("mid December", "2025-12-11", "2025-12-21"),
        ("in the first week of December", "2025-12-01", "2025-12-08"),
        ("on the weekend of 3/4 January", "2026-01-03", "2026-01-05"),
        ("in the last three days", "2026-01-05", "2026-01-08"),
        ("a fortnight ago", "2025-12-24", "2025-12-25"),
        ("last week", "2025-12-29", "2026-01-05"),
        ("only 2 January please", "2026-01-02", "2026-01-03"),
    ],
)
def test_words_of_time_always_bind(catalog: Catalog, words: str, since: str, until: str) -> None:
    filters = ask(catalog, f"rice in Orvane {words}").filters
    assert filters.since is not None
    assert filters.until is not None
    assert (filters.since.date().isoformat(), filters.until.date().isoformat()) == (since, until)


def test_what_is_not_wanted_is_neither_source_nor_content(catalog: Catalog) -> None:
    query = ask(catalog, "Besides Reuters, who wrote about rice?")
    assert (query.excluded, query.filters.outlets, query.content) == (frozenset({"Reuters"}), frozenset(), "rice")


def test_of_several_sentences_the_last_question_is_asked(catalog: Catalog) -> None:
    query = ask(catalog, "I was away all summer. When does the new rice mill in Orvane open its doors?")
    assert query.content.startswith("When does the new rice mill")


def test_an_outlet_in_no_frame_may_be_the_source(catalog: Catalog) -> None:
    assert ask(catalog, "reuters rice prices").filters.outlets == frozenset()
    told_by = understand("reuters rice prices", catalog=catalog, now=NOON, reads_outlets="any")
    assert (told_by.filters.outlets, told_by.content) == (frozenset({"Reuters"}), "rice prices")
    held = understand("who bought a stake in Reuters", catalog=catalog, now=NOON, reads_outlets="any")
    assert held.filters.outlets == frozenset()


@pytest.mark.parametrize(
    ("question", "intent"),
    [
        ("How do Reuters and Global Times differ on Maduro?", "compare"),
        ("what did SCMP and Xinhua write about chips", "compare"),
        ("Reuters vs Bloomberg on tariffs", "compare"),
        ("Which outlets reported on rice?", "list"),
        ("Who covered the harvest?", "list"),
        ("Who reported the theft?", "find"),
        ("what do both sides say about tariffs?", "compare"),
        ("How does the new law differ from the old one?", "find"),
        ("what did Bloomberg publish on 7 January", "list"),
        ("list headlines from Xinhua on rice", "list"),
        ("What did the South China Morning Post report about rice", "find"),
        ("Which company made national headlines by debuting a toy?", "find"),
        ("Timeline of the harbour dispute", "timeline"),
        ("新华社昨天说了什么", "list"),
    ],
)
def test_the_layout_follows_the_words(catalog: Catalog, question: str, intent: str) -> None:
    assert ask(catalog, question).intent == intent


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How many people came?", "number"),
        ("Who won?", "person"),
        ("When did the bridge open?", "time"),
        ("Where is the bridge?", "place"),
        ("Which two states were flooded?", "place"),
        ("Parades are a tradition. Where was the first?", "place"),
        ("What is the average price of a car?", "number"),
        ("多少人来了", "number"),
        ("¿Cuándo abrió el puente?", "time"),
        ("Why did it close?", "reason"),
    ],
)
def test_the_kind_of_a_short_answer(catalog: Catalog, question: str, kind: str) -> None:
    assert ask(catalog, question).answer_kind == kind


@pytest.mark.parametrize(
    ("question", "outlets", "content"),
    [
        ("and Reuters?", {"Reuters"}, "Maduro"),
        ("¿y Reuters?", {"Reuters"}, "Maduro"),
        ("那路透社呢？", {"Reuters"}, "Maduro"),
        ("and what did Xinhua say?", {"Xinhua"}, "Maduro"),
        ("what about Japan?", {"Global Times"}, "Japan"),
        ("when was that?", {"Global Times"}, "Maduro"),
        ("why?", {"Global Times"}, "Maduro"),
        ("Who runs the port of Rotterdam?", set(), "Who runs the port of Rotterdam"),
    ],
)
def test_a_follow_up_keeps_what_it_leaves_out(catalog: Catalog, question: str, outlets: set[str], content: str) -> None:
    before = ask(catalog, "what did Global Times say on Maduro?")
    query = ask(catalog, question, previous=before)
    assert (set(query.filters.outlets), query.content) == (outlets, content)


def test_a_follow_up_with_a_day_keeps_source_and_content(catalog: Catalog) -> None:
    before = ask(catalog, "what did Global Times say on Maduro?")
    query = ask(catalog, "and yesterday?", previous=before)
    assert query.understood == "Global Times, 6 January 2026: Maduro"


@pytest.mark.parametrize(
    "question", ["What happened yesterday?", "any news today?", "what's new today", "Headlines of 5 January"]
)
def test_what_happened_on_a_day_is_a_question_of_its_own(catalog: Catalog, question: str) -> None:
    before = ask(catalog, "what did Global Times say on Maduro?")
    query = ask(catalog, question, previous=before)
    assert (query.content, query.sources, query.filters.outlets) == ("", (), frozenset())
    assert query.filters.since is not None


@pytest.mark.parametrize(
    "question", ["what happened then?", "and what happened yesterday?", "What did Xinhua say yesterday?"]
)
def test_what_points_back_or_names_only_a_source_still_leans(catalog: Catalog, question: str) -> None:
    before = ask(catalog, "what did Global Times say on Maduro?")
    assert ask(catalog, question, previous=before).content == "Maduro"


@pytest.mark.parametrize(
    "question",
    [
        "<b>What did Global Times say on Maduro?</b>",
        "*What did Global Times say on Maduro?*",
        "“What did Global Times say on Maduro?”",
        '"What did Global Times say on Maduro"?',
        "- What did Global Times say on Maduro?",
        "1. What did Global Times say on Maduro?",
        "> **What did Global Times say on Maduro?** 🤔🤔",
        "❓What did Global Times say on _Maduro_?",
        "What did &quot;Global Times&quot; say on <i>Maduro</i>?",
        "What did [Global Times](https://globaltimes.example) say on Maduro?",
    ],
)
def test_what_stands_around_a_question_is_no_part_of_it(catalog: Catalog, question: str) -> None:
    query = ask(catalog, question)
    assert (query.filters.outlets, query.content.strip('“”"')) == (frozenset({"Global Times"}), "Maduro")
    assert query.question == question


def test_both_sides_after_one_outlet_are_not_that_outlet(catalog: Catalog) -> None:
    before = ask(catalog, "what did Global Times say on Maduro?")
    query = ask(catalog, "what do both sides say?", previous=before)
    assert (query.intent, query.filters.outlets, query.content) == ("compare", frozenset(), "Maduro")


def test_a_long_name_at_the_beginning_is_read_at_once(catalog: Catalog) -> None:
    # Twenty-four masked letters took minutes: every way to cut them into runs was tried.
    started = perf_counter()
    assert ask(catalog, "South China Morning Post on G20?").content == "G20"
    assert perf_counter() - started < 5


def test_what_is_understood_can_be_shown(catalog: Catalog) -> None:
    query = ask(catalog, "how do Reuters and Xinhua differ on rice since 1 January?")
    assert query.understood == "Reuters, Xinhua, since 1 January 2026: rice"


def test_an_outlet_only_articles_know_is_found_too(catalog: Catalog) -> None:
    query = ask(catalog, "What did Valley Gazette say about rice?", more_outlets=frozenset({"Valley Gazette"}))
    assert query.filters.outlets == {"Valley Gazette"}
