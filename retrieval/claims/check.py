"""Both readings of a sentence, and of several that stand together: what may be published, by what, and why not."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from retrieval.claims.first_reading.hard_facts import LONGEST_SENTENCE, NOTHING, first_reading
from retrieval.claims.first_reading.speaker import clauses
from retrieval.claims.first_reading.wording import is_near_copy, is_verbatim, without_attribution
from retrieval.claims.second_reading.verifier import Item, Verifier
from retrieval.claims.source import Source, bounded, from_text
from retrieval.claims.text_facts.tokens import read, word_set
from retrieval.language.sentences import split_sentences

WORD_FOR_WORD = "the sources say it word for word"
IN_THEIR_WORDS = "it is a sentence of the sources, shortened"
OTHER_WORDS = "it is in no words of the sources, and no model reads it a second time"
LEANS = "it leans on a sentence that was dropped"
_POINTING = word_set("""he she it they this that these those his her its their such both them former latter also another
    otherwise therefore thus consequently""")
_LOOKED_AT = 4  # words of the opening, in which what "the" points to is named


@dataclass(frozen=True, slots=True)
class Verdict:
    """`is_supported` says that it may be published; `reason` is a short sentence for the log and the admin.

    `by` is what decided: "rules" (the first reading refused it), "verbatim" (the articles' own words, or none of theirs and no
    model), "model" (the second reading). `problem` are the words a model objects to; `cited` counts the sources to cite.
    """

    is_supported: bool
    reason: str
    by: Literal["rules", "verbatim", "model"]
    problem: str = ""
    cited: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """A sentence that wants to be published. `speaker` is who says it, where the sentence itself does not say so."""

    sentence: str
    sources: tuple[Source, ...]
    speaker: str = ""


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A draft, perhaps rewritten, and what became of it."""

    draft: Draft
    verdict: Verdict


Rewrite = Callable[[Mapping[int, str]], Mapping[int, Draft]]
"""From the places of refused drafts, with the complaints, to other drafts for some of these places."""


def check_claim(claim: str, texts: Sequence[str], *, verifier: Verifier | None = None) -> Verdict:
    """Whether a claim may be published on texts alone; each may have its outlet, or outlet and day, on its first line."""
    return publishable(claim, [from_text(text) for text in texts], verifier=verifier)


def publishable(
    sentence: str, sources: Sequence[Source], *, verifier: Verifier | None = None, speaker: str = ""
) -> Verdict:
    """Whether a sentence may be published with these sources. Never raises.

    The articles' own sentences may. Any other must pass the first reading, and then the `verifier`; without one it must be
    a near copy of a sentence of the sources.
    """
    return judge([Draft(sentence, tuple(sources), speaker)], verifier=verifier)[0]


def judge(drafts: Sequence[Draft], *, verifier: Verifier | None = None) -> list[Verdict]:
    """A verdict for each draft by itself, in order; the second reading takes them together."""
    drafts = [replace(draft, sources=bounded(draft.sources)) for draft in drafts]
    verdicts = [_without_model(draft, has_verifier=verifier is not None) for draft in drafts]
    if verifier is None:
        return [verdict or Verdict(False, OTHER_WORDS, "verbatim") for verdict, _ in verdicts]
    open_ = [n for n, (verdict, _) in enumerate(verdicts) if verdict is None]
    replies = verifier.read([_item(drafts[n], verdicts[n][1]) for n in open_])
    answered = dict(zip(open_, replies, strict=True))
    found: list[Verdict] = []
    for n, (verdict, cited) in enumerate(verdicts):
        if verdict is None:
            reply = answered[n]
            reason = "the second reading agrees" if reply.supported else reply.problem or "the second reading says no"
            verdict = Verdict(reply.supported, reason, "model", reply.problem, cited if reply.supported else ())
        found.append(verdict)
    return found


