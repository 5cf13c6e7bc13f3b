"""Whether a sentence is the sources' own: word for word, or a near copy in which nothing changed its place.

A near copy is one sentence of a source with whole pieces left out (a dateline, "And", what stands between commas), with
articles put in or left out, and verbs in another tense. Its words keep their order, so that names keep their roles.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from retrieval.claims.first_reading.speaker import STAND_IN, is_reporting
from retrieval.claims.text_facts.names import same_country
from retrieval.claims.text_facts.tokens import Tokens, Word, read, word_set
from retrieval.language.datelines import without_dateline
from retrieval.language.sentences import split_sentences

_AROUND = 400  # characters of the source read on both sides to see where its sentences begin and end
_TRIES = 20  # places where the same words stand
_LONGEST = 120  # words of one sentence that are compared in order; news has none so long
_SENTENCES = 40  # of a source that are compared, those with all words of the claim
_LONGEST_HEAD = 12  # words before a comma that may be left out
_LEAST_WORDS = 4  # fewer say too little to be anybody's sentence

NEGATORS = word_set("""not no never none nor neither without nobody nothing cannot hardly barely nowhere unable nunca ningún
    ninguna sin nicht kein keine nie pas jamais aucun не нет никогда ни لم لن لا ليس ليست بدون غير 不 没 未 无 否 非""")
_FREE = word_set("a an the that")
_JOINING = word_set("and but so also however meanwhile still then yet moreover")
# A piece with such a word bears on what it is taken from: what is left would say something else.
_BEARING = NEGATORS | word_set("""may might could would possibly perhaps reportedly allegedly likely unlikely probably apparently
    seems seem appears appear if unless until whether except instead rather but despite only though although while
    denies denied deny denying refuses refused rejects rejected fails failed falsely wrongly supposedly claims claimed claim
    believes believe thinks think hopes hope fears feared suspects accused accuses alleges alleged false fake untrue hoax
    satire joke dream fiction game film novel imagine""")
_OPENING_PIECE = re.compile(r"[,—–]\s*[“\"‘']?$|\s-\s$")
_MARKS = re.compile(r"[“”„«»「」『』\"]")
_CLOSING_PIECE = re.compile(r"^[”\"’']?\s*(?:[,;—–(]|\s-\s)")
_SAYING = r"(?:reports?|reported|says?|said|writes?|wrote|notes?|noted|states?|stated|according to)"
_WHEN = r"(?:\s+on [^,]{3,30}?)?"
_ATTRIBUTION = re.compile(
    rf"^(?:On [^,]{{3,30}},?\s+|In [^,]{{3,30}},?\s+)?{STAND_IN}\s+{_SAYING}{_WHEN}(?:\s+that|,|:)?\s+"
    rf"|^according to {STAND_IN},\s+|^{STAND_IN}[^:“”\"]{{0,40}}:\s+(?=\S)"
    rf"|(?:,|(?<!\s))\s++(?:{STAND_IN}\s+{_SAYING}{_WHEN}|according to {STAND_IN})(?=[.]?$)",
    re.IGNORECASE,
)


def is_verbatim(said: str, source: str) -> bool:
    """Whether the words stand in the source with a sentence's beginning before them and its end after them.

    A piece of a sentence does not count: "Prices fell" is not what "He denied that prices fell" says.
    """
    at = source.find(said) if said else -1
    for _ in range(_TRIES):
        if at < 0:
            break
        if _is_whole(source, at, at + len(said)):
            return True
        at = source.find(said, at + 1)
    return False


def _is_whole(source: str, start: int, end: int) -> bool:
    """Whether sentences begin at `start` and end at `end`."""
    first = max(0, start - _AROUND)
    window = source[first : end + _AROUND]
    spans = split_sentences(window)
    begins = {span.start + first for span in spans}
    ends = {span.end + first for span in spans} | {_without_stop(window, span.end) + first for span in spans}
    return start in begins and end in ends


def _without_stop(text: str, end: int) -> int:
    """Where the sentence that ends at `end` ends without its last mark: it may be told without."""
    while end and text[end - 1] in ".!?。！？…":
        end -= 1
    return end


def without_attribution(clause: str) -> str:
    """A clause whose outlets were taken off (`speaker.clauses`) without what is left of its attribution."""
    return _ATTRIBUTION.sub("", clause).strip()


def is_near_copy(said: str, source: str) -> bool:
    """Whether one sentence is a near copy of one sentence of the source."""
    claim, known = read(said), read(source)
    if not _LEAST_WORDS <= len(claim.words) <= _LONGEST:
        return False
    content = {word.stem for word in claim.words if word.stem}
    fitting = [n for n, stems in enumerate(known.stems_by_sentence) if _share(content, stems)]
    return any(_copies(claim, known, number) for number in fitting[:_SENTENCES])


def _share(content: set[str], stems: frozenset[str]) -> bool:
    """A country may stand in another form, so one word in four may be a stranger here; `_copies` looks at each."""
    return len(content & stems) >= 0.75 * len(content)


def _copies(claim: Tokens, known: Tokens, number: int) -> bool:
    sentence = known.sentence(number)[:_LONGEST]
    skipped = _dateline_words(known, sentence)
    places = _places([word for word in claim.words if word.form not in _FREE], sentence[skipped:])
    if not places:
        return False
    found = [place + skipped for place in places]
    return (
        _keeps_marks(claim, known, sentence[found[0]], sentence[found[-1]])
        and _may_drop_head(known, sentence, sentence[skipped : found[0]], found[0])
        and all(_may_drop_middle(known, sentence, a, b) for a, b in pairwise(found))
        and _may_drop_tail(known, sentence, found[-1])
    )


def _keeps_marks(claim: Tokens, known: Tokens, first: Word, last: Word) -> bool:
    """Whether what was said in quotation marks still is."""
    paragraph = known.text.rfind("\n", 0, first.start) + 1
    is_inside = len(_MARKS.findall(known.text[paragraph : max(paragraph, first.start - 1)])) % 2 == 1
    copied = known.text[max(paragraph, first.start - 1) : last.start + len(last.text) + 2]
    return not is_inside and len(_MARKS.findall(copied)) == len(_MARKS.findall(claim.text))


def _dateline_words(known: Tokens, sentence: Sequence[Word]) -> int:
    end = sentence[-1].start + len(sentence[-1].text)
    text = known.text[sentence[0].start : end]
    start = sentence[0].start + len(text) - len(without_dateline(text))
    return next((n for n, word in enumerate(sentence) if word.start >= start), 0)


def _places(claim: Sequence[Word], sentence: Sequence[Word]) -> list[int]:
    """Where the words of the claim stand in the sentence, in order, as late as the last may be; empty if not all do."""
    found: list[int] = []
    at = len(sentence)
    for word in reversed(claim):
        at = next((n for n in range(at - 1, -1, -1) if _is_same(word, sentence[n])), -1)
        if at < 0:
            return []
        found.append(at)
    return found[::-1]


def _is_same(one: Word, other: Word) -> bool:
    """The same word in the same form, or with another ending of number or tense; a country in another form."""
    if one.form == other.form:
        return True
    if not one.stem or not other.stem or one.text[0].isdigit() or other.text[0].isdigit():
        return False
    is_inflected = one.stem == other.stem or _bare(one.form) == _bare(other.form)
    return (is_inflected and _keeps_kind(one.form) and _keeps_kind(other.form)) or same_country(one, other)


def _bare(form: str) -> str:
    """Without an ending of number or tense: of "sues" and "sued" the stemmer makes two words."""
    return re.sub(r"(?<=..)(?:es|ed|s|d)$", "", form)


def _keeps_kind(form: str) -> bool:
    """Whether the ending leaves the word what it is: "killing" is not "killed"."""
    return not form.endswith(("ing", "er", "est", "ly", "tion", "ment", "less", "ful"))


def _bears(words: Sequence[Word]) -> bool:
    return any(word.form in _BEARING or word.form.endswith("n't") or is_reporting(word) for word in words)


def _may_drop_head(known: Tokens, sentence: Sequence[Word], head: Sequence[Word], first: int) -> bool:
    dropped = [word for word in head if word.form not in _FREE | _JOINING]
    if not dropped:
        return True
    gap = _between(known, sentence[first - 1], sentence[first])
    return len(head) <= _LONGEST_HEAD and _OPENING_PIECE.search(gap) is not None and not _bears(head)


def _may_drop_middle(known: Tokens, sentence: Sequence[Word], before: int, after: int) -> bool:
    dropped = sentence[before + 1 : after]
    if all(word.form in _FREE for word in dropped):
        return True
    opens = _CLOSING_PIECE.search(_between(known, sentence[before], sentence[before + 1])) is not None
    closes = re.search(r"[,)—–]\s*$|\s-\s$", _between(known, sentence[after - 1], sentence[after])) is not None
    return opens and closes and not _bears(dropped)


def _may_drop_tail(known: Tokens, sentence: Sequence[Word], last: int) -> bool:
    tail = sentence[last + 1 :]
    if not tail:
        return True
    gap = _between(known, sentence[last], tail[0])
    return _CLOSING_PIECE.search(gap) is not None and not _bears(tail)


def _between(known: Tokens, one: Word, other: Word) -> str:
    return known.text[one.start + len(one.text) : other.start]
