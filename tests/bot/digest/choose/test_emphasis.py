from bot.digest.choose.emphasis import stressed_words
from bot.digest.choose.usable_articles import Candidate
from tests.builders import article, topic


def of(side: str, *titles: str, language: str = "en") -> list[Candidate]:
    return [Candidate(article(title, id=f"{side}: {title}", language=language), side, "news", 0.8) for title in titles]


EAST = of(
    "east",
    "East sends engineers to the Lena dam",
    "Five Lena villages get new wells",
    "Minister visits Lena after the flood",
    "Ferries on the Lena sail again",
    "Lena cracks come from Western steel",
)
WEST = of(
    "west",
    "Grain tariffs rise on Tuesday",
    "Farmers ask for lower grain tariffs",
    "Grain tariffs split the cabinet",
    "Port of Ansel counts fewer ships",
    "New grain tariffs from Monday",
    "Lena dam holds, engineers find",
)


def words_of(side: str, *candidates: Candidate) -> list[tuple[str, int]]:
    return [(each.word, each.headlines) for each in stressed_words(candidates, side, topic())]


def test_a_side_stresses_what_its_headlines_say_and_others_do_not() -> None:
    assert words_of("east", *EAST, *WEST) == [("Lena", 5)]
    assert words_of("west", *EAST, *WEST) == [("grain", 4), ("tariffs", 4)]


def test_a_word_that_the_others_use_as_much_is_not_stressed() -> None:
    assert words_of("east", *EAST, *of("west", *(each.article.title for each in EAST))) == []


def test_a_headline_printed_twice_counts_once() -> None:
    twice = [candidate for candidate in EAST[:3] for _ in range(2)]
    assert words_of("east", *twice, *WEST) == []


def test_names_of_sides_verbs_numbers_and_manners_say_nothing() -> None:
    dull = of(
        "east",
        *(f"{name} warns The East strongly of twenty {thing}" for name, thing in zip("ABCDE", "abcde", strict=True)),
    )
    assert words_of("east", *dull, *WEST) == []


def test_only_headlines_in_the_readers_language_are_read() -> None:
    spanish = of("east", *(f"La presa del río crece {n}" for n in ("hoy", "más", "aquí", "allí")), language="es")
    assert words_of("east", *spanish, *WEST) == []


def test_the_newest_headline_with_the_word_is_cited() -> None:
    (lena,) = stressed_words([*EAST, *WEST], "east", topic())
    assert lena.article in [candidate.article for candidate in EAST]
