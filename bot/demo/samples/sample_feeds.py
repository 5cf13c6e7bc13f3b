"""Sample articles as RSS, Atom and web pages. Built as strings: the words are escaped once, here."""

from collections.abc import Sequence
from datetime import datetime
from email.utils import format_datetime
from html import escape

from bot.demo.samples.sample_articles import Outlet, SampleArticle

_STYLE = (
    "body{margin:0;font:18px/1.6 Georgia,'Noto Serif',serif;color:#1c2422;background:#fbfaf7}"
    "main{max-width:38rem;margin:0 auto;padding:1.5rem}header{border-bottom:3px double #888;margin-bottom:1.5rem}"
    "header a{color:inherit;text-decoration:none;font-weight:700;letter-spacing:.04em}h1{line-height:1.2}"
    ".by{color:#5d6b69;font-size:.9rem}.ad{background:#ffedc2;padding:.3rem .6rem;display:inline-block}"
    "footer{margin-top:2rem;color:#5d6b69;font-size:.85rem}li{margin:.6rem 0}"
    "@media(prefers-color-scheme:dark){body{background:#141918;color:#e4e9e7}.by,footer{color:#9db0ad}.ad{color:#222}}"
)


def render_feed(outlet: Outlet, articles: Sequence[SampleArticle], base: str) -> str:
    """The outlet's feed, newest first, with full texts."""
    newest_first = sorted(articles, key=lambda article: article.published, reverse=True)
    return (_atom if outlet.format == "atom" else _rss)(outlet, newest_first, base)


def _rss(outlet: Outlet, articles: Sequence[SampleArticle], base: str) -> str:
    items = "\n".join(_rss_item(article, base) for article in articles)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel>
<title>{escape(outlet.name)}</title>
<link>{base}/{outlet.slug}/</link>
<description>{escape(outlet.motto)}</description>
<language>{outlet.language}</language>
<lastBuildDate>{format_datetime(_latest(articles))}</lastBuildDate>
<ttl>15</ttl>
{items}
</channel>
</rss>
"""


def _rss_item(article: SampleArticle, base: str) -> str:
    author = f"\n<dc:creator>{escape(article.author)}</dc:creator>" if article.author else ""
    category = "\n<category>Sponsored</category>" if article.is_sponsored else ""
    url = base + article.path
    return f"""<item>
<title>{escape(article.title)}</title>
<link>{url}</link>
<guid isPermaLink="true">{url}</guid>
<pubDate>{format_datetime(article.published)}</pubDate>
<source url="{base}/{article.outlet.slug}/feed.xml">{escape(article.outlet.name)}</source>{author}{category}
<description>{escape(article.teaser)}</description>
<content:encoded>{escape(_paragraphs(article))}</content:encoded>
</item>"""


def _atom(outlet: Outlet, articles: Sequence[SampleArticle], base: str) -> str:
    entries = "\n".join(_atom_entry(article, base) for article in articles)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{outlet.language}">
<title>{escape(outlet.name)}</title>
<subtitle>{escape(outlet.motto)}</subtitle>
<link href="{base}/{outlet.slug}/"/>
<link rel="self" href="{base}/{outlet.slug}/feed.xml"/>
<id>{base}/{outlet.slug}/</id>
<updated>{_latest(articles).isoformat()}</updated>
{entries}
</feed>
"""


def _atom_entry(article: SampleArticle, base: str) -> str:
    author = article.author or article.outlet.name
    category = '\n<category term="Sponsored"/>' if article.is_sponsored else ""
    url = base + article.path
    return f"""<entry>
<title>{escape(article.title)}</title>
<link href="{url}"/>
<id>{url}</id>
<published>{article.published.isoformat()}</published>
<updated>{article.published.isoformat()}</updated>
<author><name>{escape(author)}</name></author>{category}
<source><id>{base}/{article.outlet.slug}/</id><title>{escape(article.outlet.name)}</title></source>
<summary>{escape(article.teaser)}</summary>
<content type="html">{escape(_paragraphs(article))}</content>
</entry>"""


def _latest(articles: Sequence[SampleArticle]) -> datetime:
    return max(article.published for article in articles)


def _paragraphs(article: SampleArticle) -> str:
    return "".join(f"<p>{escape(paragraph, quote=False)}</p>" for paragraph in article.paragraphs)


def render_article(article: SampleArticle, base: str) -> str:
    """The article's own page."""
    label = '<p class="ad">Sponsored</p>' if article.is_sponsored else ""
    author = f"{escape(article.author)} · " if article.author else ""
    moment = article.published
    body = f"""<article>
{label}<h1>{escape(article.title)}</h1>
<p class="by">{author}<time datetime="{moment.isoformat()}">{moment:%-d %B %Y, %H:%M} UTC</time></p>
{_paragraphs(article)}
</article>"""
    head = f"""<link rel="canonical" href="{base}{article.path}">
<meta property="og:type" content="article">
<meta property="og:title" content="{escape(article.title)}">
<meta property="og:site_name" content="{escape(article.outlet.name)}">
<meta property="article:published_time" content="{moment.isoformat()}">
"""
    return _page(article.outlet, article.title, head, body)


def render_front(outlet: Outlet, articles: Sequence[SampleArticle]) -> str:
    """The outlet's front page: its headlines."""
    newest_first = sorted(articles, key=lambda article: article.published, reverse=True)
    items = "".join(f'<li><a href="{a.path}">{escape(a.title)}</a></li>' for a in newest_first)
    head = f'<link rel="alternate" type="application/{outlet.format}+xml" href="/{outlet.slug}/feed.xml">\n'
    return _page(outlet, outlet.name, head, f"<h1>{escape(outlet.motto)}</h1><ul>{items}</ul>")


def _page(outlet: Outlet, title: str, head: str, body: str) -> str:
    return f"""<!doctype html>
<html lang="{outlet.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)} - {escape(outlet.name)}</title>
{head}<style>{_STYLE}</style>
</head>
<body><main>
<header><a href="/{outlet.slug}/">{escape(outlet.name)}</a></header>
{body}
<footer>Everything here is invented: the countries, the people and the news. It is sample text for the demo.</footer>
</main></body>
</html>
"""
