"""Every function over texts does work in proportion to its text. The work is counted, not timed: see tests/work."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
# Never given more than a few characters, or never growing together: why.
BOUNDED = {
    "bot.delivery.message_parts._cut_line(line)": "each cut looks at what is left, and is 4,096 characters long; here it is 3",
    "bot.delivery.message_parts._fitting(cell)": "each cut looks at what is left, and is 4,096 characters long; here it is 3",
    "bot.digest.files.newsletter._longest_known(words)": "six words at most, by the pattern that finds them",
    "retrieval.answer.compose._closest(nearest)": "the sentences of a passage, each looked for in a title of 500 characters at most",
    "retrieval.question.intent.trimmed(text)": "a question, of which there are a thousand characters at most",
}
LEAST_ASKED = 900


def test_no_function_does_the_square_of_its_text() -> None:
    command = [sys.executable, "-m", "tests.work"]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    *found, (_, asked) = json.loads(said)
    names = {name for name, _ in found}
    planted = {name.rpartition(".")[2] for name in names if name.startswith("tests.")}
    assert planted == {
        "square_by_slices(text)",
        "square_by_searching(text)",
        "square_by_loops(words)",
        "square_by_a_pattern(text)",
    }
    assert int(asked) > LEAST_ASKED
    # An exception that nobody needs any more goes.
    assert {name for name in names if not name.startswith("tests.")} == BOUNDED.keys()
