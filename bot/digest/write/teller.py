"""Which sentences of which articles may still be told: every one passes the gate, and none is near one told before."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bot.digest.articles.own_sentences import Statement, extract_statements, gist_of, is_near_any
from bot.digest.articles.voices import is_same_title
from bot.digest.choose.selection import Pick, Told
from bot.digest.choose.usable_articles import Candidate
from bot.digest.write.draft import Line, outlets_of
from bot.digest.write.gate import Gate, source_text
from retrieval.articles import Article
from retrieval.claims import Verdict

# An article speaks at most twice in a digest, and not with its headline after one of its sentences.
LINES_AN_ARTICLE = 2

Names = Callable[[Article], Sequence[str]]


@dataclass(slots=True)
class Tally:
    """What happened to sentences: `rejected` by reason, the gate's and the reader's (near another, fragment ...).

    `proposed` and `accepted` count a model's.
    """

    written: int = 0
    proposed: int = 0
    accepted: int = 0
    rejected: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Offer:
    """A sentence that may be told, and the candidate whose it is."""

    candidate: Candidate
    statement: Statement

    @property
    def is_plain(self) -> bool:
        """A whole sentence of a news piece: no question, no bare headline, no opinion."""
        return self.statement.manner == "says" and self.candidate.kind == "news"


class Teller:
    """Remembers for one digest what was told; each sentence is used up as it is."""

    def __init__(self, *, gate: Gate, names: Names, told: Told, tally: Tally) -> None:
        self._gate = gate
        self._names = names
        self._tally = tally
        self._texts = list(told.texts)
        self._cited: dict[str, Article] = {}
        self._statements: dict[tuple[str, str], list[Statement]] = {}
        self._refused: set[tuple[str, str]] = set()
        self._verdicts: dict[tuple[str, str], Verdict] = {}
        self._told_of: Counter[str] = Counter()

    def offers(self, pick: Pick) -> list[Offer]:
        """Everything that can still be said of a story, the best article first."""
        return [
            Offer(candidate, statement)
            for candidate in pick.candidates
            for statement in self._statements_of(pick, candidate)
            if not self._refusal(statement)
        ]

    def tell(self, pick: Pick, offer: Offer) -> Line:
        """The offer as a line of the digest. It is one outlet's word: others that have it are named as such by the block."""
        article, statement = offer.candidate.article, offer.statement
        self._texts.append(statement.text)
        self._cited[article.id] = article
        self._told_of[article.id] += 1
        self._tally.written += 1
        return Line(
            statement.text,
            offer.candidate.side,
            pick.story,
            (article,),
            said_by=outlets_of((article,)),
            manner=statement.manner,
            is_opinion=offer.candidate.kind == "opinion",
        )

    def _statements_of(self, pick: Pick, candidate: Candidate) -> list[Statement]:
        key = (pick.story.id, candidate.article.id)
        if key not in self._statements:
            gist = gist_of([each.article for each in pick.candidates])
            self._statements[key] = extract_statements(
                candidate.article, gist=gist, names=self._names(candidate.article)
            )
        return self._statements[key]

    def _refusal(self, statement: Statement) -> str:
        """Why a statement may not be told, or nothing; each refused sentence is counted once."""
        reason = statement.fault or self._objection(statement)
        key = (statement.article.id, statement.text)
        if reason and key not in self._refused:
            self._refused.add(key)
            self._tally.rejected[reason] += 1
        return reason

    def _objection(self, statement: Statement) -> str:
        article = statement.article
        is_first = statement.is_headline and article.id not in self._cited
        if is_first and any(is_same_title(article, other) for other in self._cited.values()):
            return "same headline as another source"
        if self._told_of[article.id] >= LINES_AN_ARTICLE or is_near_any(statement.text, self._texts):
            return "already told"
        if statement.is_headline and self._told_of[article.id]:
            return "already told"
        key = (article.id, statement.text)
        if key not in self._verdicts:
            self._verdicts[key] = self._gate(statement.text, [source_text(article)])
        verdict = self._verdicts[key]
        return "" if verdict.is_supported else f"gate: {verdict.reason}"
