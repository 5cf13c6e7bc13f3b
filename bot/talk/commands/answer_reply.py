"""Shows an answer as a reply: sentences with their marks, the articles behind them, and buttons to go on from there."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.delivery.ports import Button
from bot.digest.show.document import (
    Block,
    Bold,
    BulletItem,
    Document,
    Inline,
    Instant,
    Italic,
    Line,
    Link,
    Paragraph,
    Quotation,
    line,
)
from bot.talk.commands.remembered_answers import Recollection, remember_answer
from bot.talk.frame.desk import Turn
from bot.talk.frame.localise import Words
from bot.talk.frame.replies import Buttons, Reply, rows, say
from bot.talk.language.translator import Translator
from retrieval.answers import Answer, Citation
from retrieval.articles import Hit, is_hourless
from retrieval.messages import ShortDay

_LABEL = 60


def answer_reply(turn: Turn, answer: Answer) -> Reply:
    """The answer as a message, remembered for /sources and follow-ups."""
    name = remember_answer(turn, answer)
    if answer.status == "no_answer":
        return say(turn.words.said(answer.text), buttons=_refusal_buttons(turn, answer, name))
    blocks: list[Block] = []
    if answer.query.understood:
        blocks.append(Paragraph((Italic(turn.words.said(answer.query.understood)),)))
    blocks += _sentences(turn, answer)
    blocks.append(Quotation(tuple(_source_line(turn.words, citation) for citation in answer.citations), is_folded=True))
    return Reply(
        Document(tuple(blocks), turn.words.language), _answer_buttons(turn, answer, name), key=f"answer:{name}"
    )


def _sentences(turn: Turn, answer: Answer) -> list[Block]:
    """The sentences in the reader's language as far as they can be, with a word about those that cannot."""
    words, desk = turn.words, turn.desk
    texts = [words.said(sentence.text) for sentence in answer.sentences]
    lines = [
        Paragraph(_sentence_line(text, sentence.citations, answer.citations))
        for text, sentence in zip(texts, answer.sentences, strict=True)
    ]
    ours = {text for text, sentence in zip(texts, answer.sentences, strict=True) if not sentence.citations}
    translator = Translator(desk.model, desk.clock)
    rendition = translator.translate(Document(tuple(lines)), words.language, leave=ours)
    note = translator.note(rendition, words)
    return [*rendition.document.blocks, *([Paragraph((Italic(note),))] if note else [])]


def _answer_buttons(turn: Turn, answer: Answer, name: str) -> Buttons:
    words, filters = turn.words, answer.query.filters
    buttons = [Button(words("Quoted passages"), f"sources:{name}")]
    if answer.query.content:
        if _has_other_side(turn, answer):
            buttons.append(Button(words("Other side"), f"other:{name}"))
        buttons.append(Button(words("More"), f"more:{name}"))
        if answer.query.intent != "timeline":
            buttons.append(Button(words("Timeline"), f"time:{name}"))
        is_narrow = bool(filters.since or filters.outlets or filters.perspectives)
        buttons.append(
            Button(words("Wider"), f"wide:{name}") if is_narrow else Button(words("Last two days"), f"near:{name}")
        )
    return rows(buttons)


def _refusal_buttons(turn: Turn, answer: Answer, name: str) -> Buttons:
    """What was meant perhaps, and what is near: the same without its limits of time and source, and the nearest articles."""
    if not answer.query.content:
        return ()
    filters, buttons = answer.query.filters, []
    if answer.meant:
        buttons.append(Button(answer.meant[:_LABEL], f"meant:{name}"))
    if filters.since or filters.until or filters.outlets or filters.perspectives:
        buttons.append(Button(turn.words("Wider"), f"wide:{name}"))
    buttons.append(Button(turn.words("What is near"), f"more:{name}"))
    return rows(buttons)


def _has_other_side(turn: Turn, answer: Answer) -> bool:
    cited = {(one.topic, one.perspective) for one in answer.citations if one.perspective}
    topics = turn.desk.catalog.topics
    return any(
        (topic_id, perspective.id) not in cited
        for topic_id, _ in cited
        if topic_id in topics
        for perspective in topics[topic_id].perspectives
    )


def sources_reply(turn: Turn, remembered: Recollection | None) -> Reply:
    """The exact passages behind an answer of this chat."""
    if remembered is None or not remembered.citations:
        return say(turn.words("There is no answer with sources yet. Ask me something first."))
    blocks: list[Block] = [Paragraph((Bold(turn.words.said(remembered.question)),))]
    for cited in remembered.citations:
        blocks.append(
            Paragraph(_citation_line(turn.words, cited.n, cited.outlet, cited.title, cited.url, cited.published))
        )
        blocks += [Quotation((line(quote),)) for quote in (cited.quote, *cited.more_quotes)]
    return Reply(Document(tuple(blocks)))


def headlines_reply(turn: Turn, last: Recollection, hits: Sequence[Hit]) -> Reply:
    """Articles as a list, under the question they were found for."""
    if not hits:
        return say(turn.words("I found no further article on this."))
    return Reply(Document((Paragraph((Bold(last.question),)), *(_headline_item(turn.words, hit) for hit in hits))))


def _headline_item(words: Words, hit: Hit) -> BulletItem:
    article = hit.article
    return BulletItem(
        line(
            Link(article.title, article.url) if article.url else article.title,
            f" - {article.outlet}",
            *_when(words, article.dated),
        )
    )


def _sentence_line(text: str, cited: Iterable[int], citations: Sequence[Citation]) -> Line:
    """The sentence, then a linked mark for each article it rests on."""
    urls = {citation.n: citation.article.url for citation in citations}
    marks: list[Inline] = []
    for n in cited:
        marks += line(" ", Link(f"[{n}]", urls[n]) if urls.get(n) else f"[{n}]")
    return line(text, *marks)


def _source_line(words: Words, citation: Citation) -> Line:
    article = citation.article
    return _citation_line(words, citation.n, article.outlet, article.title, article.url, article.dated)


def _citation_line(words: Words, n: int, outlet: str, title: str, url: str, published: datetime | None) -> Line:
    return line(f"[{n}] {outlet}: ", Link(title, url) if url else title, *_when(words, published))


def _when(words: Words, published: datetime | None) -> tuple[str | Instant, ...]:
    """The day, behind a comma; that it is undated, where nobody knows it."""
    if published is None:
        return (f", {words('undated')}",)
    day = words.short_day(ShortDay(published.date()))
    return (", ", day if is_hourless(published) else Instant(published, day))
