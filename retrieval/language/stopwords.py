"""Words that carry no content, by language. They stand in the files of the languages (`retrieval/language/data/languages`)."""

from retrieval.language.vocabulary import vocabularies

STOP_WORDS: dict[str, frozenset[str]] = {
    code: known.stop_words for code, known in vocabularies().items() if known.stop_words
}
ANY_LANGUAGE: frozenset[str] = frozenset().union(
    *(known.stop_words - known.only_here for known in vocabularies().values())
)
"""For a text of unknown language: without the words that carry content in another ("die", "sin", "son")."""
