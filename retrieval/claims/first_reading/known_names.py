"""Whether the names of a claim are its sources': each word of them, and together what is written together."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby, pairwise

from retrieval.claims.text_facts.names import Name, country_of, is_title_case, names
from retrieval.claims.text_facts.tokens import Tokens, Word, plain, word_set
from retrieval.language.countries import countries, people_names
from retrieval.language.mentions import NameIndex
from retrieval.once import once

# Words before a name that say what somebody is: they may stand apart from it in the sources.
_TITLES = word_set("""president vice prime minister secretary chancellor king queen prince princess emperor pope general admiral
    colonel captain senator congressman congresswoman representative governor mayor premier chairman
    chairwoman chief executive director judge justice professor coach manager ambassador spokesman spokeswoman
    spokesperson leader foreign defense defence finance state former deputy first lady party sheikh ayatollah
    saint republican democrat democratic conservative liberal labour""")
# How the press shortens what somebody is, and two names of one thing.
_SHORT = {
    short: full.split("|")
    for short, full in {
        "pm": "prime|minister|premier", "sen": "senator", "sens": "senators", "gov": "governor", "rep": "representative",
        "reps": "representatives", "gen": "general", "col": "colonel", "capt": "captain", "lt": "lieutenant",
        "sgt": "sergeant", "adm": "admiral", "prof": "professor", "st": "saint", "pres": "president", "sec": "secretary",
        "gop": "republican|republicans", "dem": "democrat|democratic", "dems": "democrats", "covid": "coronavirus",
        "fm": "foreign|minister", "ceo": "chief|executive", "scotus": "supreme|court", "potus": "president",
        "ai": "artificial|intelligence", "gdp": "gross|domestic", "ev": "electric", "evs": "electric",
    }.items()
}  # fmt: skip
_CONTINENTS = {"asian": "asia", "european": "europe", "african": "africa", "eurasian": "eurasia", "oceanian": "oceania"}
_OTHER_FORMS: dict[str, set[str]] = {}
for _one, _others in (*_SHORT.items(), *((people, [land]) for people, land in _CONTINENTS.items())):
    for _other in _others:
        _OTHER_FORMS.setdefault(_one, set()).add(_other)
        _OTHER_FORMS.setdefault(_other, set()).add(_one)
_PRESS = word_set("outlets media press newspapers coverage")
_PLACING = word_set("in at near from outside around inside across through of")
# Words of names that may stand apart: "the Supreme Court of the United States", "US Supreme Court".
_LOOSE = _TITLES | word_set("united states kingdom republic people's north south east west new great court supreme of")
_LEAST_OF_LOWER = 150  # fewer words without a capital may just hold no name


def missing_name(claim: Tokens, source: Tokens, skipped: frozenset[int] = frozenset()) -> str:
    """Why a name of the claim is not in the sources, or not with that first name; empty when all are.

    Words at the positions `skipped` (what says when) are passed over. In a claim with capitals throughout any word may be
    a name, so none may be new.
    """
    dated = {claim.words[at] for at in skipped}
    if is_title_case(claim):
        return _missing_any(claim, source, dated)
    for name in names(claim):
        bare = [word for word in name.words if word not in dated]
        bare = [word for word in bare if not _is_of_the_press(word, claim)]
        absent = [word for word in bare if not stands_in(word, source, is_placed=_is_placed(word, claim))]
        if absent and not _is_abbreviated(name, source):
            return f"{' '.join(word.text for word in absent)} is not in the sources"
        for piece in _pieces(bare):
            for one, other in pairwise(piece):
                if not _stand_together(one, other, source):
                    return f"“{one.text} {other.text}” does not stand together in the sources"
    return missing_foreign(claim, source)


def _pieces(words: Sequence[Word]) -> Iterator[list[Word]]:
    """What of a name is written together: between titles, without countries and words that may stand apart. In "Agriculture
    Secretary Tom Vilsack" it is "Tom Vilsack"."""
    for is_title, run in groupby(words, lambda word: word.form in _TITLES or word.form in _SHORT):
        if not is_title:
            yield [word for word in run if word.form not in _LOOSE and not country_of(word.form)]


def _is_of_the_press(word: Word, claim: Tokens) -> bool:
    """ "Chinese outlets": what country an outlet is of is known, and in no article."""
    sentence = claim.sentence(word.sentence)
    at = sentence.index(word)
    return bool(country_of(word.form)) and any(other.form in _PRESS for other in sentence[at + 1 : at + 3])


def _is_placed(word: Word, claim: Tokens) -> bool:
    """Whether something is said to be at the place that a word names."""
    sentence = claim.sentence(word.sentence)
    at = sentence.index(word)
    return at > 0 and sentence[at - 1].form in _PLACING


def _is_abbreviated(name: Name, source: Tokens) -> bool:
    """Whether the sources write the name by its initials in capitals: "LA", "L.A."."""
    initials = "".join(word.text[0] for word in name.words)
    return len(initials) >= 2 and any(word.text.replace(".", "") == initials for word in source.words)


def missing_word(claim: Tokens, source: Tokens) -> str:
    """Why a word of a claim and a source that are both written without capitals is not there; empty when all are.

    Any word may be a name then, so none may be new.
    """
    if not (_is_without_capitals(source) and _is_without_capitals(claim, least=1)):
        return ""
    return _missing_any(claim, source, set())


def _missing_any(claim: Tokens, source: Tokens, passed: set[Word]) -> str:
    strange = (
        w for w in claim.words if w.stem and w.text[0].isalpha() and w not in passed and not stands_in(w, source)
    )
    return next((f"{word.text} is not in the sources" for word in strange), "")


