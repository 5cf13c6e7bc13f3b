from bot.digest.articles.voices import find_origins, is_same_title, split_voices
from retrieval.articles import Article
from tests.builders import article


def headline(title: str, identity: str, outlet: str = "West Times", **more: str) -> Article:
    return article(title, id=identity, outlet=outlet, **more)


def test_one_headline_with_and_without_the_outlets_name_is_one_voice() -> None:
    bare = headline("Lena bridge closes for repairs", "a", "East Post")
    signed = headline("East Post | Lena bridge closes for repairs - East Post", "b", "East Post")
    assert is_same_title(bare, signed)
    assert [len(voice) for voice in split_voices([bare, signed])] == [2]


def test_the_same_words_with_another_figure_are_another_statement() -> None:
    assert not is_same_title(headline("Lena bridge fall kills 14", "a"), headline("Lena bridge fall kills 6", "b"))
    assert is_same_title(headline("Lena bridge fall kills 14", "a"), headline("Lena bridge fall kills dozens", "b"))


def test_what_credits_one_wire_is_one_origin_with_its_name_and_the_wires_own_copy() -> None:
    told = [
        headline("Lena bridge falls into river", "a", original_outlet="Far Wire"),
        headline("Rescuers search the water under Lena bridge", "b", "East Post", original_outlet="Far Wire"),
        headline("Bridge collapse: what is known", "c", "Far Wire"),
        headline("Who built the bridge that fell?", "d", "Port Journal"),
    ]
    found = [(origin.name, origin.article_ids) for origin in find_origins(told)]
    assert found == [("Far Wire", ("a", "b", "c")), ("", ("d",))]


def test_an_origin_nobody_names_has_no_name() -> None:
    told = [headline("Lena bridge falls", "a"), headline("Lena bridge falls", "b", "East Post")]
    assert [(origin.name, origin.article_ids) for origin in find_origins(told)] == [("", ("a", "b"))]
