"""Says the bot's own sentences in the reader's language: gettext catalogues, plural rules, dates and numbers by Babel.

English sentences are the keys, so a sentence without a translation is shown in English. Catalogues are the `.po` files
of `locale/`, read at first use.
"""

import gettext
import io
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from importlib.resources import files
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import (
    format_date,
    format_interval,
    format_skeleton,
    format_time,
    get_datetime_format,
    get_day_names,
    match_skeleton,
)
from babel.lists import format_list
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from retrieval.errors import BadInput
from retrieval.language.locales import language_name
from retrieval.messages import Days, LongDay, Phrase, ShortDay, Value, english
from retrieval.once import once, once_each

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


_COMMAS = {"ja": "、", "zh": "、", "ur": "، "}
"""Between the names of a list, where it is not the comma of English."""


class Mistake(BadInput):
    """What somebody said cannot be used."""

    def __init__(self, key: str, /, **values: Value) -> None:
        super().__init__(Phrase(key, **values))


class Words:
    """Sentences in one language. Values are put into `{names}`; plain values only, no markup. A value may be a Phrase."""

    def __init__(self, language: str = "en") -> None:
        self.language = language if language in LANGUAGES else "en"
        self._translations = _translations(self.language)
        self._locale = Locale.parse("pt_BR" if self.language == "pt" else self.language)

    @property
    def direction(self) -> str:
        """How the language is written: "ltr" or "rtl"."""
        return str(self._locale.text_direction)

    def __call__(self, sentence: str, /, **values: Value) -> str:
        return self._translations.gettext(sentence).format(**self._shown(values))

    def many(self, one: str, other: str, number: int, /, **values: Value) -> str:
        """The form for a number, which both forms call `{n}`."""
        form = self._translations.ngettext(one, other, number)
        return form.format(**self._shown(values) | {"n": self.number(number)})

    def said(self, text: str) -> str:
        """A text of another layer: a Phrase by its key, anything else (a name, a note stored without one) as it is."""
        if not isinstance(text, Phrase):
            return text
        if self.language == "en":
            return str(text)
        if text.plural:
            return self.many(text.key, text.plural, _whole(text.values["n"]), **text.values)
        return self(text.key, **text.values)

    def names(self, names: Sequence[str]) -> str:
        """`a, b, c`."""
        return _COMMAS.get(self.language, ", ").join(map(self.said, names))

    def number(self, number: float) -> str:
        return str(format_decimal(number, locale=self._locale))

    def day(self, day: date) -> str:
        return str(format_date(day, "long", locale=self._locale))

    def short_day(self, day: ShortDay) -> str:
        """A day beside a name, where room is dear."""
        if self.language == "en":
            return str(day)
        if day.has_year:
            return str(format_date(day.day, "medium", locale=self._locale))
        return str(format_skeleton("MMMd", day.day, locale=self._locale))

    def long_day(self, day: LongDay) -> str:
        """A day with its weekday, as the language orders them."""
        if self.language == "en":
            return str(day)
        known = self._locale.datetime_skeletons
        # The nearest pattern that a language has may cut its names short.
        pattern = re.sub("MMM+", "MMMM", known[match_skeleton("MMMMEEEEd", known) or "MMMEd"].pattern)
        return str(format_date(day.day, re.sub("E+|c+", "EEEE", pattern), locale=self._locale))

    def full_day(self, day: date) -> str:
        """ "Wednesday, 7 January 2026"."""
        if self.language == "en":
            return f"{day:%A}, {day.day} {day:%B %Y}"
        return str(format_date(day, "full", locale=self._locale))

    def month(self, month: date) -> str:
        """A month with its year, by a day in it."""
        if self.language == "en":
            return f"{month:%B %Y}"
        return str(format_skeleton("yMMMM", month, locale=self._locale))

    def days(self, days: Days) -> str:
        """A day, or the days from one to another."""
        if self.language == "en" or days.first == days.last:
            return self._shown_value(days.last)
        return str(format_interval(days.first, days.last, "yMMMMd", locale=self._locale))

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

    def _shown(self, values: Mapping[str, Value]) -> dict[str, str]:
        return {name: self._shown_value(value) for name, value in values.items()}

    def _shown_value(self, value: Value) -> str:
        if self.language == "en":
            return english(value)
        match value:
            case str():
                shown = self.said(value)
            case tuple():
                shown = self.names(value)
            case Days():
                shown = self.days(value)
            case ShortDay():
                shown = self.short_day(value)
            case LongDay():
                shown = self.long_day(value)
            case date():
                shown = self.day(value)
            case _:
                shown = str(value)
        return shown


def _whole(number: Value) -> int:
    if not isinstance(number, int):
        raise TypeError(f"{number!r} is no whole number")
    return number


def pick_language(chosen: str, reported: str) -> str:
    """The language somebody chose, else the one their client reports ("pt-br"), else English."""
    for code in (chosen, reported.replace("_", "-").partition("-")[0].casefold()):
        if code in LANGUAGES:
            return code
    return "en"


def language_named(said: str) -> str:
    """The code of a language of ours, named by its code or by its name in any of them ("spanish", "испанский"); or empty."""
    return _language_names().get(said.strip().casefold(), "")


@once
def _language_names() -> dict[str, str]:
    names = {name.casefold(): code for code, name in LANGUAGES.items()}
    for teller in LANGUAGES:
        names |= {language_name(code, teller).casefold(): code for code in LANGUAGES}
    return names | {code: code for code in LANGUAGES}


def read_catalogue(language: str) -> Catalog:
    """A catalogue as it is written."""
    path = files("bot.talk") / "locale" / language / "LC_MESSAGES" / "counterpoint.po"
    return read_po(io.BytesIO(path.read_bytes()), locale=language)


@once_each
def _translations(language: str) -> gettext.NullTranslations:
    if language == "en":
        return gettext.NullTranslations()
    compiled = io.BytesIO()
    write_mo(compiled, read_catalogue(language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
