"""Words that turn a statement round: negators, hedges and pairs of opposites, mostly English. Our own lists."""

from collections.abc import Iterator, Sequence

from retrieval.claims.tokens import Word, word_forms, word_set

NEGATORS = word_set("""not no never none nor neither without nobody nothing cannot hardly barely nowhere unable nunca ningún
    ninguna sin nicht kein keine nie pas jamais aucun не нет никогда ни لم لن لا ليس ليست بدون غير""")
# What follows them did not happen, or is said not to be so.
_DENIALS = word_set("""deny denies denied denying refuse refuses refused refusing fail fails failed failing reject rejects
    rejected rejecting avoid avoids avoided refute refutes refuted falsely lack lacks lacked""")
HEDGES = word_set("""may might could would possibly perhaps reportedly allegedly likely unlikely probably apparently seems seem
    appears appear considering considers hopes hope hoped plans planned planning expects expected aims
    threatens threatened proposes proposed whether suspected alleged potential potentially if""")
_CJK_NEGATORS = frozenset("不没未无否非")
_PREFIXES = ("un", "non", "dis", "mis")
# "in-" and its kin open words of every kind ("income", "image"), so they count only before an adjective's ending.
_PREFIXES_OF_ADJECTIVES = ("in", "im", "il", "ir")
_ADJECTIVE_ENDINGS = ("able", "ible", "ent", "ant", "ate", "al", "ive", "ect", "ful", "ure")
# "discover" is not the opposite of "cover".
_NO_OPPOSITES = tuple(word_set("discover disclos discount discours discharg dispatch disorder display mistake mission"))
_LEAST_BARE = 4  # letters left without the prefix
_REACH = 3  # words between a negator or a hedge and what it bears on

# One pair of poles between semicolons; a word is compared by its stem, so irregular forms stand here too.
_PAIRS = """
    rise rose risen increase grow grew grown climb soar jump surge gain up higher upward expand raise |
        fall fell fallen decrease decline drop plunge slump shrink shrank shrunk down lower downward reduce slide slid
        tumble contract;
    win won victory beat | lose lost loss defeat; before | after; more most | less fewer least fewest;
    above over exceed | below under;
    accept approve agree endorse support welcome praise |
        reject oppose veto condemn denounce criticise criticize disagree block;
    confirm admit | deny; allow permit legalise legalize | ban forbid forbade forbidden prohibit bar prevent;
    begin began begun start open launch resume | end stop close finish halt suspend;
    arrive enter join | leave left depart exit quit; buy bought import | sell sold export;
    arrest detain jail imprison capture | release free;
    succeed success successful successfully | fail failure unsuccessful unsuccessfully; first | last;
    ally allies friend | enemy enemies rival foe; high highest | low lowest;
    strong stronger strongest strengthen | weak weaker weakest weaken; good better best | bad worse worst;
    early earlier earliest | late later latest; new newer newest | old older oldest;
    large larger largest big bigger biggest | small smaller smallest; long longer longest | short shorter shortest;
    positive | negative; legal lawful | illegal unlawful; guilty | innocent acquit; same similar | different;
    possible | impossible; alive survive survivor | dead die died death; include | exclude; inside | outside;
    public | private; north northern | south southern; east eastern | west western;
    man men boy father son brother husband | woman women girl mother daughter sister wife;
    love like | hate dislike; remember | forget forgot forgotten; always | never; all every everyone everything | none;
    many | few; easy easier easily | difficult hard harder; happy glad | sad unhappy; safe safely | dangerous unsafe;
    true truth | false untrue; rich richer wealthy | poor poorer; majority | minority; maximum | minimum;
    attack | defend; build built | destroy demolish; hire appoint | fire sack; ease relax loosen | tighten;
    improve | worsen deteriorate; peace | war; hot hotter warm warmer | cold colder cool cooler; day | night;
    morning | evening; often frequently usually | rarely seldom; known | unknown; lend lent | borrow;
    teach taught | learn learnt; push | pull; give gave given | receive receives; buyer | seller; employer | employee;
    optimistic optimism | pessimistic pessimism; ahead | behind; full | empty; wide wider widen | narrow narrower;
    cheap cheaper | expensive; advantage | disadvantage; agreement | disagreement; ancient | modern; entire | partial;
    find found | lose lost; hide hid hidden | reveal show; import | export; attract | repel; encourage | discourage;
    major | minor; natural | artificial; permanent | temporary; simple | complex complicated; urban | rural;
    subió subieron aumentó aumentaron creció crecieron | bajó bajaron cayó cayeron disminuyó disminuyeron; ganó | perdió;
    aceptó aprobó | rechazó; antes | después; más | menos;
    вырос выросла выросло выросли повысился повысилась повысились увеличился увеличилась увеличились растет растут |
        упал упала упало упали снизился снизилась снизились сократился сократилась сократились падает падают;
    выиграл выиграла выиграли | проиграл проиграла проиграли; поддержал поддержали | отверг отвергли; до | после;
    ارتفع ارتفعت زاد زادت | انخفض انخفضت تراجع تراجعت هبط هبطت; فاز فازت | خسر خسرت; وافق وافقت | رفض رفضت;
    涨 升 增 | 跌 降 减; 赢 胜 | 输 败; 多 | 少;
    victory | defeat; voluntary | compulsory mandatory; increase | cut; raise | cut; upper | lower; young | old
"""