def review(
    drafts: Sequence[Draft], *, verifier: Verifier | None = None, rewrite: Rewrite | None = None
) -> list[Reviewed]:
    """Judge drafts that are to stand one after the other; a refused one may be rewritten once, with the complaint.

    What leans on a sentence that was dropped is dropped with it.
    """
    found = [Reviewed(draft, verdict) for draft, verdict in zip(drafts, judge(drafts, verifier=verifier), strict=True)]
    refused = {n: each.verdict.reason for n, each in enumerate(found) if not each.verdict.is_supported}
    if rewrite is not None and refused:
        again = {n: draft for n, draft in rewrite(refused).items() if n in refused}
        for (n, draft), verdict in zip(again.items(), judge(list(again.values()), verifier=verifier), strict=True):
            found[n] = Reviewed(draft, verdict)
    return _without_leaning(found)


def _without_leaning(found: Sequence[Reviewed]) -> list[Reviewed]:
    kept: list[Reviewed] = []
    for each in found:
        earlier = [other.draft.sentence for other in kept if other.verdict.is_supported]
        dropped = kept[-1].draft.sentence if kept and not kept[-1].verdict.is_supported else ""
        if each.verdict.is_supported and dropped and leans_on(each.draft.sentence, dropped, earlier):
            each = Reviewed(each.draft, Verdict(False, LEANS, each.verdict.by))
        kept.append(each)
    return kept


def leans_on(sentence: str, dropped: str, earlier: Sequence[str]) -> bool:
    """Whether a sentence opens with a pronoun, or with a thing that of all before it only the dropped one named.

    "It may raise tariffs" and "The deal may raise tariffs" lean on "Norland struck a deal with Estmark".
    """
    opening = read(sentence).words[:_LOOKED_AT]
    if not opening or opening[0].form != "the":
        return bool(opening) and opening[0].form in _POINTING
    named = next((word for word in opening[1:] if word.stem), None)
    if named is None or not named.text[0].islower():
        return False
    return named.stem in read(dropped).stems and not any(named.stem in read(text).stems for text in earlier)


def _item(draft: Draft, cited: tuple[int, ...]) -> Item:
    return Item("", draft.sentence, draft.speaker, tuple(draft.sources[n] for n in cited))


def _without_model(draft: Draft, *, has_verifier: bool) -> tuple[Verdict | None, tuple[int, ...]]:
    """What can be said without a model, None for what only it can say; and the sources that count."""
    sentence = draft.sentence.strip()
    if len(sentence) > LONGEST_SENTENCE or not any(sign.isalnum() for sign in sentence):
        return Verdict(False, first_reading(sentence, draft.sources).reason or NOTHING, "rules"), ()
    own = _own(draft, is_verbatim)
    if own:
        return Verdict(True, WORD_FOR_WORD, "verbatim", "", own), own
    reading = first_reading(sentence, draft.sources, speaker=draft.speaker)
    if not reading.passes:
        return Verdict(False, reading.reason, "rules"), ()
    near = (
        () if has_verifier else _own(draft, lambda said, known: is_verbatim(said, known) or is_near_copy(said, known))
    )
    return (Verdict(True, IN_THEIR_WORDS, "verbatim", "", near) if near else None), reading.cited


def _own(draft: Draft, is_own: Callable[[str, str], bool]) -> tuple[int, ...]:
    """The sources whose own words the whole sentence is, its attribution taken off; none where some piece is in no source."""
    found: set[int] = set()
    whole = [n for n, source in enumerate(draft.sources) if is_own(draft.sentence.strip(), source.said)]
    if whole and not draft.speaker:
        return tuple(whole)
    for piece, chosen in _pieces(draft):
        holding = [n for n in chosen if is_own(piece, draft.sources[n].said)]
        if not holding:
            return ()
        found.update(holding)
    return tuple(sorted(found))


def _pieces(draft: Draft) -> Iterator[tuple[str, list[int]]]:
    """Each sentence of the draft without its outlets, and which sources it must be found in."""
    for clause in clauses(draft.sentence, draft.sources):
        said = without_attribution(clause.text)
        chosen = clause.sources(draft.sources)
        if draft.speaker and not clause.outlets:
            chosen = [n for n in chosen if draft.sources[n].outlet == draft.speaker] or chosen
        for span in split_sentences(said):
            yield said[span.start : span.end], chosen
