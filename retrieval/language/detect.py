"""Finds the language of a text. The home of py3langid.

Scripts that one language owns decide at once; the statistical model chooses only among the languages of the script seen,
so that four words of a headline are not mistaken for Quechua.
"""

import re
from collections import Counter
from copy import copy
from typing import Any

from retrieval.once import once

_MAX_LENGTH = 1200
# Below it nothing is said: of 2,520 English headlines 32 stay unknown and 7 are called wrong (docs/decisions/0032).
_MIN_CONFIDENCE = 0.3
_SCRIPTS = (
    ("kana", re.compile(r"[\u3041-\u30ff\uff66-\uff9d]")),
    ("hangul", re.compile(r"[\uac00-\ud7a3\u1100-\u11ff]")),
    ("han", re.compile(r"[\u3400-\u9fff\U00020000-\U0002ffff]")),
    ("latin", re.compile(r"[a-zA-Z\u00c0-\u024f\u1e00-\u1eff]")),
    ("cyrillic", re.compile(r"[\u0400-\u052f]")),
    ("arabic", re.compile(r"[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc]")),
    ("devanagari", re.compile(r"[\u0900-\u097f]")),
    ("greek", re.compile(r"[\u0370-\u03ff\u1f00-\u1fff]")),
    ("hebrew", re.compile(r"[\u0590-\u05ff]")),
    ("thai", re.compile(r"[\u0e00-\u0e7f]")),
    ("bengali", re.compile(r"[\u0980-\u09ff]")),
    ("tamil", re.compile(r"[\u0b80-\u0bff]")),
    ("telugu", re.compile(r"[\u0c00-\u0c7f]")),
    ("georgian", re.compile(r"[\u10a0-\u10ff]")),
    ("armenian", re.compile(r"[\u0530-\u058f]")),
    ("khmer", re.compile(r"[\u1780-\u17ff]")),
    ("burmese", re.compile(r"[\u1000-\u109f]")),
    ("lao", re.compile(r"[\u0e80-\u0eff]")),
    ("tibetan", re.compile(r"[\u0f00-\u0fff]")),
    ("ethiopic", re.compile(r"[\u1200-\u137f]")),
)
_ONE_LANGUAGE = {
    "kana": "ja",
    "hangul": "ko",
    "han": "zh",
    "greek": "el",
    "hebrew": "he",
    "thai": "th",
    "bengali": "bn",
    "tamil": "ta",
    "telugu": "te",
    "georgian": "ka",
    "armenian": "hy",
    "khmer": "km",
    "burmese": "my",
    "lao": "lo",
    "tibetan": "bo",
    "ethiopic": "am",
}
_LANGUAGES = {
    script: frozenset(codes.split(" "))
    for script, codes in (
        (
            "latin",
            "en fr de es it pt nl pl cs sk hu ro sv da no fi et lv lt sl hr tr az id ms vi tl sw ca sq is ga eu uz so",
        ),
        ("cyrillic", "ru uk bg sr mk be kk ky mn"),
        ("arabic", "ar fa ur ps ku ug"),
        ("devanagari", "hi mr ne"),
    )
}


_HAN = frozenset({"zh", "ja", "ko"})


def detect_language(text: str) -> str:
    """The ISO 639-1 code of the language most of the text is in, or empty when there is too little to tell."""
    sample = text[:_MAX_LENGTH]
    script = _main_script(sample)
    if script in _ONE_LANGUAGE:
        return _ONE_LANGUAGE[script]
    languages = _LANGUAGES.get(script)
    if not languages:
        return ""
    language, confidence = _identifiers()[script].classify(" ".join(sample.split()))
    return str(language) if confidence >= _MIN_CONFIDENCE else ""


def clean_language(tag: str) -> str:
    """The primary code of a language tag as feeds and pages state it (`en-US`, `zh_CN`, `EN`), or empty."""
    found = re.match(r"\s*([a-zA-Z]{2,3})(?:[-_][\w-]*)?\s*$", tag)
    code = found[1].lower() if found else ""
    return {"iw": "he", "in": "id", "nb": "no", "nn": "no", "cn": "zh", "jp": "ja", "kr": "ko", "ua": "uk"}.get(
        code, code
    )


def entry_language(text: str, stated: str) -> str:
    """The language of a text whose source states one: the source is believed unless the script contradicts it."""
    code = clean_language(stated)
    if code in _LANGUAGES["latin"] and text.isascii():
        return code
    script = _main_script(text[:_MAX_LENGTH])
    if not code or not script:
        return code or detect_language(text)
    is_plausible = code in _LANGUAGES.get(script, _HAN if script == "han" else {_ONE_LANGUAGE.get(script, "")})
    return code if is_plausible or not _is_known(code) else detect_language(text)


def _is_known(code: str) -> bool:
    return code in _ONE_LANGUAGE.values() or any(code in codes for codes in _LANGUAGES.values())


def _main_script(text: str) -> str:
    counts = Counter({name: len(pattern.findall(text)) for name, pattern in _SCRIPTS})
    if counts["kana"] * 8 >= counts["han"] > 0 and counts["kana"]:
        # Japanese headlines are mostly Han characters with a few kana between them.
        counts["kana"] += counts["han"]
    # An East Asian character says as much as a short word.
    for name in ("kana", "hangul", "han"):
        counts[name] *= 3
    script, count = counts.most_common(1)[0]
    return script if count >= 2 else ""


@once
def _identifiers() -> dict[str, Any]:
    """For each script a model that knows its languages only; all share one table of letters."""
    # Unpacking the model takes a quarter of a second and 60 MB: only when a text needs it.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    whole = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    made = {}
    for script, languages in _LANGUAGES.items():
        made[script] = copy(whole)
        made[script].set_languages([code for code in languages if code in whole.labels])
    return made