def _key(form: str) -> str:
    return word_forms(form)[1] or form


def _read() -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for number, pair in enumerate(_PAIRS.split(";")):
        for side, listed in enumerate(pair.split("|")):
            for form in listed.split():
                found.setdefault(_key(form), set()).add(2 * number + side)
    return {form: frozenset(poles) for form, poles in found.items()}


_POLES = _read()


def are_opposite(one: Word, other: Word) -> bool:
    """Whether two words are the two ends of one pair ("rose", "fell"); a word is not its own opposite."""
    poles = _poles(one)
    return bool(poles) and any(pole ^ 1 in _poles(other) for pole in poles) and not poles & _poles(other)


def has_opposite(word: Word) -> bool:
    return bool(_poles(word))


def _poles(word: Word) -> frozenset[int]:
    return _POLES.get(word.stem or word.form, frozenset())


def denied_forms(form: str) -> list[str]:
    """What is the opposite of a word by a prefix: "able" of "unable", and the other way round."""
    bare = _without_prefix(form)
    longer = (prefix + form for prefix in _PREFIXES + _PREFIXES_OF_ADJECTIVES)
    return ([bare] if bare else []) + [other for other in longer if _without_prefix(other) == form]


def _without_prefix(form: str) -> str:
    """The word without its denying prefix; empty when it has none."""
    if form.startswith(_NO_OPPOSITES):
        return ""
    found = next((p for p in _PREFIXES if form.startswith(p)), "")
    if not found and form.endswith(_ADJECTIVE_ENDINGS):
        found = next((p for p in _PREFIXES_OF_ADJECTIVES if form.startswith(p)), "")
    return form.removeprefix(found) if found and len(form) - len(found) >= _LEAST_BARE else ""


def is_negator(word: Word) -> bool:
    return word.form in NEGATORS or word.form.endswith("n't") or word.text in _CJK_NEGATORS


def is_hedge(word: Word) -> bool:
    """A hedge; "May" with a capital is a month unless it opens the sentence."""
    return word.form in HEDGES and word.text != "May"


def is_negated(words: Sequence[Word], at: int) -> bool:
    """Whether a negator or a denial bears on the word at a position: no other word of content stands between."""
    return any(is_negator(word) or word.form in _DENIALS for word in _before(words, at))


def is_hedged(words: Sequence[Word], at: int) -> bool:
    """Whether a hedge bears on the word at a position."""
    return any(is_hedge(word) for word in _before(words, at))


def is_denied(words: Sequence[Word]) -> bool:
    """Whether anything is denied in a sentence."""
    return any(is_negator(word) or word.form in _DENIALS for word in words)


def _before(words: Sequence[Word], at: int) -> Iterator[Word]:
    for word in reversed(words[max(0, at - _REACH) : at]):
        yield word
        if word.stem and not is_negator(word):
            return
