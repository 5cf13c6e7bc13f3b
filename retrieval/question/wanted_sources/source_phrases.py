"""The words around an outlet that say it is asked as a source: "what did X say about", "according to X", "X怎么说".

Each frame is what must stand right before and right after the name (or a list of names). What it matched is no part of
what the question looks for. A name in no frame is content: "Global Times editor arrested", "a stake in Bloomberg".
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

# Finite forms that only somebody who publishes does.
SAYS = (
    r"(?:say|says|said|saying|report|reports|reported|reporting|write|writes|wrote|written|publish|publishes|published|"
    r"publishing|tells?(?:\s+(?:us|me|its\s+readers))?|told(?:\s+(?:us|its\s+readers))?|claims?|claimed|argues?|argued|state[sd]?(?!\s+(?:owned|run|media|controlled))|notes?|noted|quotes?|quoted|mentions?|mentioned|"
    r"prints?|printed|headlined?|editoriali[sz]e[sd]?|cover|covers|covered|covering|suggests?|suggested|warns?|warned)(?!-)"
)
# After "what did" and "how does", these too.
TREATS = (
    rf"(?:{SAYS}|describes?|described|frames?|framed|portrays?|portrayed|presents?|presented|depicts?|depicted|"
    r"have\s+to\s+say|have\s+(?:any(?:thing)?|something|much)|characteri[sz]e[sd]?|cited?|"
    r"discuss(?:es|ed)?|interview(?:s|ed)?|accuse[sd]?|blame[sd]?|criticis[ez]d?|criticiz[e]d?|praise[sd]?|"
    r"(?:give|gives|gave|offer|offers|offered|provide|provides|provided)(?=\s+(?:on|about|for|of|regarding|concerning)\b)|"
    r"see|sees|saw|seen|views?|viewed|think|thinks|thought|make|made|makes|put|puts|run|runs|ran|"
    r"carry|carries|carried|post|posts|posted|call|calls|called|react|reacts|reacted|respond|responds|responded|"
    r"comments?|commented|explains?|explained|treat|treats|treated|assess|assesses|assessed|judge[sd]?|have|feature[sd]?|"
    r"differ|disagree|compare|diverge)"
)
ABOUT = (
    r"(?:\s+(?:that|on|about|of|regarding|concerning|re|over|as regards|with regard to|when it comes to|in relation to|to|for|"
    r"there (?:is|was|are|were))\b:?)?"
)
OWN = r"(?:'s|’s|'|’)?"
STAFF = r"(?:\s+(?:reporters?|journalists?|correspondents?|writers?|staff|newsroom|editors))"
NOUNS = (
    r"(?:coverage|reports?|reporting|version|views?|accounts?|take|editorials?|op-eds?|position|line|stance|framing|"
    r"narrative|angle|latest(?=\s+(?:on|about|from)\b|\W*$)|articles?|stor(?:y|ies)|headlines?|pieces?|analysis|reactions?|opinions?|perspective|commentar(?:y|ies)|"
    r"summary|interpretation|news(?!\s+(?:agency|anchor|editor|conference)))"
)
FOUND_IN = (
    r"(?:coverage|report(?:s|ed|ing)?|articles?|stor(?:y|ies)|headlines?|news|pieces?|editorials?|op-eds?|anything|something|"
    r"everything|latest|published|printed|appeared|written|read|said|covered|mentioned|more|quotes?|lines?|words|take|views?|"
    r"portrayed|described|cited|quoted|discussed|seen|viewed|framed|presented|depicted|told)(?:\s+(?:do|did|have)\s+(?:you|we)(?:\s+(?:have|got))?|\s+(?:is|are)\s+there)?"
)
ROLES = (
    r"(?:editors?|reporters?|journalists?|correspondents?|chief|columnists?|owners?|staff|ceo|founder|executives?|anchors?|"
    r"hosts?|spokes\w+|analysts?|economists?|photographers?|employees?|workers?|writers?|tycoons?|offices?|headquarters|"
    r"bureau|subscribers?|readers|shares?|stock|terminals?|parent|holdings|awards?|bans?|law(?:suit)?)"
)
# What may follow a source named at the end of a phrase: nothing that makes a compound of it.
OPEN_END = (
    r"(?=\s*(?:$|[?!.,;:，。？！—-]|(?:on|about|regarding|concerning|over|that|and|or|but|in|to|since|from|during|with|for|when|how|"
    r"what|who|why|where|which|is|are|was|were|did|does|do|has|have|had|will|would|sobre|de|en|y)\b))"
)
# What may stand before a source that is a sentence's subject, with a capital at its beginning.
LEAD_IN = r"(?:what|which|how|why|when|where|who|tell|show|give|and|but|if|that|did|does|the|on|because|since|summari[sz]e|explain)"
WH = r"(?:what|how|which|where|when|why|who|whom|whose)"
DO = r"(?:did|does|do|has|have|had|is|are|was|were|would|will|can|could)"
ADVERB = r"(?:\s+(?:been|also|ever|actually|recently|originally|first|once|both|each|all|\w+ly))?"
QUESTION_WORD = re.compile(rf"^\s*(?:{WH}|{DO})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Frame:
    before: re.Pattern[str]
    after: re.Pattern[str]


def _frame(before: str, after: str) -> Frame:
    return Frame(re.compile(rf"(?:{before})$", re.IGNORECASE), re.compile(rf"^(?:{after})", re.IGNORECASE))


_SPANISH_SAID = (
    r"(?:(?:ha|han|había)\s+)?(?:dice|dicen|dijo|dijeron|dicho|publicó|publica|publicado|informó|informa|informado|reportó|reporta|"
    r"escribió|escribe|escrito|cuenta|contó|opina|opinó|cubrió|cubre|cubierto|afirma|afirmó|señaló|presenta|presentó|describe|describió)"
)
_FRENCH_SAID = r"(?:a\s+|ont\s+)?(?:dit|disent|écrit|rapporte|rapporté|publie|publié|couvre|couvert|raconte|raconté)"
_GERMAN_SAID = r"(?:sagte?n?|schrieb|schreibt|berichtete?t?|meldete?t?)"
_ROMANCE_SAID = r"(?:ha\s+)?(?:disse|diz|publicou|noticiou|relatou|escreveu|dice|detto|scritto|riporta|pubblicato)"
_RUSSIAN_SAID = (
    r"(?:сказал[аио]?|пишет|пишут|писал[аио]?|написал[аио]?|сообщил[аио]?|сообщает|говорит|опубликовал[аио]?)"
)
_FOREIGN_ABOUT = (
    r"(?:\s+(?:sobre|acerca de|respecto (?:a|de)|de|del|en|über|zu|zur|zum|sur|à propos de|au sujet de|du|o|а|о|об|про|su|sul|sulla|"
    r"riguardo a|em relação a|عن|حول|بشأن))?"
)
_CHINESE_SAYS = (
    r"(?:是)?(?:怎么|如何|怎样|怎麼)?(?:说|說|报道|報道|报导|報導|看待?|评论|評論|评价|描述|表示|称|认为|写|发表|发布)(?:了|过|的)?"
    r"(?:什么|甚麼|什麼|些什么|哪些)?(?:关于|有关|對|对)?"
)

FRAMES = (
    # what did X say about ...; how does X frame ...; which deal did X report
    _frame(
        rf"\b{WH}(?:['’]s\b|\b(?P<kept>[^.?!]{{0,60}}?)\b{DO})\s+(?:the\s+)?", rf"(?:{OWN}{STAFF})?{ADVERB}\s+{TREATS}\b{ABOUT}"
    ),
    # did X report on ...; Y, and did X say so
    _frame(
        rf"(?:^|[,;.]\s*|\b(?:and|or|but)\s+){DO}\s+(?:the\s+)?",
        rf"(?:{OWN}{STAFF})?{ADVERB}\s+(?:not\s+)?(?:{SAYS}|have|disagree|differ)\b{ABOUT}",
    ),
    # do X and Y agree on ...; "did they agree on a ceasefire" is about them
    _frame(r"^\W*(?:do|does)\s+(?:the\s+)?", r"\s+agree\s+(?:on|about)\b"),
    # X reported that ...; the story X published; but not "Michael X said"
    _frame(
        rf"(?:^|[^\s\w]\s*|\b{LEAD_IN}\s+|(?<=\s)(?-i:[^\sA-Z])\S*\s+)(?:the\s+)?",
        rf"{ADVERB}(?:\s+(?:has|have|had|is))?{ADVERB}\s+{SAYS}\b{ABOUT}",
    ),
    # how X sees ...; what X thinks of ...
    _frame(r"\b(?:what|how)\s+(?:the\s+)?", rf"{ADVERB}\s+{TREATS}\b{ABOUT}"),
    # X's coverage of ...
    _frame(
        r"(?:\b(?:what|how)(?:'s|\s+(?:is|was))?\s+)?(?:the\s+)?",
        rf"{OWN}\s+(?:own\s+|latest\s+|recent\s+|newest\s+|main\s+)*{NOUNS}\b{ABOUT}",
    ),
    # according to X; as reported by X
    _frame(
        rf"(?:\baccording to|\bas\s+{SAYS}\s+(?:by|in)|\b{TREATS}\s+by|"
        r"\bin the (?:words|eyes|view|pages|columns) of|\bper)\s+(?:the\s+)?",
        rf"(?!{OWN}\s+{ROLES}\b)",
    ),
    # news from X; anything about Y in X
    _frame(
        rf"\b{FOUND_IN}\b(?P<kept>(?:\s+(?:about|on)\s+[^.?!]{{1,60}}?)?)\s+(?:by|from|in|via|of)\s+(?:the\s+)?", rf"{OPEN_END}{ABOUT}"
    ),
    _frame(r"\bwhat(?:'s|’s|\s+is|\s+was)?(?:\s+(?:new|there))?\s+(?:in|on|from|at)\s+(?:the\s+)?", OPEN_END),
    # X on Y; X: Y; X?; and X?; what about X?
    _frame(
        r"^[¿\s]*(?:(?:and|or|what about|how about|y|und|et|ou|e|а|и|那|那么)\s*)?"
        r"(?:(?:show|give|list|read|quote|cite|find|get)(?:\s+me)?\s+)?(?:(?:latest|newest|recent)\s+)?(?:the\s+|el\s+|la\s+)?",
        r"(?:\s*[:：]|\s+(?:on|about|regarding|sobre|über|sur)\b|呢?\s*[?？!.]*\s*$)",
    ),
    # in X, what was said about ...; from X: anything on ...
    _frame(r"^\W*(?:in|from|per|by|via|at)\s+(?:the\s+)?", r"\s*[,:：]"),
    # what do we know about Y from X; Y in X; Y (X)
    _frame(
        rf"\b(?:{WH}|can|could)\b(?!(?<=how)\s+(?:is|are|was|were)\b)[^.?!]*?\b(?:tell|know|hear|heard|learn|learned|learnt|find|found|see|seen|have|got|new)\b"
        r"(?P<kept>[^.?!]*?)\s+(?:from|in|at|via|by)\s+(?:the\s+)?",
        r"\W*$",
    ),
    _frame(r"(?:[(（\[]|\s[-–—]\s)(?:in\s+|from\s+|via\s+)?(?:the\s+)?", r"[)）\]]?\W*$"),
    # Y, X; Y in X
    _frame(r"^(?P<kept>(?-i:[A-Z])[^,.?!]{0,40}),\s*(?:the\s+)?", r"\W*$"),
    _frame(r"^(?P<kept>(?-i:[A-Z])[\w'’-]*(?:\s+(?-i:[A-Z])[\w'’-]*){0,2})\s+in\s+(?:the\s+)?", r"\W*$"),
    # the take of X on ...
    _frame(
        rf"\b(?:what(?:'s|’s|\s+(?:is|was))?\s+)?(?:the\s+)?{NOUNS}\s+(?:of|at|by)\s+(?:the\s+)?",
        r"\s+(?:on|about|regarding|of)\b",
    ),
    # compare X with Z on ...; how do X and Z differ
    _frame(
        r"(?:\b(?:compare|contrast)|\b(?:difference|differences|comparison|contrast)\s+(?:is\s+there\s+)?between)\s+(?:how\s+)?(?:the\s+)?",
        rf"(?:{OWN}\s+{NOUNS}\b)?(?:\s+{TREATS}\b)?{ABOUT}",
    ),
    # ¿qué dijo X sobre ...?; según X; noticias de X
    _frame(
        rf"(?:[¿\s]|^)(?:(?:qué|que|cómo|como|cuándo|dónde|quién)\s+(?:es lo que\s+)?(?:lo\s+)?)?{_SPANISH_SAID}\s+"
        r"(?:el\s+|la\s+|the\s+)?",
        rf"{OPEN_END}{_FOREIGN_ABOUT}",
    ),
    _frame(
        r"\b(?:según|de acuerdo con|noticias de|artículos de|cobertura de|versión de|selon|d'après|laut|segundo|de acordo com|"
        r"secondo|по данным|согласно|по словам|по сообщению|بحسب|وفقا ل)\s*(?:el\s+|la\s+|le\s+|les\s+|der\s+|die\s+|o\s+|il\s+)?",
        rf"(?!\s+{ROLES}\b){_FOREIGN_ABOUT}",
    ),
    _frame(
        rf"(?:\b(?:que|comment|was|wie|worüber|o que|cosa|come|что|как|ماذا)\s+|\bqu['’]\s*)"
        rf"(?:{_FRENCH_SAID}|{_GERMAN_SAID}|{_ROMANCE_SAID}|{_RUSSIAN_SAID}|قالت|ذكرت|نشرت|كتبت)\s+(?:le\s+|la\s+|der\s+|die\s+|das\s+|o\s+|il\s+|the\s+)?",
        rf"{_FOREIGN_ABOUT}",
    ),
    _frame(r"\b(?:que|ce que|comment)\s+(?:le\s+|la\s+)?", rf"\s+{_FRENCH_SAID}\b{_FOREIGN_ABOUT}"),
    # X は何と言って; X क्या कहता; X کیا کہتا
    _frame(r"", r"\s*は\s*(?:何と|どう)(?:言って|伝えて|報じて|見て)(?:いますか|いる(?:の)?か?)?"),
    _frame(r"", r"\s*(?:क्या|कैसे)\s+(?:कहत|देखत)\S*(?:\s+है[ं]?)?|\s*(?:کیا|کیسے)\s+(?:کہت|دیکھت)\S*(?:\s+(?:ہے|ہیں))?"),
    # 据X报道; X怎么说; X对…的报道
    _frame(r"(?:^|[，,。\s])(?:据|根据|按照|来自)\s*", r"(?!编辑|記者|记者|总编|社长|员工)(?:报道|的报道|的说法)?"),
    _frame(r"", rf"\s*{_CHINESE_SAYS}"),
    _frame(r"", r"\s*(?:关于|有关|對於|对于|對|对|就)"),
    _frame(r"", r"\s*(?:的|有什么|有哪些)(?:报道|報道|文章|看法|观点|立场|社论|说法|评论|态度|新闻|消息|头条)"),
    _frame(r"(?:^|那|那么)", r"\s*(?:呢|と|は|が)?\s*[?？]*$"),
)  # fmt: skip

TAILS = re.compile(
    r"(?:说|說|报道|報道|评论|发表|发布|写)(?:了|过)?(?:什么|甚麼|什麼|些什么|哪些(?:文章|新闻)?)?[?？。\s]*$"
    r"|(?:是)?(?:怎么|如何|怎样)(?:看待?|说|报道|评论|评价)?(?:的)?[?？。\s]*$"
    r"|(?:有什么|有哪些|的)(?:看法|报道|報道|评论|文章|观点|立场|新闻|说法|消息|区别|不同)[?？。\s]*$",
)
"""What a Chinese question ends with after its content."""


Spans = tuple[tuple[int, int], ...]


def framed_spans(text: str, start: int, end: int) -> Spans:
    """The source at [start, end) with the words of its frame, without what stands between them; empty when it is no source."""
    before, after = text[:start], text[end:]
    found = list(_matches(before, after, end))
    return max(found, key=_length, default=())


def _matches(before: str, after: str, end: int) -> Iterator[Spans]:
    for frame in FRAMES:
        left = frame.before.search(before)
        right = frame.after.match(after) if left else None
        if left and right:
            first, last = left.span("kept") if "kept" in left.groupdict() else (left.end(), left.end())
            yield (left.start(), first), (last, end + right.end())
    phrase = re.search(r"\s(?:from|by|via)\s+(?:the\s+)?$", before, re.IGNORECASE)
    if phrase and not QUESTION_WORD.match(before) and re.match(r"^\s*[.?!]*$", after):
        # "rare earths from X": a phrase, not a sentence.
        yield ((phrase.start(), end),)


def _length(spans: Spans) -> int:
    return sum(end - start for start, end in spans)
