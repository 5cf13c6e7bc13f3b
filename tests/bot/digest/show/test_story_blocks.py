from dataclasses import replace
from datetime import date, timedelta

from bot.delivery.message_parts import telegram_parts
from bot.digest.model.digest import Bullet, Contradiction, Digest, SideLines, Silence, StoryBlock
from bot.digest.model.digest_json import pack_digest, unpack_digest
from bot.digest.model.retraction import without_articles
from bot.digest.model.statements import statements
from bot.digest.show.document import BulletItem, Document
from bot.digest.show.public_json import digest_json
from bot.digest.show.text_view import document_text
from bot.digest.show.views import digest_document
from tests.bot.digest.samples import digest, source

WEST, EAST = ("West Times",), ("East Post",)
BRIDGE = StoryBlock(
    id="bridge",
    title="Lena bridge opens",
    what=(Bullet("Lena bridge opens.", (1,), WEST), Bullet("Nine years passed.", (1,), WEST)),
    sides=(SideLines("east", (Bullet("“It cost 4 billion,” says Orlo.", (2,), EAST),)),),
    others=(Bullet("El puente abre.", (4,), ("Far Wire",), manner="says"),),
    contradictions=(
        Contradiction(
            "cars: 300 · 500", (Bullet("300 cars crossed.", (3,), WEST), Bullet("500 cars came.", (2,), EAST))
        ),
    ),
    background=(Bullet("A ferry sank.", (3,), WEST, date(2025, 12, 9)),),
    also_by=(4,),
    outlets=3,
    origins=2,
)
GRAIN = StoryBlock(
    id="grain",
    title="Grain dearer",
    what=(Bullet("Grain dearer.", (3,), WEST),),
    not_told_by=(Silence("east", 8),),
    since=date(2026, 1, 5),
    is_new=False,
)


