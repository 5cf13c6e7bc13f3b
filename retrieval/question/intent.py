"""What kind of answer the words of a question ask for, and its words that look for nothing."""

import re

from retrieval.answers import Intent
from retrieval.language.numbers import CARDINALS
from retrieval.language.patterns import either
from retrieval.language.terms import terms

COMPARE = re.compile(
    r"\bdiffer\w*|\bcompar\w+|\bcontrast\w*|\bversus\b|\bvs\.?(?!\w)|\bdisagree\w*|\bdiverg\w+|\b(?:both|each|the two) sides?\b|"
    r"不同|区别|比较|对比|\bcompara\w*|\bdiferenci\w+|\bdifieren?\b",
    re.IGNORECASE,
)
_LIST = re.compile(
    r"^\s*(?:please\s+)?(?:list|show)\b|"
    r"^\W*+(?:(?:the|all|any|some|latest|recent|newest|what|which|give|me|are|is|there|in|on|from|by)\s++|[·\s])*"
    r"(?:headlines|articles|stories|reports|pieces)\b|\bwhat's new\b|\bwhat is new\b|"
    r"哪些(?:报道|文章|新闻)|有什么(?:报道|文章|新闻)|\btitulares\b",
    re.IGNORECASE,
)
_TIMELINE = re.compile(
    r"\btimeline\b|\bchronolog\w+|\bover time\b|\bstep by step\b|\bhow (?:did|has) .* "
    r"(?:unfold|develop|evolve|change|grow|grown)(?:e?d)?\b|"
    r"时间线|经过|来龙去脉|\bcronolog\w+",
    re.IGNORECASE,
)
_AMOUNTS = (
    "price|cost|value|size|number|amount|sum|share|percentage|magnitude|rate|age|height|length|weight|depth|toll|speed|budget|salary|"
    "population|worth|quantity|volume|target|goal"
)
_KINDS = tuple(
    (re.compile(pattern, re.IGNORECASE), kind)
    for pattern, kind in (
        (
            r"\bhow (?:many|much|long|old|big|large|high|far|often|tall|deep|wide|fast|heavy|expensive|costly)\b|"
            r"\b(?:what|which) (?:percentage|percent|share|proportion|number|amount|sum|price|magnitude|size|age|score)\b|"
            r"\bwhat(?:['’]s|\s+(?:is|was|are|were))\s+the\s+(?:\w+\s+){0,2}?(?:value|price|cost|worth|amount|sum|salary|fine|budget)\b|"
            r"多少|几(?:个|人|名|次|天|年)|何人|いくつ|いくら|कितन|کتن|\bcu[aá]nt[oa]s?\b|\bquant[oa]s?\b|\bсколько\b|"
            rf"^\W*(?:the\s+)?(?:\w+\s+){{0,2}}(?:{_AMOUNTS})s?\s+(?:of|for)\b",
            "number",
        ),
        (
            r"\bnames?\s+of\s+(?:the|that|this|her|his)\b|\b(?:was|is|were)\s+[^?]{2,50}(?:['’]s?)\s+names?\b|\bwhat(?:['’]s|\s+(?:is|was))\s+\S+\s+called\b|\b(?:the|their|its|his|her)\s+(?:\w+\s+)?names?\W*$",
            "name",
        ),
        (r"^\W*(?:who|whom|whose)\b|谁|哪位|^\W*(?:quién|quiénes|wer|qui)\b", "person"),
        (
            r"\bwhen\b(?=\W*$)|^\W*(?:the\s+)?(?:dates?|days?|times?)\s+(?:of|for)\b|^\W*when\b|"
            r"\b(?:what|which) (?:day|date|year|month|time)\b|"
            r"什么时候|何时|哪天|哪一天|^\W*(?:cuándo|wann|quand)\b|^когда\b",
            "time",
        ),
        (
            rf"^\W*(?:where|(?:at|near|in)\s+(?:which|what))\b|\bwhere\s+(?:was|is|were|are)\s+(?:that|it|this)\W*$|"
            rf"\b(?:what|which) (?:(?:{either(CARDINALS)}|\w+an|\w+ese) )?"
            r"(?:countr(?:y|ies)|cit(?:y|ies)|states?|places?|towns?|islands?|regions?|provinces?)\b|哪里|何处|哪个国家|在哪|"
            r"^\W*(?:dónde|wo|où)\b|^где\b",
            "place",
        ),
    )
)
_BARE = 3
_WHY = re.compile(
    r"\bwhy\b|\bhow\s+come\b|\b(?:reason|motive|cause)s?\b|\bwhat\s+(?:made|makes|led|caused)\b|为什么|为何|なぜ|क्यों|کیوں|\bpor\s*qu[eé]\b|\bpourquoi\b|\bwarum\b|почему",
    re.IGNORECASE,
)
_SENTENCES = re.compile(r"(?<=\w\w[.!?])\s+(?=[^\W\d_])")
_WHO_TOLD = re.compile(
    r"^\W*(?:(?:which|what)\s+(?:\w+\s+)?(?:outlets?|newspapers?|papers?|media|sites?|websites?|agenc(?:y|ies)|publications?|broadcasters?|sources?)"
    r"|who(?:\s+else)?(?=\s+(?:has\s+|have\s+|is\s+|are\s+)?(?:also\s+)?(?:cover\w*|(?:report|writ|publish|wrote)\w*\s+(?:on|about)\b)))"
    r"\s+(?:has\s+|have\s+|is\s+|are\s+|did\s+)?(?:also\s+)?(?:cover|report|writ|wrote|publish|mention|carr|ran|said|say|tell|told)\w*"
    r"(?:\s+(?:on|about|that|of))?\s+",
    re.IGNORECASE,
)
_COURTESY = re.compile(
    r"^\s*(?:what|how)\s+(?:do|does|did)\s+(?:people|you|we|they|others|everyone|everybody|analysts|experts|the\s+(?:media|papers|press|news|articles))\s+"
    r"(?:think|say|know|write|feel|report|have)(?:\s+(?:about|on|of))\s+"
    r"|^\s*what (?:was|is|has been|have been) (?:reported|published|said|written)(?:\s+(?:about|on|of))?\s+"
    r"|^\s*what(?:'s| is| are)\s+(?:the\s+)?(?:latest|newest|new|happening|going on)(?:\s+(?:news|developments?))?"
    r"(?:\s+(?:with|on|about|in|from))?\s+"
    r"|^\s*(?:how did|how has)\s+(?=.*\b(?:unfold|develop|evolve)\w*\W*$)"
    r"|^\s*(?:(?:hi|hello|hey|please|so|and|well|ok|okay|what about|how about|what of)\b[\s,]*)*"
    r"(?:(?:can|could|would|will) you\s+(?:please\s+)?)?"
    r"(?:(?:tell|show|give|list|find)\s+(?:me|us)?\s*|i (?:want|would like|'d like) to know\s+|do you know\s+|"
    r"(?:summari[sz]e|explain|compare|contrast)\s+)?"
    r"(?:(?:the|a|all|any|some)\s+)*(?:latest\s+|newest\s+|recent\s+)*"
    r"(?:(?:news|headlines|articles|stories|reports|coverage|timeline|chronology|history|summary)\b\s*)?"
    r"(?:about|on|of|regarding|concerning|for)?\b\s*",
    re.IGNORECASE,
)
_EDGES = re.compile(
    r"^[\s,;:.?!？。，、¿¡'\"“”«»()\[\]-]+|(?<![\s,;:.?!？。，、¿¡'\"“”«»(-])[\s,;:.?!？。，、¿¡'\"“”«»(-]++$"
)
# Words that look for nothing where they stand first, once whoever is asked is taken out: "what did ... say about".
_FIRST_WORDS = """
    a about all an and any anything are article articles at be been by can coverage described did do does es
    everything explain fetch find for from get give going had happened happens has have hello hey hi hear headline
    headlines how i i'd i’d if in info information is it its known know like list many me mention mentioned mentions
    more much need news of ok okay on or out over please published quote read regarding reported reporting re said
    say saying see show so some something stories summarise summarize take tell that the their there to true us want
    was well were what what's what’s whether which will with would written we you could details word concerning
    believe heard remember think saw di de del el la las los que qué sobre y sur über zu о об про что 关于 有关 对 和 的 据
"""
_FINAL_WORDS = """
    about and at by described differ differently did do for framed from happen happened in of on or please portrayed
    cited quoted report reported said say says seen sobre that tell the to told viewed with y de
"""
_MORE_WORDS = """
    new latest today top main biggest important most events event story noticias pasó qué 发生什么 发生了什么 新闻
"""
_FIRST, _FINAL = frozenset(_FIRST_WORDS.split()), frozenset(_FINAL_WORDS.split())
_OF_ASKING = _FIRST | _FINAL | frozenset(_MORE_WORDS.split())
_PRONOUN = re.compile(
    r"(?:(?:was|is|did|does|do|were|are|that|it|this|they|them|he|she|him|her|there|those|these|happen|happened|so|then|"
    r"when|where|who|why|how|what|much|many|else|more|about|to|said|say|eso|esto|fue|qué|cuándo|那|这|它|那是)[\s?？.!]*)+",
    re.IGNORECASE,
)


