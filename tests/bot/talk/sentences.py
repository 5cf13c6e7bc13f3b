"""Every English sentence that readers and admins may be told, read out of the source: the keys of the catalogues."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, nodes

ROOT = Path(__file__).parents[3]
TALK = ROOT / "bot" / "talk"
TEMPLATES = ROOT / "bot" / "web" / "templates"
# Sentences chosen by a condition are bound to this name before they are said, those chosen by a value stand in a table.
BOUND, TABLE = "sentence", "SENTENCES"
PHRASE = "Phrase"


@dataclass(frozen=True, slots=True)
class Sentence:
    """`other` is the plural form, empty where there is none."""

    text: str
    other: str = ""
    module: str = ""


def all_sentences() -> list[Sentence]:
    """What people are told, sorted, each once."""
    found: dict[tuple[str, str], Sentence] = {}
    for path in sources():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        # Elsewhere `sentence` may be an article's: it is ours only beside a Phrase.
        speaks = TALK in path.parents or any(
            isinstance(node, ast.Name) and node.id == PHRASE for node in ast.walk(tree)
        )
        for node in ast.walk(tree):
            for text, other in [*_called(node), *(_bound(node) if speaks else ())]:
                found.setdefault((text, other), Sentence(text, other, path.stem))
    for text, other in on_pages():
        found.setdefault((text, other), Sentence(text, other, "templates"))
    return [found[key] for key in sorted(found)]


def on_pages() -> list[tuple[str, str]]:
    """The sentences, with their plural forms, that templates of pages say by `words(...)` and `words.many(...)`."""
    found = []
    for path in sorted(TEMPLATES.glob("*.html")):
        for call in Environment().parse(path.read_text(encoding="utf-8")).find_all(nodes.Call):
            texts = [each.value for each in call.args if isinstance(each, nodes.Const) and isinstance(each.value, str)]
            if isinstance(call.node, nodes.Name) and call.node.name == "words":
                found += [(text, "") for text in texts[:1]]
            elif isinstance(call.node, nodes.Getattr) and call.node.attr == "many":
                found.append((texts[0], texts[1]))
    return found


def sources() -> Iterator[Path]:
    for package in ("retrieval", "bot"):
        yield from sorted((ROOT / package).rglob("*.py"))


def _called(node: ast.AST) -> list[tuple[str, str]]:
    """The sentences, with their plural forms, that a call says."""
    if not isinstance(node, ast.Call) or not node.args:
        return []
    name, firsts = _callee(node.func), _constants(node.args[0])
    seconds = _constants(node.args[1]) if len(node.args) > 1 else []
    if name in ("many", PHRASE) and seconds:
        return list(zip(firsts, seconds, strict=True))
    if name == "command":
        usage = next((_constants(each.value) for each in node.keywords if each.arg == "usage"), [])
        return [(text, "") for text in (*seconds, *usage)]
    return [(text, "") for text in firsts if text] if name in ("words", "Mistake", PHRASE) else []


def _bound(node: ast.AST) -> list[tuple[str, str]]:
    """The sentences that are bound to a name."""
    if not isinstance(node, ast.Assign | ast.AnnAssign):
        return []
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    names = [target.id for target in targets if isinstance(target, ast.Name)]
    if BOUND in names and node.value is not None:
        # A translated sentence may be bound to the name too; its words are found as a call.
        return [(text, "") for text in _constants(node.value)]
    if isinstance(node.value, ast.Dict) and any(name.upper().endswith(TABLE) for name in names):
        return [(text, "") for value in node.value.values for text in _constants(value)]
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
    for path in sorted(TALK.rglob("*.py")):
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
