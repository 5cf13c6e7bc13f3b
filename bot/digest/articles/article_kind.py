"""What sort of piece an article is, by its title, address, section and first words: news, opinion, or nothing for a digest."""

import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from bot.digest.articles.page_shape import page_shape
from retrieval.articles import Article
from retrieval.language.numbers import CARDINALS
from retrieval.language.patterns import either
from retrieval.language.terms import terms

Kind = Literal["news", "opinion", "sponsored", "live", "index", "service"]


@dataclass(frozen=True, slots=True)
class Judgement:
    """`reason` names the sign that decided; empty for plain news."""

    kind: Kind
    reason: str = ""

    @property
    def is_usable(self) -> bool:
        return self.kind in ("news", "opinion")


_SPONSORED = re.compile(
    r"^\W*(?:sponsored|paid (?:post|content|program)|partner(?:ed)? content|advertorial|advertisement|promoted|press release|"
    r"\[?ad\]?[:|]|广告|推广|赞助|公告|contenido patrocinado|publirreportaje|реклама)\b|\((?:sponsored|advertorial|ad)\)\s*$|"
    r"\b(?:PRNewswire|prnewswire)\b",
    re.IGNORECASE,
)
# Paid distribution services: whoever pays is printed.
_PAID_WIRES = re.compile(
    r"^(?:pr ?newswire(?: .*)?|business ?wire|globe ?newswire|ein ?presswire|accesswire|access newswire|newswire(?:\.com|\.ca)?|"
    r"prweb|openpr(?:\.com)?|media outreach(?: newswire)?|acn newswire|cision|marketersmedia|issuewire|24-7 press release)$",
    re.IGNORECASE,
)
_LIVE = re.compile(
    r"^\W*(?:(?:watch|in) ?live|live(?: updates?| blog| stream| coverage| now| news| tv)?\s*[:|\-–—]|watch\s*[:|]|直播|现场直播|"
    r"en vivo|en directo|прямая трансляция)|\b(?:live ?blog|live updates|live ?stream(?:ing)?|as it happened|en vivo)\b",
    re.IGNORECASE,
)
_LIVE_PATH = re.compile(r"/live(?:-news|-?blog|stream|updates?)?/", re.IGNORECASE)
_SERVICE = re.compile(
    r"\b(?:horoscopes?|zodiac|crossword|wordle|sudoku|nyt connections|lottery|powerball|winning numbers|tv guide|"
    r"(?:today's|weekly|daily) (?:weather|quiz|recipe)|news quiz|photo of the day|pic(?:ture)?s? of the day|cartoon of the day|"
    r"coupon codes?|promo codes?|gift guide|newsletter sign-?up|podcast|(?:where|how) to watch|"
    r"d[oó]nde ver|a qué hora)\b|星座|运势|彩票|гороскоп|horóscopo",
    re.IGNORECASE,
)
# Several matters under one headline, or a picture of words: there is no one story to tell.
_MANY = either(word for word, number in CARDINALS.items() if number >= 5)
_ROUND_UP = re.compile(
    r"\b(?:daily|weekly|morning|evening|midday|weekend|news) (?:highlights|brief(?:ing)?s?|digest|round-?ups?|wrap(?:-?up)?|recap)\b|"
    r"\b(?:week|month|year|day) in (?:review|pictures|photos)\b|\bnews in brief\b|^\W*(?:word cloud|infographics?|by the numbers|"
    r"in numbers|quick takes?|what we know|what to know|things to know)\b|"
    rf"\b(?:\d+|{_MANY}) (?:[\w-]+ ){{0,4}}(?:reads|stories)$|"
    r"新闻早报|早报\s*[|｜:：]|一周要闻",
    re.IGNORECASE,
)
# The price of the hour: gone before anybody reads it.
_TICKER = re.compile(r"^\W*[A-Z]{3}/[A-Z]{3}\b|\bprice (?:forecast|prediction)s?\b", re.IGNORECASE)
_INDEX_TITLE = re.compile(
    r"^(?:home(?: ?page)?|latest(?: news)?|breaking news|top stories|world(?: news)?|news|politics|business|sports?|archives?|"
    r"search results?|page not found|404.*|access denied|just a moment.*|are you a robot.*|subscribe.*|sign in.*|log in.*|"
    r"all (?:news|articles|stories).*|contact us|about us)$|\b(?:news,? (?:photos|videos|analysis)(?:,| and|&).*|"
    r"latest news (?:and|&).*|news archives?|tag archives?|category:.*|topic:.*)$",
    re.IGNORECASE,
)
_INDEX_PATH = re.compile(
    r"/(?:tags?|topics?|categor(?:y|ies)|sections?|authors?|search|archives?|hub|index(?:\.\w+)?)(?:/[^/]*)?/?$",
    re.IGNORECASE,
)
_OPINION_TITLE = re.compile(
    r"^\W*(?:[A-Z][\w’']+ ){0,2}"
    r"(?:opinions?|op-?ed|editorials?|commentar(?:y|ies)|comment|letters?(?: to the editor)?|columns?|viewpoint|views?|"
    r"perspective|analysis|essay|review|cartoon|guest (?:post|essay|column)|my (?:take|view)|opinión|análisis|columna|"
    r"мнение|колонка|社评|社論|社论|评论|評論|观点|觀點|国际锐评|锐评|钟声|analyse|kommentar|meinung|tribune)\s*[:：|｜丨\-–—/]|"
    r"[:|\-–—]\s*(?:[\w ]{1,30} )?(?:editorial|opinion|commentary|op-?ed|column|analysis)\s*$",
    re.IGNORECASE,
)
# "Ports should open": a demand that nobody but the writer makes.
_DEMAND = re.compile(
    r"\b(?:should|ought to|must(?= (?:not|learn|stop|act|wake|rethink|respect|face|choose|never|now|be)))\b"
)
_SOMEBODY_SAYS = re.compile(
    r"[:：?？“”\"]|(?:^|\s)[‘']|[’'](?:\s|$)|\b(?:says?|said|tells?|told|warns?|urges?|argues?|calls?|vows?|claims?|insists?|thinks?|"
    r"believes?|suggests?|adds?|demands?|according|survey|poll|report|study|court|judge|law|rules?|whether|who|which|that|how|why|what)\b",
    re.IGNORECASE,
)
_OPINION_PATH = re.compile(
    r"/(?:opinions?|op-?eds?|editorials?|commentisfree|commentary|comment|columns?|columnists?|views?|viewpoints?|letters|"
    r"opinion-[\w-]+|ideas|blogs?)/",
    re.IGNORECASE,
)