def intent_of(text: str, *, sources: int, is_both: bool, has_content: bool) -> Intent:
    """How the answer should be laid out. Only sources are compared: "how does the law differ" is a plain question."""
    if is_both or sources > 1:
        return "compare" if has_content or COMPARE.search(text) else "list"
    if _TIMELINE.search(text):
        return "timeline"
    if _LIST.search(text) or _WHO_TOLD.search(text) or (sources and not has_content):
        return "list"
    return "find"


_LATEST = re.compile(
    r"\b(?:latest|newest|most\s+recent|what['’]?s\s+new|whats\s+new|anything\s+new|news|now|so\s+far)\b|最新|últim[ao]s?\b|nouveau|neueste",
    re.IGNORECASE,
)


def asks_for_latest(text: str, content: str) -> bool:
    """Whether the newest is wanted: said so, or nothing but a name."""
    words = content.split()
    # A whole question may be written without blanks.
    is_word = len(words) == 1 and len(terms(content)) < _BARE
    is_name = is_word or (len(words) <= _BARE and all(word[0].isupper() for word in words))
    return bool(_LATEST.search(text)) or is_name


def answer_kind(text: str) -> str:
    if _WHO_TOLD.search(text):
        return ""
    # "Parades are a tradition. Where was the first?": what is asked stands last.
    asked = _SENTENCES.split(text.strip())[-1]
    if _WHY.search(asked):
        return "reason"
    return next((kind for pattern, kind in _KINDS if pattern.search(asked)), "")


def without_courtesy(text: str) -> str:
    """The question without "please tell me" and "what is the latest on"."""
    rest = _COURTESY.sub("", _WHO_TOLD.sub("", text, count=1), count=1)
    return rest if rest.strip(" ?.!") else text


def trimmed(text: str) -> str:
    """Without punctuation, function words and words of asking at both ends."""
    words = without_marks(text).split()
    while len(words) > 1 and _is_one(words[0], _FIRST):
        words = without_marks(" ".join(words[1:])).split()
    while len(words) > 1 and _is_one(words[-1], _FINAL):
        words.pop()
    return without_marks(" ".join(words))


def _is_one(word: str, known: frozenset[str]) -> bool:
    return word.casefold().strip(",") in known and not (len(word) > 1 and word.isupper())


def says_nothing(content: str) -> bool:
    """Nothing to look for: "happened", "is new"."""
    return not terms(content) or all(_is_one(word, _OF_ASKING) for word in content.split())


def without_marks(text: str) -> str:
    """Without punctuation at both ends."""
    return _EDGES.sub("", text)


def is_pronoun(content: str) -> bool:
    """Nothing but words that point back."""
    return bool(_PRONOUN.fullmatch(content.strip()))
