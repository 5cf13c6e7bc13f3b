"""Recognises pages that are no article, by their words: walls, stubs, soft 404s, consent pages and robot checks.

No I/O. The rules are for short texts: a long article may mention subscriptions, cookies and errors as it likes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from retrieval.web.plain_text import fold_text
from retrieval.web.urls import is_front_page

# Characters: a longer text is an article, whatever it talks about (docs/decisions/0034).
_ENOUGH = 2500
# Fewer words are a stub.
_STUB_WORDS = 40


def _any_of(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


_MISSING = _any_of(
    r"\b404\b|error 4\d\d|oops[!,. ]|page (?:was |is |could )?(?:not be |not |no longer )(?:found|available|exist)",
    r"(?:article|story|page|content) (?:you (?:are|were) looking for|is no longer available|not found|(?:is )?unavailable)",
    r"(?:article|story|page) (?:has been (?:removed|deleted|moved)|does(?:n['’]t| not) exist)|nothing (?:was |could be )?found",
    r"we can(?:['’]t|not) find (?:that|the|this) page|nicht gefunden|seite existiert nicht|page introuvable|n['’]existe (?:pas|plus)",
    r"no (?:se ha )?encontrad[ao]|página no existe|pagina non trovata|página não encontrada|страница не (?:найдена|существует)",
    r"页面不存在|找不到(?:该|您|頁|页)|无法找到|頁面不存在|ページが見つかりません|존재하지 않는 페이지|페이지를 찾을 수 없",
)
_CONSENT = _any_of(
    r"before you continue|we (?:and our (?:\d+ )?partners )?(?:value|care about|respect) your privacy",
    r"accept (?:all )?(?:cookies|all)\b",
    r"(?:use|uses|using) (?:of )?cookies|cookie (?:policy|preferences|settings|consent)|reject all|legitimate interest",
    r"manage (?:your |my )?(?:cookies|preferences|options|choices)",
    r"consent to (?:the use|our use|cookies)|personali[sz]ed (?:ads|content)",
    r"(?:privacy|your data) (?:choices|preferences|settings)|store (?:and/or|and|or) access information",
    r"tout accepter|accepter les cookies",
    r"(?:we and )?our (?:\d+ )?(?:partners|vendors)|process(?:ing)? (?:of )?(?:your )?personal data|in cookies",
    r"(?:alle )?cookies (?:akzeptieren|zulassen)|bevor (?:sie|du) fortf|avant de continuer|aceptar (?:todas )?(?:las )?cookies",
    r"antes de continuar|accetta (?:tutti )?i? ?cookie|同意.{0,12}cookie|接受.{0,8}cookie",
)
_ROBOT = _any_of(
    r"checking your browser|just a moment|verify (?:that )?you(?:'re| are)? (?:a |not a )?(?:human|robot)|are you a robot",
    r"enable javascript|javascript is (?:required|disabled)|requires javascript|unusual (?:traffic|activity)|captcha",
    r"access (?:to this page has been )?denied|ddos protection|attention required|request (?:was )?blocked|security check",
    r"please wait while we|验证码|人机验证|javascriptを有効",
)
_PAY = _any_of(
    r"(?:subscribe|sign in|log ?in|register|sign up|join)(?: now| today)?(?: or [\w ]{2,20})? (?:to|for) "
    r"(?:full |unlimited )?(?:access|continue|keep reading|read|unlock|view)",
    r"to (?:continue reading|keep reading|read (?:the )?(?:full|rest|entire|more of)|unlock (?:this|the)|access (?:this|the full))",
    r"(?:is|article|reserved|exclusive(?:ly)?|available|only) (?:only )?(?:for|to) "
    r"(?:our |paying |paid |digital )*(?:subscribers|members)",
    r"subscriber[- ](?:only|exclusive)|subscribers only|become a (?:subscriber|member)|(?:free|remaining|last) (?:free )?articles?",
    r"you(?:['’]ve| have) (?:reached|read|used) your|start (?:your|a) (?:free )?trial|create (?:a|your) free account|\bpaywall",
    r"already (?:a|have a|an?) (?:subscriber|subscription|member|account)|unlimited (?:digital )?access|weiterlesen mit",
    r"jetzt abonnieren|nur für abonnenten|als abonnent|réservé aux abonnés|(?:pour lire la suite|poursuivre la lecture)|abonnez-vous",
    r"para (?:seguir|continuar) leyendo|(?:solo|exclusivo) para suscriptores|suscríbete|per continuare a leggere|assine para",
    r"чтобы (?:читать|продолжить)|по подписке|оформите подписку|会員限定|続きを読むには|구독자 전용",
    r"(?:订阅|訂閱|登录|登入|付费|付費)(?:后|後|即可|以|會員|会员)?.{0,6}(?:阅读|閱讀|查看|全文|专享|專享)",
)
_CUT_END = re.compile(
    r"(?:\.\.\.|…|\[\+?…?\d* ?(?:chars)?\]|read more|continue reading|weiterlesen|lire la suite)\W*$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Page:
    """What is judged: the article text found, all visible text, the page's own description of itself."""

    url: str
    asked_url: str
    title: str
    text: str
    all_text: str
    description: str = ""
    is_paid: bool = False


