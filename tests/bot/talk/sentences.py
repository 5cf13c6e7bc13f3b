"""Every English sentence that the conversation may say, read out of its source: the keys of the catalogues."""

import ast
import re
from dataclasses import dataclass
from pathlib import Path

from bot.talk.frame.heard import FORMS

BOT = Path(__file__).parents[3] / "bot"
TALK = BOT / "talk"
# Other layers that speak to readers get the language as `say`.
SPEAKERS = (BOT / "digest" / "views.py", BOT / "delivery" / "doubt.py")
# Conditional sentences are bound to this name before they are said.
BOUND = "sentence"


@dataclass(frozen=True, slots=True)
class Sentence:
    """`other` is the plural form, empty where there is none."""

    text: str
    other: str = ""
    module: str = ""


def all_sentences() -> list[Sentence]:
    """What people are told, sorted, each once."""
    found: dict[tuple[str, str], Sentence] = {(form, ""): Sentence(form, "", "heard") for form in FORMS}
    for path in (*sorted(TALK.glob("*.py")), *SPEAKERS):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for text, other in _said(node, is_talk=path.parent == TALK):
                found.setdefault((text, other), Sentence(text, other, path.stem))
    return [found[key] for key in sorted(found)]


def _said(node: ast.AST, *, is_talk: bool) -> list[tuple[str, str]]:
    if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == BOUND for t in node.targets):
        # A translated sentence may be bound to the name too; its words are found as a call.
        plain = [] if isinstance(node.value, ast.Call) else _constants(node.value)
        return [(text, "") for text in plain]
    if not isinstance(node, ast.Call) or not node.args:
        return []
    name = _callee(node.func)
    first = _constants(node.args[0])
    if name == "many" and len(node.args) > 1:
        return [(one, other) for one, other in zip(first, _constants(node.args[1]), strict=True)]
    if name in ("words", "Mistake") or (name == "say" and not is_talk):
        return [(text, "") for text in first]
    if name == "command" and len(node.args) > 1:
        return [(text, "") for text in _constants(node.args[1])]
    return []


def _callee(function: ast.expr) -> str:
    return (
        function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ""
    )


def _constants(value: ast.expr) -> list[str]:
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        return [value.value]
    if isinstance(value, ast.IfExp):
        return _constants(value.body) + _constants(value.orelse)
    return []


# What somebody sees: the argument of each that holds words.
SHOWN = {"say": 0, "Button": 0, "Heading": 0, "Bold": 0, "Italic": 0, "Text": 0}
SEEN_KEYWORDS = frozenset({"notice", "title", "caption", "picture_alt"})


def bare_words() -> list[str]:
    """Places in the conversation where English words are shown without going through the catalogue."""
    found = []
    for path in sorted(TALK.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _callee(node.func) in SHOWN | {"Reply": 0, "Attachment": 0, "line": 0}:
                shown = node.args if _callee(node.func) in ("say", "line") else node.args[:1]
                shown = [*shown, *(k.value for k in node.keywords if k.arg in SEEN_KEYWORDS)]
                found += [f"{path.stem}: {words}" for value in shown for words in _bare(value)]
    return found


def _bare(value: ast.expr) -> list[str]:
    """Runs of two words or more that stand in the code as they are shown."""
    if isinstance(value, ast.JoinedStr):
        texts = [str(piece.value) for piece in value.values if isinstance(piece, ast.Constant)]
    else:
        texts = _constants(value)
    return [text for text in texts if re.search(r"[A-Za-z]{2,} [A-Za-z]{2,}", text)]
