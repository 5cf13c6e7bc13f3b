"""What a site says to machines that come by: robots.txt, sitemap.xml, the icon of a tab."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote
from xml.etree.ElementTree import Element, SubElement, tostring

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from bot.web.page_values import Archive

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
# More make no valid sitemap (sitemaps.org).
MOST_ADDRESSES = 50_000
# Pages that are made for whoever asks, and doors for programs.
NOT_FOR_ROBOTS = ("/search", "/api/", "/mcp", "/metrics")
ICON = (Path(__file__).parent / "static" / "favicon.svg").read_bytes()


class Signposts:
    """`public_url` is where readers find the site; without it there is no sitemap, which names whole addresses only."""

    def __init__(self, archive: Archive, *, public_url: str) -> None:
        self._archive = archive
        self._base = public_url.rstrip("/")

    def robots(self, _: Request) -> Response:
        lines = ["User-agent: *", *(f"Disallow: {path}" for path in NOT_FOR_ROBOTS)]
        lines += [f"Sitemap: {self._base}/sitemap.xml"] if self._base else []
        return PlainTextResponse("\n".join((*lines, "")))

    def sitemap(self, _: Request) -> Response:
        if not self._base:
            sentence = "There is no sitemap: whoever runs this site names its address with COUNTERPOINT_PUBLIC_URL.\n"
            return PlainTextResponse(sentence, 404)
        root = Element("urlset", {"xmlns": SITEMAP})
        for path in list(self._paths())[:MOST_ADDRESSES]:
            SubElement(SubElement(root, "url"), "loc").text = f"{self._base}{quote(path)}"
        return Response(tostring(root, encoding="utf-8", xml_declaration=True), media_type="application/xml")

    def icon(self, _: Request) -> Response:
        return Response(ICON, media_type="image/svg+xml")

    def _paths(self) -> Iterator[str]:
        """Every page, the topics first, then the newest days."""
        topics = self._archive.topics()
        yield "/"
        yield from (f"/t/{topic.id}" for topic in topics)
        days = sorted(((day, topic.id) for topic in topics for day in topic.days), reverse=True)
        yield from (f"/t/{topic}/{day}" for day, topic in days)
