"""Which words of a text are written as names."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from retrieval.claims.text_facts.quantities import NUMBER_WORDS
from retrieval.claims.text_facts.tokens import Tokens, Word, word_set
from retrieval.language.countries import all_names, doubtful_names
from retrieval.language.irregular import BASE

_BEFORE_SIGN = word_set("us hk a c nz s nt")  # "US$44 million": whose dollar, not who
_NEVER_NAMES = word_set("i i'm i've i'll i'd mr mrs ms dr sir madam lord lady")
_BEFORE_VERB = word_set("""said says told has had is was will would did does announced warned denied added plans visited met urged
    claimed called signed won lost and""")
_SINGULAR_SAYING = word_set("""reports explains stresses argues notes writes states adds warns insists describes calls tells announces
    declares accuses denies urges vows""")
# Words of content that open sentences and are no names, though a name may follow them.
OPENERS = word_set("""later earlier today yesterday tomorrow additionally meanwhile however previously recently finally
    eventually despite following according instead nearly around last next late early early former ex new old
    big top young including whereas whenever thanks asked dear unlike like besides overall together currently
    originally initially once twice plus amid alongside beyond per inside outside near lots star fellow rival
    local senior elsewhere furthermore moreover nevertheless nonetheless thus hence still conversely afterwards
    nobody everybody somebody anybody everyone someone anyone nothing everything something""")
# Nouns that news opens with before a verb: "Growth was", "Parliament has".
_COMMON = word_set("""growth turnout output demand supply trade inflation unemployment profit revenue production spending debt oil
    gas coal gold traffic rain snow fire parliament congress cabinet government opposition army navy media state church court
    work relief aid help peace war talks""")
# People in the plural, who do things in news without a name: "Employers added", "Prosecutors said".
_MANY_ENDINGS = ("ers", "ors", "sts", "ants", "ents", "als", "ics", "rts", "ses", "ties", "cians", "men", "ees", "people", "police",
                 "families", "troops")  # fmt: skip
_SURNAMES = word_set("""roberts sanders rogers myers summers chambers masters powers vickers sayers withers connors clements bowers
    saunders brewers flowers walters peters waters winters""")
_COMMON_ENDINGS = ("s", "ly", "ing", "ed", "ion", "ment", "ness", "ity", "ers", "ful", "ous", "ive", "al")


@dataclass(frozen=True, slots=True)
class Name:
    """Words written as one name."""

    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)


@lru_cache(maxsize=64)
def names(tokens: Tokens) -> tuple[Name, ...]:
    """Runs of capitalised words. A sentence's first word counts only if what follows makes it look like a name."""
    return tuple(_runs(tokens))


def _runs(tokens: Tokens) -> Iterator[Name]:
    for number in range(len(tokens.bounds)):
        run: list[Word] = []
        sentence = tokens.sentence(number)
        for at, word in enumerate(sentence):
            joined = run and tokens.text[run[-1].start + len(run[-1].text) : word.start].strip("-'’") in {"", " "}
            fits = _is_name_word(sentence, at)
            if run and not (fits and joined):
                yield Name(tuple(run))
                run = []
            if fits:
                run.append(word)
        if run:
            yield Name(tuple(run))


def _is_name_word(sentence: Sequence[Word], at: int) -> bool:
    word = sentence[at]
    if not word.text[0].isupper() or word.form in _NEVER_NAMES or not word.stem:
        return False
    if word.form in _BEFORE_SIGN and any(
        other.start == word.start + len(word.text) and other.text == "$" for other in sentence[at + 1 : at + 2]
    ):
        return False
    return at > 0 or _first_is_name(sentence)


def _first_is_name(sentence: Sequence[Word]) -> bool:
    """Whether the first word is a name: "Macron said", "Macron's", "Emmanuel Macron", "Macron, 48", but not "Officials said"."""
    word, following = sentence[0], sentence[1] if len(sentence) > 1 else None
    if (len(word.text) > 1 and word.text.isupper()) or country_of(word.form):
        return True
    if word.text.casefold().replace("’", "'").endswith("'s"):
        return not _is_many(word.form)
    if following is None or word.form in OPENERS or word.form in NUMBER_WORDS:
        return False
    is_cut_off = following.start > word.start + len(word.text) + 1
    if is_cut_off or following.form in _BEFORE_VERB or following.form in _SINGULAR_SAYING:
        return not word.form.endswith(("ing", "ly", "tion", "ment", "ness", "ity")) and not _is_many(word.form)
    is_verb = following.form.endswith(("ed", "es")) or following.form in BASE
    return (
        (following.text[0].isupper() or is_verb) and not word.form.endswith(_COMMON_ENDINGS) and not _is_many(word.form)
    )


def _is_many(form: str) -> bool:
    """ "Employers", "prosecutors", "growth", and not "Sanders"."""
    return form in _COMMON or (form.endswith(_MANY_ENDINGS) and form not in _SURNAMES)


def is_title_case(tokens: Tokens) -> bool:
    """Headlines: nearly all words of content are capitalised, so capitals say nothing."""
    content = [word for word in tokens.words if word.stem and word.text[0].isalpha()]
    return len(content) >= 4 and sum(word.text[0].isupper() for word in content) > 0.8 * len(content)


def country_of(form: str) -> str:
    """The country that a word names, as a code; empty for none."""
    known = all_names()
    code = known.get(form) or known.get(f"{form}.") or known.get(form.removesuffix("s"), "")
    return "" if form in doubtful_names() else code


def same_country(one: Word, other: Word) -> bool:
    """Whether two words name one country in two forms ("US", "American")."""
    return bool(country_of(one.form)) and country_of(one.form) == country_of(other.form)
