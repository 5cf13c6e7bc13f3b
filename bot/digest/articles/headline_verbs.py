"""The verbs headlines are made with, and a rough test for one. Knows nothing of articles."""

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_NOT_VERBS = _words(
    """
    united alleged proposed limited armed unmanned aged wounded hundred sacred
    """
)
_BEFORE_NOUNS = _words(
    """
    the a an of its his her their our my this that these those
    """
)
# The verb right after them is the clause's, not the sentence's.
_RELATIVE = _words("who whom which whose")
_AUXILIARIES = _words(
    """
    is are was were be been am has have had will would can could may might must shall should do does did won't
    can't isn't
    """
)
_PAST = _words(
    """
    said told found made took led sent met held won lost struck cut hit put set became began fell rose grew
    left
    """
)


def has_verb(headline: str) -> bool:
    """Whether some word after the first can be its verb. It lets some noun phrases pass, and few sentences fail.

    Only Latin script is judged; any other passes.
    """
    words = re.findall(r"[A-Za-z][A-Za-z'’-]*", headline)
    pieces = headline.split()
    if not words or sum(piece.isascii() for piece in pieces) * 2 < len(pieces):
        return True
    return any(_is_verb(word, words[place - 1]) for place, word in enumerate(words) if place)


def _is_verb(word: str, before: str) -> bool:
    plain = word.casefold().replace("’", "'")
    if plain in _AUXILIARIES or plain.endswith("n't"):
        return True
    if before.casefold() in _BEFORE_NOUNS or before.casefold() in _RELATIVE:
        return False
    return plain in _VERBS or (len(plain) > 4 and plain.endswith("ed") and plain not in _NOT_VERBS)


def _forms(roots: str) -> frozenset[str]:
    """Plain and third person forms: headlines speak in the present tense."""
    return frozenset(form for root in roots.split() for form in (root, _third_person(root)))


def _third_person(root: str) -> str:
    if root.endswith(("s", "x", "z", "ch", "sh", "go")):
        return root + "es"
    return root[:-1] + "ies" if root.endswith("y") and root[-2] not in "aeiou" else root + "s"


_VERBS = _PAST | _forms(
    """abandon accept accuse achieve acquire add address admit adopt advance advise affirm agree aim allege allow
    announce appeal appear appoint approve argue arrest arrive ask assail assert assess attack attend attract avert avoid
    back ban bar battle beat become begin believe block blame blast boost brace break bring build buy call cancel
    cap capture carry cast cause caution celebrate challenge charge cite claim clash clear climb close collapse
    come complete concede conclude condemn conduct confirm confront consider continue contract criticise criticize
    cross crush curb cut dash deal debut decide declare decline deepen defend defy delay demand denounce deny
    depart deploy deprive detain develop die dip direct differ disagree disclose discuss dismiss dispatch dispute dominate double
    doubt draft draw drive drop ease edge elect embrace emerge end endorse enforce ensure enter erupt escalate
    establish exceed exchange exclude exit expand expect expel explain explode expose express extend face fail fall
    favour favor fear feel fight file find fine finish fire flag flee fly focus follow forbid force forecast form
    free freeze fuel gain gather get give go grant grapple greet grow halt handle hang hail hear help hit hold
    honour honor hope host hurt identify ignore impose improve include increase indict inform insist inspect
    install intensify intercept introduce invade invest investigate invite issue join jump keep kick kill know lack
    lag lambast land launch lead lean leap learn leave let lift limit link list look loom lose lower lure maintain
    make mark meet merge mourn move mull name near need nominate note offer open oppose order oust outline outpace
    overtake overturn own pass pause pay permit pick place plan play pledge plunge point pose postpone praise
    predict prepare present press prevent probe promise promote prompt propose protest prove provide publish pull
    punish push put question quit raise rally ramp reach react read reaffirm recall receive recognise recognize
    recover reduce refuse regain reject release remain remove renew reopen repair repeat replace report request
    rescue resign resist resolve respond restart restore restrict resume retain retaliate retire return reveal
    reverse review revise revive ride rise risk roll rule rush say sail sanction save score scrap seal secure see
    seek seem seize sell send sentence serve set settle shake share shift shoot shore show shun shut sign signal
    sink slam slap slash slide slip slow slump soar spar spark spend split spur stage stand start stay steal steer
    stem step stick stop storm strengthen strike strip struggle submit succeed sue suffer suggest summon support
    surge surpass surrender suspend swap sweep swing table tackle take talk target tell tend test thank threaten
    throw thwart tighten top topple torpedo total touch tout trade trail train travel trigger triple trump try
    tumble turn unveil uphold upgrade urge use vanish veto view visit voice vote vow wage wait walk want warn
    weaken weigh welcome widen win withdraw work worry worsen yield"""
)
