"""The bot's own sentences in the reader's language: gettext catalogues, plural rules, dates and numbers by Babel.

English sentences are the keys, so a sentence without a translation is shown in English. Catalogues are the `.po` files
of `locale/`, read at first use.
"""

import gettext
import io
from datetime import date, datetime, time
from functools import lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_time, get_datetime_format, get_day_names
from babel.lists import format_list
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from retrieval.errors import BadInput
from retrieval.language.locales import language_name

LANGUAGES = {
    "en": "English",
    "zh": "中文",
    "es": "Español",
    "ru": "Русский",
    "ja": "日本語",
    "hi": "हिन्दी",
    "ur": "اردو",
    "pt": "Português",
}
"""What the interface speaks, each under its own name."""


class Mistake(BadInput):
    """What somebody said cannot be used. Carries the English sentence and its values, to be said in their language."""

    def __init__(self, sentence: str, **values: object) -> None:
        super().__init__(sentence.format(**values))
        self.sentence = sentence
        self.values = values


class Words:
    """Sentences in one language. Values are put into `{names}`; plain values only, no markup."""

    def __init__(self, language: str = "en") -> None:
        self.language = language if language in LANGUAGES else "en"
        self._translations = _translations(self.language)
        self._locale = Locale.parse("pt_BR" if self.language == "pt" else self.language)

    def __call__(self, sentence: str, /, **values: object) -> str:
        return self._translations.gettext(sentence).format(**values)

    def many(self, one: str, other: str, number: int, /, **values: object) -> str:
        """The form for a number, which both forms call `{n}`."""
        return self._translations.ngettext(one, other, number).format(n=self.number(number), **values)

    def error(self, error: Mistake) -> str:
        return self(error.sentence, **error.values)

    def number(self, number: float) -> str:
        return str(format_decimal(number, locale=self._locale))

    def day(self, day: date) -> str:
        return str(format_date(day, "long", locale=self._locale))

    def moment(self, moment: datetime, zone: str) -> str:
        """A minute on the clocks of a zone, which is named."""
        here = moment.astimezone(ZoneInfo(zone))
        day = format_date(here, "medium", locale=self._locale)
        joined = get_datetime_format("medium", locale=self._locale)
        return f"{str(joined).format(self.clock(here.time()), day)} ({zone})"

    def clock(self, clock: time) -> str:
        """Always with 24 hours: it is what people type."""
        return str(format_time(clock, "HH:mm", locale=self._locale))

    def weekday(self, weekday: int) -> str:
        """The short name; Monday is 0."""
        return str(get_day_names("abbreviated", locale=self._locale)[weekday])

    def together(self, items: list[str]) -> str:
        """`a, b and c`."""
        return str(format_list(items, locale=self._locale))


def pick_language(chosen: str, reported: str) -> str:
    """The language somebody chose, else the one their client reports ("pt-br"), else English."""
    for code in (chosen, reported.replace("_", "-").partition("-")[0].casefold()):
        if code in LANGUAGES:
            return code
    return "en"


def language_named(said: str) -> str:
    """The code of a language of ours, named by its code or by its name in any of them ("spanish", "испанский"); or empty."""
    return _language_names().get(said.strip().casefold(), "")


@lru_cache(maxsize=1)
def _language_names() -> dict[str, str]:
    names = {name.casefold(): code for code, name in LANGUAGES.items()}
    for teller in LANGUAGES:
        names |= {language_name(code, teller).casefold(): code for code in LANGUAGES}
    return names | {code: code for code in LANGUAGES}


def read_catalogue(language: str) -> Catalog:
    """A catalogue as it is written."""
    path = files("bot.talk") / "locale" / language / "LC_MESSAGES" / "counterpoint.po"
    return read_po(io.BytesIO(path.read_bytes()), locale=language)


@lru_cache
def _translations(language: str) -> gettext.NullTranslations:
    if language == "en":
        return gettext.NullTranslations()
    compiled = io.BytesIO()
    write_mo(compiled, read_catalogue(language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
