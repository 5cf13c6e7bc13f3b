"""How well questions are answered on an archive: right, refused, wrong, and whether every citation holds. Prints nothing.

A question file has lines `{"id","question","now"?,"outlets"?,"answer"?,"unanswerable"?,"urls"?}`.
"""

import statistics
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from retrieval.answers import Answer
from retrieval.articles import Article
from retrieval.errors import BadInput
from retrieval.index.passages import full_text
from retrieval.sources.outlets import fold_name

Outcome = Literal["right", "wrong", "refused", "refused rightly", "answered wrongly"]
Ask = Callable[["Case"], Answer]


@dataclass(frozen=True, slots=True)
class Case:
    """A question with what is known of its answer.

    `answers`: strings one of which must stand in a cited article; `outlets`: every citation must be of one of them;
    `urls`: at least one of these must be cited; `is_unanswerable`: it must be refused.
    """

    id: str
    question: str
    now: datetime | None = None
    outlets: frozenset[str] = frozenset()
    answers: tuple[str, ...] = ()
    urls: frozenset[str] = frozenset()
    is_unanswerable: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    case: Case
    answer: Answer
    outcome: Outcome
    forged: int


@dataclass(frozen=True, slots=True)
class Summary:
    """`right` of the answerable, `refused` of the unanswerable (None where there are none), `balanced` is their mean.

    `quoted` is how often the answer stands in the answer's own words; times are in milliseconds.
    """

    questions: int
    right: float | None
    refused: float | None
    balanced: float | None
    quoted: float | None
    forged: int
    p50_ms: float
    p95_ms: float


def read_case(line: dict[str, Any]) -> Case:
    """One line of a question file. Raises BadInput saying what is missing."""
    if not isinstance(line.get("question"), str) or not line["question"].strip():
        raise BadInput('A line needs "question" with some words.')
    try:
        now = datetime.fromisoformat(line["now"]) if line.get("now") else None
    except (TypeError, ValueError) as error:
        raise BadInput(f'"now" is {line["now"]!r}: write it as 2026-01-07T12:00:00Z.') from error
    return Case(
        id=str(line.get("id", "")),
        question=line["question"],
        now=now.replace(tzinfo=UTC) if now and now.tzinfo is None else now,
        outlets=frozenset(_texts(line, "outlets")),
        answers=tuple(_texts(line, "answer")),
        urls=frozenset(_texts(line, "urls")),
        is_unanswerable=bool(line.get("unanswerable")),
    )


def evaluate(cases: Iterable[Case], ask: Ask, stored: Callable[[str], Article | None]) -> list[Result]:
    """Ask every question. `stored` gives an article by its id, to look each citation up."""
    results = []
    for case in cases:
        answer = ask(case)
        results.append(Result(case, answer, judge(case, answer), count_forged(answer, stored)))
    return results


def judge(case: Case, answer: Answer) -> Outcome:
    """What became of one question."""
    if answer.status == "no_answer":
        return "refused rightly" if case.is_unanswerable else "refused"
    if case.is_unanswerable:
        return "answered wrongly"
    articles = [citation.article for citation in answer.citations]
    if not all(_is_of(article, case.outlets) for article in articles):
        return "wrong"
    if case.urls and not case.urls & {article.url for article in articles}:
        return "wrong"
    if case.answers and not any(holds(full_text(article), case.answers) for article in articles):
        return "wrong"
    return "right"


def answers_case(case: Case, article: Article) -> bool:
    """Whether an article is one that answers: by its address where that is known, else by what it holds."""
    if case.urls:
        return article.url in case.urls
    return _is_of(article, case.outlets) and (not case.answers or holds(full_text(article), case.answers))


def _is_of(article: Article, outlets: frozenset[str]) -> bool:
    wanted = {fold_name(name) for name in outlets}
    return not wanted or bool({fold_name(article.outlet), fold_name(article.original_outlet)} & wanted)


def count_forged(answer: Answer, stored: Callable[[str], Article | None]) -> int:
    """Marks and citations that do not hold: no such number, no such article, or a quote that is not in it."""
    numbers = {citation.n for citation in answer.citations}
    forged = sum(n not in numbers for sentence in answer.sentences for n in sentence.citations)
    used = {n for sentence in answer.sentences for n in sentence.citations}
    for citation in answer.citations:
        article = stored(citation.article.id)
        is_true = article is not None and bool(citation.quote) and citation.quote in full_text(article)
        forged += not (is_true and citation.n in used)
    return forged + (len(answer.citations) if answer.status == "no_answer" else 0)


def holds(text: str, answers: Sequence[str]) -> bool:
    """Whether one of the answers stands in a text as whole words, letter case and punctuation aside."""
    plain = f" {_plain(text)} "
    return any(f" {_plain(answer)} " in plain for answer in answers if _plain(answer))


def summarise(results: Sequence[Result]) -> Summary:
    """The figures of a run. Raises ValueError without results."""
    answerable = [result for result in results if not result.case.is_unanswerable]
    others = [result for result in results if result.case.is_unanswerable]
    right = _share([result.outcome == "right" for result in answerable])
    refused = _share([result.outcome == "refused rightly" for result in others])
    known = [result for result in answerable if result.case.answers]
    times = sorted(result.answer.elapsed_ms for result in results)
    return Summary(
        questions=len(results),
        right=right,
        refused=refused,
        balanced=(right + refused) / 2 if right is not None and refused is not None else None,
        quoted=_share([holds(result.answer.text, result.case.answers) for result in known]),
        forged=sum(result.forged for result in results),
        p50_ms=statistics.median(times),
        p95_ms=times[min(len(times) - 1, int(len(times) * 0.95))],
    )


def _share(judged: Sequence[bool]) -> float | None:
    return sum(judged) / len(judged) if judged else None


def _texts(line: dict[str, Any], name: str) -> list[str]:
    value = line.get(name) or []
    values = [value] if isinstance(value, str) else value
    if not isinstance(values, list) or not all(isinstance(one, str) for one in values):
        raise BadInput(f'"{name}" must be a text or a list of texts.')
    return values


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join("".join(letter if letter.isalnum() else " " for letter in folded).split())
