"""Our writers put the outlet, and often the day, before a sentence; neither has to stand in the article's text."""

import re
from collections.abc import Collection

_DATE = (
    r"(?:\d{1,2}\.?\s+[^\W\d]{3,12}\.?(?:,?\s+\d{4})?|[^\W\d]{3,12}\.?\s+\d{1,2}(?:,?\s+\d{4})?"
    r"|\d{4}-\d\d-\d\d|(?:\d{4}年)?\d{1,2}月\d{1,2}日)"
)
_PREFIX = re.compile(rf"\s*(?P<outlet>[^:：\n“”\"]{{2,60}}?)(?P<date>,?\s*\(?{_DATE}\)?)?\s*[:：]\s*(?=\S)")
_PRESS = re.compile(
    r"\b(?:times|post|news|daily|journal|reuters|ap|afp|xinhua|cnn|bbc|npr|cgtn|cctv|nbc|cbs|abc|pbs|bloomberg|herald|guardian"
    r"|agency|today|tv|press|tribune|mail|globe|gazette|telegraph|independent|economist|politico|axios|chronicle|review"
    r"|weekly|monitor|observer|standard|mirror|express|radio|scmp|dispatch|courier|sentinel|bulletin|register|tass|yonhap"
    r"|nikkei|mundo|país|monde|figaro|spiegel|zeitung)\b|\.(?:com|org|net|cn|uk)\b|(?:日报|新闻|新华社|通讯社|时报|晚报|社|网|报)$",
    re.IGNORECASE,
)


def without_attribution(claim: str, outlets: Collection[str] = ()) -> str:
    """The claim without a leading `Outlet:`, `Outlet, 6 Jan 2026:` or `Outlet (2026-01-06):`.

    A prefix without a day is taken for an outlet only if it is among `outlets` or holds a word of the press: any
    other name before a colon is a speaker, and what somebody said must be in the sources with the name.
    """
    match = _PREFIX.match(claim)
    if match is None:
        return claim
    outlet = match["outlet"].strip(" ,")
    is_named = bool(match["date"]) or outlet in outlets or _PRESS.search(outlet) is not None
    looks_like_name = len(outlet.split()) <= 7 and (outlet[:1].isupper() or not outlet.isascii() or "." in outlet)
    return claim[match.end() :] if is_named and looks_like_name else claim
