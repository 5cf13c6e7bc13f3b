"""The sample articles, placed in time: the last of their three days ends now, whenever now is."""

import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.resources import files

from retrieval.language.calendar import weekday_name

_DAYS = 3
_EVENT = timedelta(hours=10)  # an article's words are about what happened before the first report of its day
_WHEN = re.compile(r"\{(weekday|date|zhdate|esweekday)([0-2])\}")


@dataclass(frozen=True, slots=True)
class Outlet:
    """One invented outlet. `format` is that of its feed; `name` is what the feed calls it."""

    slug: str
    name: str
    language: str
    format: str
    motto: str


@dataclass(frozen=True, slots=True)
class SampleArticle:
    """One article as published: absolute time, dates in its words filled in."""

    outlet: Outlet
    slug: str
    title: str
    author: str
    published: datetime
    text: str
    is_sponsored: bool = False

    @property
    def path(self) -> str:
        """The day is in the address: tomorrow's demo tells other articles, not the same ones again."""
        return f"/{self.outlet.slug}/{self.published:%Y/%m/%d}/{self.slug}"

    @property
    def paragraphs(self) -> list[str]:
        return [paragraph.strip() for paragraph in self.text.split("\n\n") if paragraph.strip()]

    @property
    def teaser(self) -> str:
        return self.paragraphs[0]


OUTLETS = {
    outlet.slug: outlet
    for outlet in (
        Outlet("velmora-herald", "Velmora Herald", "en", "rss", "News from Halmere and the republic"),
        Outlet("halmere-courier", "Halmere Courier", "en", "atom", "The capital's morning paper"),
        Outlet("vbc-news", "VBC News", "en", "rss", "Velmora's public broadcaster"),
        Outlet("diario-del-vado", "Diario del Vado", "es", "rss", "Noticias de la comarca del Vado"),
        Outlet("tasrik-daily", "Tasrik Daily", "en", "rss", "The voice of the republic"),
        Outlet("orvane-post", "Orvane Post", "en", "atom", "Independent since 1948"),
        Outlet("radio-tasrik", "Radio Tasrik", "en", "rss", "Public radio for all of Tasrik"),
        Outlet("dongan-ribao", "东岸日报", "zh", "rss", "东岸华人的报纸"),
        Outlet("northmark-agency", "Northmark Agency", "en", "rss", "The agency of the north"),
    )
}


def sample_articles(now: datetime) -> list[SampleArticle]:
    """All of them, oldest first, none in the future of `now`."""
    lines = (files("bot.demo.samples") / "articles.jsonl").read_text("utf-8").splitlines()
    end = now.replace(minute=0, second=0, microsecond=0)
    articles = [_placed(json.loads(line), end) for line in lines]
    return sorted(articles, key=lambda article: (article.published, article.path))


def _placed(record: dict[str, str | int | bool], end: datetime) -> SampleArticle:
    slug = str(record["slug"])
    minutes = sum(map(ord, slug)) % 50  # newsrooms do not publish on the hour
    before = timedelta(days=_DAYS - 1 - int(record["day"]), hours=int(record["hours_before_end"]), minutes=minutes - 50)
    return SampleArticle(
        outlet=OUTLETS[str(record["outlet"])],
        slug=slug,
        title=str(record["title"]),
        author=str(record["author"]),
        published=end - before,
        text=_dated(str(record["text"]), end),
        is_sponsored=bool(record["is_sponsored"]),
    )


def _dated(text: str, end: datetime) -> str:
    def words(found: re.Match[str]) -> str:
        day = (end - timedelta(days=_DAYS - 1 - int(found[2])) - _EVENT).date()
        if found[1] == "weekday":
            return weekday_name(day.weekday(), "en").capitalize()
        if found[1] == "esweekday":
            return weekday_name(day.weekday(), "es")
        return f"{day.month}月{day.day}日" if found[1] == "zhdate" else f"{day:%-d %B}"

    return _WHEN.sub(words, text)
