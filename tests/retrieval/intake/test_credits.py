import pytest

from retrieval.intake.credits import credited_names, original_outlet
from tests.builders import registry


def origin(*, outlet: str, host: str = "", **said: str) -> str:
    return original_outlet(registry(), credited_names(outlet=outlet, **said), outlet=outlet, host=host)


@pytest.mark.parametrize(
    "said",
    [
        {"outlet": "Far Wire via Portal"},
        {"outlet": "Portal (Far Wire)"},
        {"outlet": "West Times", "author": "Far Wire"},
        {"outlet": "West Times", "author": "By Jo Doe, Far Wire"},
        {"outlet": "West Times", "author": "Jo Doe and FW"},
        {"outlet": "West Times", "text": "LONDON, Jan 7 (Far Wire) - The bridge opened."},
        {"outlet": "West Times", "author": "By Far Wire"},
        {"outlet": "West Times", "text": "OSLO, Jan 7, FW - The bridge opened."},
        {"outlet": "West Times", "text": "(FW) — The bridge opened."},
        {"outlet": "West Times", "text": "The bridge opened.\n\nSource: Far Wire"},
        {"outlet": "West Times", "title": "Bridge opens (Far Wire)"},
    ],
)
def test_a_wire_story_is_known_by_its_marks(said: dict[str, str]) -> None:
    assert origin(**said) == "Far Wire"


@pytest.mark.parametrize(
    "said",
    [
        {"outlet": "Far Wire", "author": "Far Wire"},
        {"outlet": "Far Wire", "text": "LONDON (Far Wire) - The bridge opened."},
        {"outlet": "West Times", "author": "Jo Doe"},
        {"outlet": "West Times", "author": "Unknown Wire"},
        {"outlet": "West Times", "text": "The bridge, Far Wire reported, opened (at last)."},
        {"outlet": "West Times", "host": "westtimes.example", "author": "westtimes.example"},
    ],
)
def test_own_and_unknown_names_prove_nothing(said: dict[str, str]) -> None:
    assert origin(**said) == ""
