"""Every English sentence that the conversation may say, read out of its source: the keys of the catalogues."""

import ast
from dataclasses import dataclass
from pathlib import Path

TALK = Path(__file__).parents[3] / "bot" / "talk"
# Conditional sentences are bound to this name before they are said.
BOUND = "sentence"


@dataclass(frozen=True, slots=True)
class Sentence:
    """`other` is the plural form, empty where there is none."""

    text: str
    other: str = ""
    module: str = ""


# Who runs a bot reads its English documentation; readers may not. Their sentences alone are translated.
FOR_ADMINS = frozenset(
    (
        "feeds_admin", "members", "outlets_admin", "publishing", "reports",
        "topicform", "topicline", "topics_admin", "topicview", "trying",
    )
)  # fmt: skip


def all_sentences() -> list[Sentence]:
    """What readers are told, sorted, each once."""
    found: dict[tuple[str, str], Sentence] = {}
    for path in sorted(path for path in TALK.glob("*.py") if path.stem not in FOR_ADMINS):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for text, other in _said(node):
                found.setdefault((text, other), Sentence(text, other, path.stem))
    return [found[key] for key in sorted(found)]


def _said(node: ast.AST) -> list[tuple[str, str]]:
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
    if name in ("words", "Mistake"):
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
