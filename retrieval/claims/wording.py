"""Whether a claim is a sentence of a source, or several in a row, as they stand. The fast way through the gate."""

from retrieval.language.sentences import split_sentences

_AROUND = 400  # characters of the source read on both sides to see where its sentences begin and end
_TRIES = 20  # places where the same words stand


def is_verbatim(said: str, source: str) -> bool:
    """Whether the words stand in the source with a sentence's beginning before them and its end after them.

    A piece of a sentence does not count: "Prices fell" is not what "He denied that prices fell" says.
    """
    if not said:
        return False
    at = source.find(said)
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