def judge_piece(article: Article) -> Judgement:
    """Decide what sort of piece it is. Order matters: a sponsored opinion is sponsored."""
    title, path, section = article.title.strip(), urlsplit(article.url).path, article.section.casefold()
    shape = page_shape(title, article.body)
    paid_wire = any(_PAID_WIRES.match(name.strip()) for name in (article.outlet, article.original_outlet) if name)
    signs = (
        (Judgement("sponsored", "paid wire"), paid_wire),
        (Judgement("sponsored", "marked as paid"), _SPONSORED.search(title) or "sponsored" in section),
        (Judgement("service", "not news"), _SERVICE.search(title)),
        (Judgement("service", "several matters in one"), _ROUND_UP.search(title)),
        (Judgement("service", "a ticker"), _TICKER.search(title)),
        (Judgement("live", "live page"), _LIVE.search(title) or _LIVE_PATH.search(path)),
        (Judgement("index", "no article of its own"), _INDEX_TITLE.search(title) or _INDEX_PATH.search(path)),
        (Judgement("index", "no article of its own"), _is_bare(title)),
        (Judgement("service", shape), shape),
        (Judgement("opinion", "marked as opinion"), _OPINION_TITLE.search(title) or _OPINION_PATH.search(path)),
        (Judgement("opinion", "marked as opinion"), "opinion" in section),
        (Judgement("opinion", "demands in its own voice"), _DEMAND.search(title) and not _SOMEBODY_SAYS.search(title)),
    )
    return next((judgement for judgement, is_there in signs if is_there), Judgement("news"))


def _is_bare(title: str) -> bool:
    """A word or two name a page, not an event."""
    return len(set(terms(title))) < 3
