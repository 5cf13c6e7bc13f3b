"""Whether an outlet or a side that a question names is asked as a source: "what did X say about", "according to X", "X怎么说".

Who is named is surely one where a word of telling stands beside it, where "according to" or its like leads to it, or where the
question begins with it and goes on with what it is about. "Global Times editor arrested" and "a stake in Bloomberg" are told of.
"""

import re

# Words of telling, verbs and nouns, that may stand right after who tells.
TELLS = (
    r"(?:sa(?:y|ys|id|ying)|report(?:s|ed|ing)?|writ(?:e|es|ten|ing)|wrote|publish(?:es|ed|ing)?|tell(?:s|ing)?|told|claim(?:s|ed)?|argue[sd]?|"
    r"states|stated|note[sd]?|quote[sd]?|mention(?:s|ed)?|print(?:s|ed)?|headline[sd]?|cover(?:s|ed|ing)?|suggest(?:s|ed)?|warn(?:s|ed)?|describe[sd]?|"
    r"frame[sd]?|portray(?:s|ed)?|present(?:s|ed)?|depict(?:s|ed)?|have|has|got|cite[sd]?|discuss(?:es|ed)?|interview(?:s|ed)?|accuse[sd]?|blame[sd]?|"
    r"critici[sz]e[sd]?|praise[sd]?|give[sn]?|gave|offer(?:s|ed)?|see[sn]?|saw|view(?:s|ed)?|think(?:s|ing)?|thought|mak(?:e|es|ing)|made|puts?|runs?|ran|"
    r"carr(?:y|ies|ied)|post(?:s|ed)?|calls?|called|react(?:s|ed|ions?)?|respon(?:d|ds|ded|se)|comment(?:s|ed|ary|aries)?|explain(?:s|ed)?|treat(?:s|ed)?|"
    r"assess(?:es|ed)?|judge[sd]?|differ|disagree|compare|diverge|agree(?=\s+(?:on|about)\b)|"
    r"coverage|reporting|version|accounts?|take|editorials?|op-eds?|position|line|stance|framing|narrative|angle|latest(?=\s+(?:on|about|from)\b|\W*$)|"
    r"articles?|stor(?:y|ies)|pieces?|analysis|opinions?|perspective|summary|interpretation|news(?!\s+(?:agency|anchor|editor|conference)))"
)
ABOUT = (
    r"(?:on|about|of|regarding|concerning|over|as regards|with regard to|when it comes to|in relation to|to|for|"
    r"sobre|acerca de|de|del|über|zu|sur|à propos de|du|о|об|про|su|عن|حول|بشأن)"
)
OWN = r"(?:'s|’s|'|’)?"
ROLES = (
    r"(?:editors?|reporters?|journalists?|correspondents?|chief|columnists?|owners?|staff|ceo|founder|executives?|anchors?|"
    r"hosts?|spokes\w+|analysts?|economists?|photographers?|employees?|workers?|writers?|tycoons?|offices?|headquarters|"
    r"bureau|subscribers?|readers|shares?|stock|terminals?|parent|holdings|awards?|bans?|website|law(?:suit)?)"
)
_STAFF = r"(?:\s+(?:reporters?|journalists?|correspondents?|writers?|staff|newsroom))"
_ADVERB = (
    r"(?:\s+(?:has|have|had|is|are|not|been|also|ever|actually|recently|"
    r"originally|first|once|both|each|all|own|main|newest|\w+ly))"
)
# What may follow a source that a phrase ends with: nothing that makes a compound of it.
_OPEN_END = (
    rf"(?={OWN}\s*(?:$|[^\w\s'’]|(?:{ABOUT}|and|or|but|in|since|during|with|"
    r"when|how|what|who|why|where|which|is|are|was|did|does|do|y)\b))"
)
_SAID_BEFORE = (
    r"(?:(?:ha|han|había)\s+)?(?:dice[n]?|dijo|dijeron|dicho|public[óa]|inform[óa]|report[óa]|escribi[óe]|escribe|cuenta|contó|opina|cubr[ióe]+|afirma|señaló)|"
    r"dit|disent|écrit|rapporte|publie|raconte|sagte?n?|schrieb|schreibt|berichtete?t?|meldete?t?|disse|diz|publicou|noticiou|escreveu|scritto|"
    r"сказал[аио]?|пишет|пишут|писал[аио]?|написал[аио]?|сообщил[аио]?|сообщает|говорит|قالت|ذكرت|نشرت|كتبت"
)
_LEADS = (
    r"(?:compar\w+\s+(?:with|to)|differ\w*\s+(?:is\s+there\s+)?(?:from|between))(?:\s+(?:that|those|the\s+one)\s+(?:of|in|by))?|according\s+to|as\s+\w+\s+(?:by|in)|in\s+the\s+(?:words|eyes|view|pages|columns)\s+of|per|by|from|via|según|de\s+acuerdo\s+con|noticias\s+de|"
    r"cobertura\s+de|selon|d'après|laut|segundo|secondo|по\s+данным|согласно|по\s+словам|بحسب|وفقا\s+ل"
)
_THE = r"(?:(?:the|el|la|le|les|der|die|das|o|il)\s+)?"
_OPENING = (
    r"(?:and|or|but|so|what|how|about|show|give|list|read|quote|cite|find|get|me|(?:the\s+)?latest|newest|recent|the|y|und|et|ou|e|а|и|那么|那|in|from|per|by|via|at|"
    r"yesterday['’]s|all|any|is|it|true)"
)
_AFTER = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{OWN}{_STAFF}?{_ADVERB}*\s+{TELLS}\b(?![-'’])(?:\s+(?:to\s+say|us|me|its\s+readers|any(?:thing)?|something|much))?(?:\s+{ABOUT}\b:?)?",
        # what X says that Y does not
        rf"\s+(?:does|do|did|has|have)(?:\s+not|n['’]t)\b(?:\s+{ABOUT}\b)?",
        r"\s*(?:是)?(?:怎么|如何|怎样|怎麼)?(?:说|說|报道|報道|报导|看待?|评论|評論|评价|描述|表示|认为|写|发表|发布)(?:了|过|的)?(?:什么|甚麼|哪些)?(?:关于|有关|对)?",
        r"\s*(?:关于|有关|對|对|就)|\s*(?:的|有什么|有哪些)(?:报道|文章|看法|观点|立场|社论|说法|评论|态度|新闻|消息|头条)",
        r"\s*は\s*(?:何と|どう)(?:言って|伝えて|報じて|見て)\S*|\s*(?:क्या|कैसे)\s+(?:कहत|देखत)\S*(?:\s+है[ं]?)?|\s*(?:کیا|کیسے)\s+(?:کہت|دیکھت)\S*(?:\s+(?:ہے|ہیں))?",
    )
)
_LED = re.compile(rf"(?:^|(?<=\W))(?:(?:{_LEADS}|{_SAID_BEFORE})\s+{_THE}|(?:据|根据|按照|来自)\s*)$", re.IGNORECASE)
_IN = re.compile(rf"\s+(?:in|on|of|at)\s+{_THE}$", re.IGNORECASE)
# "Anything on rice in X", "Lune in X", "the take of X on rice": a word of telling, or nothing but a name before it.
_FOUND_IN = re.compile(
    rf"\b(?:{TELLS}|any(?:thing)?|something|everything|more|what['’]?s(?:\s+new)?|appeared|read)\b", re.IGNORECASE
)
_NAME_IN = re.compile(r"^[A-Z]\w*(?:\s+[A-Z]\w*)?\s+in\s+(?:the\s+)?$")
_ASKED = re.compile(rf"\b(?:did|do|does|has|have|had|is|are|was|were|['’]s)\s+{_THE}$", re.IGNORECASE)
_BEGINS = re.compile(rf"[¿\s]*(?:{_OPENING}\b\s*)*", re.IGNORECASE)
_GOES_ON = re.compile(
    r"\s*[:：,]|\s+(?:on|about|regarding|sobre|über|sur)\b|\s*(?:呢|と|は|が)?\s*[?？!.]*\s*$", re.IGNORECASE
)
_ENDS = re.compile(r"(?:(?<=\w),|[(（\[])\s*(?:in\s+|from\s+|via\s+)?(?:the\s+)?$", re.IGNORECASE)
_LAST = re.compile(r"[)）\]]?\W*$")
# Of a longer text the last words are no source put behind it.
_FEW = 45
_TOLD_OF = re.compile(rf"{OWN}\s+{ROLES}\b|(?:总编|編輯|编辑|记者|記者|社长|员工)", re.IGNORECASE)
_NAME_BEFORE = re.compile(r"(?<=\s)(?!The\b)[A-Z][\w'’-]*\s+$")

