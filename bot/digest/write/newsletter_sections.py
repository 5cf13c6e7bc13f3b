"""The `sections` layout: stories sorted into a newsletter's sections, each with a headline and a paragraph.

A section is chosen by rule (the article already carries its name) or by likeness to the configured descriptions.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from bot.digest.articles.article_kind import judge_piece
from bot.digest.articles.headlines import trim_headline
from bot.digest.articles.own_sentences import is_near_any, read_sentences
from bot.digest.articles.sentence_faults import sentence_fault
from bot.digest.choose.selection import Pick
from bot.digest.write.draft import ItemDraft
from bot.digest.write.gate import Gate, source_text
from bot.digest.write.teller import Tally
from retrieval.articles import Article
from retrieval.language.synonyms import as_concepts
from retrieval.language.terms import term_set
from retrieval.ports import Embedder, Vectors
from retrieval.sources.outlets import fold_name
from retrieval.sources.topics import Section

ITEMS = 20
SENTENCES = 4
PARAGRAPH_WORDS = 110
LONGEST_IN_PARAGRAPH = 60

# For a topic that configures none.
USUAL_SECTIONS = (
    Section(
        "Top News",
        "governments and presidents, war, army, rebels, shelling and peace talks, truce, troops sent abroad, border closed, "
        "sanctions, a government bans exports to another country, elections, votes and opposition leaders, ministers, "
        "diplomacy and treaties, territorial claims",
    ),
    Section(
        "Top Business",
        "a whole industry and its demand, car makers and their sales targets, mills and shipyards, a new technology platform, "
        "software, artificial intelligence and chips, prices cut, trade in goods, energy prices",
    ),
    Section(
        "Economy & Markets",
        "stock exchange and share prices, stock market debut, an initial public offering (IPO), trading suspended or halted, "
        "central bank and interest rates, inflation and growth, currency, state railways and investment in infrastructure, an "
        "investor or financier on where the market goes",
    ),
    Section(
        "Corporate",
        "one company: plans a product launch or rollout, names a chief executive, sells a stake, buys a rival, opens a plant, "
        "factory expansion, raises money in a funding round, two companies sign or extend a partnership or pact, box office "
        "receipts",
    ),
    Section(
        "In Case You Missed It",
        "culture and art, songs, sport, final, archaeologists and science discoveries, society and curiosities, animals, people",
    ),
)


def describe_sections(sections: Sequence[Section], embedder: Embedder | None) -> dict[str, Vectors]:
    """A vector for each section's description, by name; nothing without an embedder."""
    if embedder is None or not sections:
        return {}
    vectors = embedder.embed_passages([f"{section.name}\n\n{section.description}" for section in sections])
    return {section.name: vector for section, vector in zip(sections, vectors, strict=True)}


def choose_section(
    article: Article, vector: Vectors | None, sections: Sequence[Section], described: Mapping[str, Vectors]
) -> str:
    """The name of the section an article belongs in: the one it carries, else the likest, else the last."""
    carried = next((each.name for each in sections if fold_name(each.name) == fold_name(article.section)), "")
    if carried:
        return carried
    words = _concepts(f"{article.title} {article.body[:600]}")
    centre = np.mean(list(described.values()), axis=0) if described else None

    def likeness(section: Section) -> float:
        score = 0.05 * len(words & _concepts(f"{section.name} {section.description}"))
        if vector is not None and centre is not None:
            # What all descriptions share says nothing about which of them is meant.
            score += float(vector @ (described[section.name] - centre))
        return score

    best = max(sections, key=likeness)
    return best.name if likeness(best) > 0 else sections[-1].name


def _concepts(text: str) -> frozenset[str]:
    return frozenset(as_concepts(term_set(text)))


def compose_sections(
    picks: Sequence[Pick],
    sections: Sequence[Section],
    *,
    vectors: Mapping[str, Vectors],
    described: Mapping[str, Vectors],
    gate: Gate,
    tally: Tally,
) -> tuple[tuple[str, tuple[ItemDraft, ...]], ...]:
    """Sections in their order with their items, the highest ranked first; sections without items are left out."""
    chosen: dict[str, list[ItemDraft]] = {section.name: [] for section in sections}
    texts: list[str] = []
    for pick in picks:
        for lead in _leads(pick, sections):
            headline = trim_headline(lead.title, (lead.outlet,))
            if sum(map(len, chosen.values())) >= ITEMS or is_near_any(headline, texts):
                continue
            name = choose_section(lead, vectors.get(lead.id), sections, described)
            shown = f"{headline} (opinion)" if judge_piece(lead).kind == "opinion" else headline
            chosen[name].append(ItemDraft(shown, _paragraph(lead, gate, tally), pick.story, (lead,)))
            texts.append(headline)
    return tuple((name, tuple(items)) for name, items in chosen.items() if items)


def _leads(pick: Pick, sections: Sequence[Section]) -> list[Article]:
    """The story's best article, what else its outlet carries (two items of one outlet are two matters to it), and what
    somebody already filed under one of the sections."""
    first = pick.candidates[0].article
    names = {fold_name(section.name) for section in sections}
    others = (each.article for each in pick.candidates[1:])
    return [first, *(each for each in others if each.outlet == first.outlet or fold_name(each.section) in names)]


def _paragraph(article: Article, gate: Gate, tally: Tally) -> str:
    """The first sentences that pass the gate and may follow each other; the first must be able to stand alone."""
    kept: list[str] = []
    is_next = False
    for sentence in read_sentences(article, limit=8):
        fault = sentence_fault(sentence, longest=LONGEST_IN_PARAGRAPH)
        # Right after another sentence its pronouns have a noun to point to.
        if is_next and fault in ("dangling", "speaks to the reader"):
            fault = ""
        if not fault and not gate(sentence, [source_text(article)]).is_supported:
            fault = "gate"
        is_next = not fault
        if fault:
            tally.rejected[fault] += 1
            continue
        if len(kept) == SENTENCES or len(" ".join([*kept, sentence]).split()) > PARAGRAPH_WORDS:
            break
        kept.append(sentence)
        tally.written += 1
    return " ".join(kept)