def find_wall(page: Page) -> str:
    """Why the page's text is no article, as "kind: sentence"; empty when it is one.

    Kinds: `soft_404`, `consent`, `robot_check`, `paywall`, `stub`.
    """
    if len(page.text) >= _ENOUGH and not page.is_paid:
        is_consent = _is_nothing_but_consent(page.text)
        return "consent: the site asks for consent before it shows the article." if is_consent else ""
    return next((sentence for sentence, is_met in _signs(page) if is_met), "")


def _signs(page: Page) -> Iterator[tuple[str, bool]]:
    """Every kind of wall with whether the page is one, the surest first."""
    start = f"{page.title}\n{page.text[:600] or page.all_text[:600]}"
    is_short = _size(page.text) < 4 * _STUB_WORDS
    is_home = is_front_page(page.url) and not is_front_page(page.asked_url)
    yield "soft_404: the site led to its front page, the article is not there any more.", is_home
    yield "soft_404: the page says that there is no such article.", is_short and bool(_MISSING.search(start))
    yield "robot_check: the site wants a person with a browser.", is_short and bool(_ROBOT.search(start))
    yield "consent: the site asks for consent before it shows the article.", _is_consent(page, start)
    yield "paywall: the publisher says that the article is not free.", page.is_paid and _is_partial(page)
    yield "paywall: the rest is for subscribers of the site.", _is_paywall(page)
    yield "stub: the page holds too little text to be the article.", _is_stub(page)


def _is_partial(page: Page) -> bool:
    return len(page.text) < _ENOUGH or bool(_PAY.search(page.text[-600:]))


def _size(text: str) -> int:
    """Words; East Asian characters count as half a word each."""
    letters = len(re.findall(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]", text))
    return (
        len(re.findall(r"[^\W\d_]{1,}", re.sub(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]", " ", text))) + letters // 2
    )


def _is_consent(page: Page, start: str) -> bool:
    signs = {sign.group().lower() for sign in _CONSENT.finditer(start)}
    share = len(list(_CONSENT.finditer(page.text)))
    return len(signs) >= 2 or bool(_CONSENT.search(page.title)) or (share >= 2 and _size(page.text) < 60 * share)


def _is_nothing_but_consent(text: str) -> bool:
    """Whether a long text talks of partners, cookies and choices in every other sentence, and in several ways."""
    said = [sign.group().lower() for sign in _CONSENT.finditer(text)]
    return len(set(said)) >= 3 and _size(text) < 30 * len(said)


def _is_paywall(page: Page) -> bool:
    """The words of a wall inside the text found, or anywhere on a page whose text breaks off early."""
    if _PAY.search(page.text[-500:]) and len(page.text) < _ENOUGH:
        return True
    # Of a long page the ends: in the middle other articles are advertised.
    whole = f"{page.all_text[:3000]}\n{page.all_text[-2000:]}"
    is_broken_off = bool(_CUT_END.search(page.text)) or _size(page.text) < 2 * _STUB_WORDS
    return is_broken_off and bool(_PAY.search(whole))


def _is_stub(page: Page) -> bool:
    if _size(page.text) < _STUB_WORDS and len(page.text) < _ENOUGH:
        return True
    text, teaser = fold_text(page.text), fold_text(page.description)
    return (bool(teaser) and text in (teaser, f"{fold_text(page.title)} {teaser}")) or (
        _size(page.text) < 3 * _STUB_WORDS and bool(_CUT_END.search(page.text))
    )
