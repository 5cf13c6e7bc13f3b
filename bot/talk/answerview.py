"""Answers as replies: sentences with their marks, the articles behind them, and what was remembered for /sources."""

from datetime import datetime
from typing import Any

from bot.delivery.ports import Button
from bot.digest.document import Block, Bold, Document, Inline, Instant, Italic, Line, Link, Paragraph, Quotation, line
from bot.talk.conversation import Turn
from bot.talk.replies import Reply, say
from retrieval.answers import Answer, Citation

ANSWER = "answer"


def answer_reply(turn: Turn, answer: Answer) -> Reply:
    """The answer as a message, remembered for /sources and follow-ups."""
    turn.desk.memory.keep(turn.chat_id, ANSWER, _remembered(answer), now=turn.now)
    if answer.status == "no_answer":
        return say(answer.text)
    blocks: list[Block] = []
    if answer.query.understood:
        blocks.append(Paragraph((Italic(answer.query.understood),)))
    blocks += [Paragraph(_sentence_line(s.text, s.citations, answer.citations)) for s in answer.sentences]
    blocks.append(Quotation(tuple(_source_line(citation) for citation in answer.citations), is_folded=True))
    return Reply(Document(tuple(blocks)), buttons=((Button("Quoted passages", "sources"),),), key="answer")


def sources_reply(turn: Turn) -> Reply:
    """The exact passages behind the last answer of this chat."""
    remembered: dict[str, Any] | None = turn.desk.memory.recall(turn.chat_id, ANSWER)
    if not remembered or not remembered["citations"]:
        return say("There is no answer with sources yet. Ask me something first.")
    blocks: list[Block] = [Paragraph((Bold(remembered["question"]),))]
    for cited in remembered["citations"]:
        published = datetime.fromisoformat(cited["published"])
        blocks.append(Paragraph(_citation_line(cited["n"], cited["outlet"], cited["title"], cited["url"], published)))
        blocks.append(Quotation(((line(cited["quote"])),)))
    return Reply(Document(tuple(blocks)))


def _remembered(answer: Answer) -> dict[str, Any]:
    return {
        "question": answer.question,
        "citations": [
            {
                "n": citation.n,
                "outlet": citation.article.outlet,
                "title": citation.article.title,
                "url": citation.article.url,
                "published": citation.article.published.isoformat(),
                "quote": citation.quote,
            }
            for citation in answer.citations
        ],
    }


def _sentence_line(text: str, cited: tuple[int, ...], citations: tuple[Citation, ...]) -> Line:
    """The sentence, then a linked mark for each article it rests on."""
    urls = {citation.n: citation.article.url for citation in citations}
    marks: list[Inline] = []
    for n in cited:
        marks += line(" ", Link(f"[{n}]", urls[n]) if urls.get(n) else f"[{n}]")
    return line(text, *marks)


def _source_line(citation: Citation) -> Line:
    article = citation.article
    return _citation_line(citation.n, article.outlet, article.title, article.url, article.published)


def _citation_line(n: int, outlet: str, title: str, url: str, published: datetime) -> Line:
    when = Instant(published, f"{published:%-d %b %Y}")
    return line(f"[{n}] {outlet}: ", Link(title, url) if url else title, ", ", when)