TAILS = re.compile(
    r"(?:说|說|报道|報道|评论|发表|发布|写)(?:了|过)?(?:什么|甚麼|什麼|些什么|哪些(?:文章|新闻)?)?[?？。\s]*$"
    r"|(?:是)?(?:怎么|如何|怎样)(?:看待?|说|报道|评论|评价)?(?:的)?[?？。\s]*$"
    r"|(?:有什么|有哪些|的)(?:看法|报道|報道|评论|文章|观点|立场|新闻|说法|消息|区别|不同)[?？。\s]*$",
)
"""What a Chinese question ends with after its content."""


def framed_span(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The source at [start, end) with the words that lead to it and the words of telling after it; None when it is none for sure."""
    before, after = text[:start], text[end:]
    told = next((found for pattern in _AFTER if (found := pattern.match(after))), None)
    is_open = re.match(_OPEN_END, after, re.IGNORECASE)
    led = _LED.search(before) if told or is_open else None
    if _NAME_BEFORE.search(before) or (_TOLD_OF.match(after) and not told):
        return None
    inside = _IN.search(before)
    is_found = inside is not None and is_open and (_FOUND_IN.search(before[: inside.start()]) or _NAME_IN.match(before))
    begins = _BEGINS.fullmatch(before) and _GOES_ON.match(after)
    ends = _ENDS.search(before) if _LAST.match(after) and len(before) <= _FEW else None
    if not (told or led or is_found or begins or ends):
        return None
    leading = led or ends or (inside if is_found else _ASKED.search(before) if told else None)
    first = leading.start() if leading else start
    last = told or re.match(OWN, after)
    return first, len(text) if ends else end + (last.end() if last else 0)
