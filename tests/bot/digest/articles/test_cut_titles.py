import pytest

from bot.digest.articles.cut_titles import mend_titles
from tests.builders import article

LONG = "Minister Orla Venn says that the harbour bridge of Port Ansel will not open before the new "
OTHER = article("Port Ansel prefers another approach to the harbour", id="other")


def mended(title: str, text: str = "") -> str:
    return mend_titles([article(title, text=text, id="cut"), OTHER])[0].title


@pytest.mark.parametrize("end", ["...", "…", " appr"])
def test_a_headline_that_was_cut_is_completed_from_its_text(end: str) -> None:
    title = (LONG + end).strip() if end == " appr" else LONG.strip() + end
    assert mended(title.replace("  ", " "), f"{LONG}approach is agreed. More later.") == f"{LONG}approach is agreed"


def test_a_headline_that_cannot_be_completed_is_marked() -> None:
    assert mended("Talks on the Lena bridge end without...") == "Talks on the Lena bridge end without…"
    assert mended(f"{LONG}appr") == f"{LONG}appr…"
    assert mended(f"{LONG}appr - West Times") == f"{LONG}appr…"


@pytest.mark.parametrize("title", ["Harbour bridge of Port Ansel opens", f"{LONG}harbour", f"{LONG}quay", "Ansel appr"])
def test_a_whole_headline_stays_as_it_is(title: str) -> None:
    assert mended(title) == title