def by_story(**changes: object) -> Digest:
    far = source(4, outlet="Far Wire", locale="es-ES", perspective="")
    made = digest(
        layout="stories",
        stories=(BRIDGE, GRAIN),
        lead=(Bullet("Fog lifts.", (2,), EAST), Bullet("Cars cross.", (1,), WEST)),
        also=(Bullet("Seals sing.", (2,), EAST, manner="heads"),),
        sources=(source(1), source(2), source(3), far),
        notes=("One feed was not reached.", "The East had few articles."),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


PHONE = """East and West · Wednesday, 7 January
East Post: Fog lifts. [2] West Times: Cars cross. [1]

1 Lena bridge opens (West Times) [1] · 3 outlets, 2 reports
West Times: Nine years passed. [1]
• The East · East Post: “It cost 4 billion,” says Orlo. [2]
• Others · Far Wire: El puente abre. (es) [4]
⇄ They contradict each other: cars: 300 · 500
• West Times: 300 cars crossed. [3]
• East Post: 500 cars came. [2]
• Earlier 9 Dec · West Times: A ferry sank. [3]
Also reported by: Far Wire [4]

2 Grain dearer (West Times) [3] · since 5 Jan
Not told by: The East (8 articles compared).

Also
• East Post headline: “Seals sing.” [2]

One feed was not reached. The East had few articles."""


def test_a_digest_by_story_on_a_phone() -> None:
    [part] = telegram_parts(digest_document(by_story(), has_sources=False))
    assert part.plain == PHONE


def facts(**changes: object) -> str:
    story = replace(GRAIN, since=None, **changes)  # type: ignore[arg-type]
    return (
        document_text(digest_document(by_story(stories=(story,)), has_sources=False))
        .split("Grain dearer")[1]
        .split("\n")[0]
    )


def test_a_foreign_article_that_a_model_tells_in_english_has_no_mark() -> None:
    told = replace(BRIDGE, others=(Bullet("The bridge of the Lena was opened on Monday.", (4,), ("Far Wire",)),))
    (own, made) = (
        document_text(digest_document(by_story(stories=(told,), verified_by=by))) for by in ("verbatim", "model")
    )
    assert "(es)" in own
    assert "(es)" not in made


def test_why_it_matters_is_said_after_the_accounts() -> None:
    told = replace(BRIDGE, why=(Bullet("It is the only bridge.", (1,), WEST),))
    shown = document_text(digest_document(by_story(stories=(told,))))
    assert "Why it matters · West Times: It is the only bridge. [1]" in shown


def test_reprints_are_told_in_plain_words() -> None:
    assert facts(outlets=3, origins=1, origin="Far Wire").endswith("3 outlets, all from Far Wire")
    assert facts(outlets=3, origins=1).endswith("3 outlets, one report")
    assert facts(outlets=3, origins=2).endswith("3 outlets, 2 reports")
    assert facts(outlets=3, origins=3).endswith("3 outlets")


def test_a_side_that_only_reports_too_is_named_so_that_nobody_takes_it_for_silent() -> None:
    made = by_story(stories=(replace(GRAIN, not_told_by=(), also_by=(2,)),))
    assert "Also reported by: East Post (The East) [2]" in document_text(digest_document(made))


def test_an_outlet_named_like_another_address_stands_without_that_of_the_link() -> None:
    elsewhere = replace(source(4), outlet="harbour.example", url="https://search.example/a")
    made = by_story(sources=(source(1), source(2), source(3), elsewhere))
    assert "Also reported by: harbour.example [4]" in document_text(digest_document(made))


def test_a_day_without_a_block_still_shows_what_else_there_is() -> None:
    assert "Seals sing." in document_text(digest_document(by_story(stories=(), lead=())))


def test_every_bullet_of_a_block_can_be_named() -> None:
    made = by_story()
    known = statements(made)
    shown = [block for block in digest_document(made).blocks if isinstance(block, BulletItem)]
    assert [block.key for block in shown] == ["b1.3", "b1.4", "b1.5", "b1.6", "b1.7", "a1"]
    assert all(known[block.key].text in document_text(Document((block,))) for block in shown)


def test_the_other_layouts_and_digests_of_the_first_version_show_their_lists() -> None:
    assert "Where they differ" in document_text(digest_document(by_story(layout="perspectives")))
    assert "Where they differ" in document_text(digest_document(by_story(stories=(), also=())))


def test_a_digest_by_story_comes_back_as_it_was_packed() -> None:
    assert unpack_digest(pack_digest(by_story())) == by_story()


def test_the_json_has_the_story_form() -> None:
    made = digest_json(by_story())
    bridge, grain = made["stories"]
    assert bridge["what"][1] == {
        "text": "Nine years passed.",
        "citations": [1],
        "said_by": "West Times",
        "said_on": None,
    }
    assert [side["perspective"] for side in bridge["sides"]] == ["east"]
    assert [line["said_by"] for line in bridge["contradictions"][0]["lines"]] == ["West Times", "East Post"]
    assert bridge["background"][0]["said_on"] == "2025-12-09"
    assert (grain["since"], grain["is_new"]) == ("2026-01-05", False)
    assert grain["not_told_by"] == [{"perspective": "east", "articles_compared": 8}]
    assert [line["text"] for line in (*made["lead"], *made["also"])] == ["Fog lifts.", "Cars cross.", "Seals sing."]


def test_what_rests_on_a_retracted_article_goes_and_a_story_without_sentences_with_it() -> None:
    made = without_articles(by_story(), frozenset({"article-3"}))
    (bridge,) = made.stories
    assert bridge.contradictions == ()
    assert bridge.background == ()
    assert [line.citations for line in bridge.others] == [(3,)]
    assert bridge.also_by == (3,)


def test_under_also_what_is_older_than_the_day_before_has_its_day_in_front() -> None:
    day = by_story().day
    older, newer = (
        Bullet(text, (2,), EAST, day - timedelta(days=days)) for text, days in (("Seals sing.", 2), ("Gulls cry.", 1))
    )
    text = document_text(digest_document(by_story(also=(older, newer))))
    assert f"{older.said_on:%-d %b} · East Post: Seals sing." in text
    assert "- East Post: Gulls cry." in text