@lru_cache(maxsize=64)
def _is_without_capitals(tokens: Tokens, least: int = _LEAST_OF_LOWER) -> bool:
    """Whether words inside sentences have none, though their script does; 5 in 1,000 are slips."""
    inside = [word for number in range(len(tokens.bounds)) for word in tokens.sentence(number)[1:]]
    cased = [word for word in inside if word.text[0].islower() or word.text[0].isupper()]
    return len(cased) >= least and sum(word.text[0].isupper() for word in cased) <= 0.005 * len(cased)


def stands_in(word: Word, source: Tokens, *, is_placed: bool = False) -> bool:
    """Whether the sources hold the word, its stem, the same country in another form, or what it abbreviates.

    A capital that `is_placed` is a place, and does not stand for its country.
    """
    if word.stem in source.stems or word.form in source.forms or _has_short_form(word.form, source):
        return True
    # A capital stands for its government ("Beijing says") unless something is said to be there ("in Beijing").
    country = "" if is_placed and word.form in _seats() else country_of(word.form)
    if country and country in _countries(source):
        return True
    if word.text.isupper() and 2 <= len(word.form) <= 6 and word.form in _initials(source):
        return True
    if any(spelt in source.forms for spelt in _spellings(word.form)):
        return True
    return word.form in _joined(source) or _is_adjective_of_a_name(word.form, source)


def _spellings(form: str) -> Iterator[str]:
    """The word as the other side of the Atlantic spells it ("Defence", "Labor")."""
    for one, other in (("our", "or"), ("ence", "ense"), ("tre", "ter"), ("is", "iz")):
        yield form.replace(one, other)
        yield form.replace(other, one)


def _has_short_form(form: str, source: Tokens) -> bool:
    """ "Senator" where the sources have "Sen.", "PM" where they have "Prime Minister", "Asian" where they have "Asia"."""
    return any(other in source.forms for other in _OTHER_FORMS.get(form, ()))


def _is_adjective_of_a_name(form: str, source: Tokens) -> bool:
    """ "Malaysian" where the sources have "Malaysia", or the other way round."""
    return any(form.startswith(root) and len(form) <= len(root) + 3 for root in _roots_of(form, source))


def _roots_of(form: str, source: Tokens) -> Iterator[str]:
    own = _root(form)
    if own and any(known.startswith(own) and len(known) <= len(own) + 3 for known in source.forms):
        yield own
    yield from (root for root in _adjective_roots(source) if form.startswith(root))


@lru_cache(maxsize=64)
def _adjective_roots(source: Tokens) -> frozenset[str]:
    """The roots of all words written like the adjective of a name ("Malaysian")."""
    return frozenset(root for word in source.words if word.text[0].isupper() and (root := _root(word.form)))


def _root(form: str) -> str:
    """A word without the ending that makes a name an adjective; empty where there is none, or too little left."""
    ending = next((end for end in ("ian", "ean", "ese", "ish", "ism", "ist", "an", "i") if form.endswith(end)), "")
    root = form.removesuffix(ending) if ending else ""
    return root if len(root) >= 4 else ""


@lru_cache(maxsize=64)
def _joined(source: Tokens) -> frozenset[str]:
    """Neighbours written with a hyphen or glued, as one word ("F-16" is "F16")."""
    pairs = zip(source.words, source.words[1:], strict=False)
    return frozenset(a.form + b.form for a, b in pairs if b.start - a.start - len(a.text) <= 1)


@lru_cache(maxsize=64)
def _initials(source: Tokens) -> frozenset[str]:
    """The initials of every capitalised run, function words between left out ("Bank of England" gives "boe" and "be")."""
    found: set[str] = set()
    for number in range(len(source.bounds)):
        run = ""
        for word in source.sentence(number):
            if word.text[0].isupper():
                run += word.form[0]
                found.update(run[start:] for start in range(max(0, len(run) - 6), len(run) - 1))
            elif word.form not in {"of", "the", "and", "for", "de", "on"}:
                run = ""
    return frozenset(found)


@lru_cache(maxsize=64)
def _countries(source: Tokens) -> frozenset[str]:
    text = plain(source.text)
    many = {people_names()[text[start:end]] for start, end in _names_of_many_words().find(text)}
    return frozenset(many | {country_of(form) for form in source.forms if country_of(form)})


@once
def _names_of_many_words() -> NameIndex:
    return NameIndex(name for name in people_names() if " " in name)


@once
def _seats() -> frozenset[str]:
    """Capitals and houses of government of one word, in lower case."""
    return frozenset(seat.casefold() for country in countries().values() for seat in country.seats if " " not in seat)


def _stand_together(one: Word, other: Word, source: Tokens) -> bool:
    for n, stems in enumerate(source.stems_by_sentence):
        if {one.form, other.form} <= source.forms_by_sentence[n]:
            return True
        if one.stem in stems and other.stem in stems:
            return True
        if one.stem in stems and n + 1 < len(source.bounds) and other.stem in source.stems_by_sentence[n + 1]:
            return True
    return not (one.stem in source.stems and other.stem in source.stems)


def missing_foreign(claim: Tokens, source: Tokens) -> str:
    """Scripts without capitals: two or more characters in a row that the sources do not have at all are a strange name."""
    run = ""
    for word in claim.words:
        is_wide = len(word.text) == 1 and ord(word.text) > 0x2E80
        is_strange = is_wide and word.form not in source.forms
        if len(run) >= 2 and not is_strange:
            break
        run = run + word.text if is_strange else ""
    return f"{run} is not in the sources" if len(run) >= 2 else ""
