"""Makes plain text of markup from outside: stores what a reader would have seen, and nothing else.

Knows no feeds and no pages. The result may still contain `<` or `&` as words of the text; it is escaped where it is shown.
"""

import html
import re
import unicodedata

MAX_MARKUP = 2_000_000
_MAX_ROUNDS = 30

_SILENT = "script|style|template|iframe|svg|noscript|object|textarea|select|head"
_BLOCK = (
    "address|article|aside|blockquote|body|br|center|dd|details|dialog|div|dl|dt|fieldset|figcaption|figure|footer|form|"
    "h[1-6]|header|hr|html|li|main|nav|ol|p|pre|section|summary|table|tbody|tfoot|thead|tr|ul"
)
_INLINE = (
    "a|abbr|acronym|applet|area|audio|b|base|basefont|bdi|bdo|big|button|canvas|caption|cite|code|col|colgroup|data|"
    "datalist|del|dfn|dir|em|embed|font|frame|frameset|i|img|input|ins|kbd|label|legend|link|map|mark|marquee|math|meta|"
    "meter|noframes|optgroup|option|output|param|picture|progress|q|rp|rt|ruby|s|samp|small|source|span|strike|strong|"
    "sub|sup|td|th|time|title|track|tt|u|var|video|wbr|xml|xss"
)
# Quoted values are bounded so that a flood of open quotes cannot make the search quadratic.
_ATTRIBUTES = r"""(?=[\s/>])(?:[^<>"']++|"[^"]{0,5000}+"|'[^']{0,5000}+')*+>|(?=[\s/>])[^<>]*+>"""
_SILENT_PAIR = re.compile(rf"<({_SILENT})(?:{_ATTRIBUTES}).*?</\1\s*+>", re.I | re.S)
_OPEN_SCRIPT = re.compile(rf"<(?:script|style)(?:{_ATTRIBUTES}).*", re.I | re.S)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)|<!\[CDATA\[|\]\]>|<![a-zA-Z][^<>]{0,5000}+>|<\?[a-zA-Z][^<>]{0,5000}+>", re.S)
_BLOCK_TAG = re.compile(rf"</?(?:{_BLOCK})(?:{_ATTRIBUTES})", re.I)
_CELL_TAG = re.compile(rf"</?t[dh](?:{_ATTRIBUTES})", re.I)
_INLINE_TAG = re.compile(rf"</?(?:{_SILENT}|{_INLINE}|[a-z][a-z0-9]{{0,20}}:[a-z0-9]{{1,20}})(?:{_ATTRIBUTES})", re.I)
_OTHER_CLOSING = re.compile(r"</([a-z][a-z0-9:_-]{0,30})\s*>", re.I)
_OTHER_TAG = re.compile(rf"<([a-z][a-z0-9:_-]{{0,30}})(?:{_ATTRIBUTES})", re.I)
_CUT_TAG = re.compile(rf"<(?:{_BLOCK}|{_INLINE}|{_SILENT})\s[^<>]*\Z", re.I)
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")

_PLAIN_ASCII = re.compile(r"[\n -%'-;=-~]*+")
"""ASCII without tags, entities and control characters: nothing more to peel."""
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# Control, bidirectional, zero-width, tag and blank-looking characters, half surrogates and non-characters.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200c\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0d\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\ud800-\udfff\ufdd0-\ufdef"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
    "|[\U0001fffe\U0001ffff\U0002fffe\U0002ffff\U000ffffe\U000fffff\U0010fffe\U0010ffff]"
)
_PICTURE = "[\u2190-\u2bff\U0001f000-\U0001faff]"
_LONE_JOINER = re.compile(f"(?<!{_PICTURE})(?<![\ufe0f])\u200d|\u200d(?!{_PICTURE})")
_MARK_FLOOD = re.compile("([\u0300-\u036f]{3})[\u0300-\u036f]+")
_BLANKS = re.compile(r"[^\S\n]+")
_SENTENCE_END = tuple('.!?:;…。！？：；"”’»」』')


def plain_text(markup: str) -> str:
    """Text of a piece of HTML, or of plain text: NFC, entities decoded, paragraphs parted by one blank line.

    Tags, scripts, control, bidirectional and invisible characters are gone; a joiner stays inside an emoji.
    Applying it twice changes nothing.
    """
    if markup.isascii() and markup.isprintable() and "<" not in markup and "&" not in markup:
        return " ".join(markup[:MAX_MARKUP].split())
    text = _LINE_ENDS.sub("\n", markup[:MAX_MARKUP])
    for _ in range(_MAX_ROUNDS):
        # Twice-escaped markup is common ("&amp;lt;b&amp;gt;"): peel until nothing changes.
        peeled = _peel(text)
        if peeled == text or _PLAIN_ASCII.fullmatch(peeled):
            text = peeled
            break
        text = peeled
    else:
        # Wrapped on purpose: nothing that could open one more tag or entity is left.
        text = text.replace("<", "").replace("&", "")
    return _paragraphs(text)


def clean_title(markup: str, limit: int = 300) -> str:
    """A title as one line of plain text of at most `limit` characters, cut between words with an ellipsis."""
    title = " ".join(plain_text(markup[: limit * 40]).split())
    if len(title) <= limit:
        return title
    cut = title[: limit - 1]
    at_word = cut.rpartition(" ")[0]
    return (at_word if len(at_word) > limit // 2 else cut).rstrip() + "…"


def fold_text(text: str) -> str:
    """The form texts are compared in: NFKC, case folded, words only, one space between them."""
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold()))


def _peel(text: str) -> str:
    if "<" in text:
        text = _strip_tags(text)
    if "&" in text:
        text = _ENTITY.sub(lambda found: html.unescape(found.group()), text)
    if _PLAIN_ASCII.fullmatch(text):
        return text
    text = _LINE_ENDS.sub("\n", text)
    text = _LONE_JOINER.sub("", _UNSEEN.sub("", text))
    return _MARK_FLOOD.sub(r"\1", unicodedata.normalize("NFC", text))


def _strip_tags(text: str) -> str:
    text = _OPEN_SCRIPT.sub(" ", _SILENT_PAIR.sub(" ", _COMMENT.sub("", text)))
    if _BLOCK_TAG.search(text):
        # In HTML a line end is a blank; only the tags part paragraphs.
        text = _BLOCK_TAG.sub("\n\n", text.replace("\n", " "))
    text = _INLINE_TAG.sub("", _CELL_TAG.sub(" ", text))
    # A name we do not know is a tag when it is closed somewhere ("<mrow>...</mrow>"), else words ("x <y> z").
    closed = {name.lower() for name in _OTHER_CLOSING.findall(text)}
    if closed:
        text = _OTHER_TAG.sub(lambda found: "" if found[1].lower() in closed else found.group(), text)
        text = _OTHER_CLOSING.sub("", text)
    return _CUT_TAG.sub("", text)


def _paragraphs(text: str) -> str:
    lines = [_BLANKS.sub(" ", line).strip() for line in text.split("\n")]
    paragraphs: list[str] = []
    is_open = False
    for line in lines:
        if not line:
            is_open = False
        elif is_open and not paragraphs[-1].endswith(_SENTENCE_END):
            paragraphs[-1] += f" {line}"
        else:
            paragraphs.append(line)
            is_open = True
    return "\n\n".join(paragraphs)
