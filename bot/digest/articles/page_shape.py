"""Pages that report nothing themselves: what they gather or play is others' or is gone tomorrow. Known by title and first words."""

import re

# Behind a label of this kind ("Letters: ...", "In pictures | ...") comes the page, not a headline.
_LABELS = {
    "collects opinions": r"(?:readers?['’]? |your |today['’]s )?letters|letters to the editor|opinion round-?up|"
    r"readers (?:respond|write)|"
    r"what (?:our )?readers (?:say|think)|cartas? (?:al director|de los lectores)|письма читателей|读者来信",
    "live page": r"live results|as it happens|follow live",
    "pictures": r"(?:in |the |today['’]s |week in )?(?:photos|pictures|images)|(?:photo )?gallery|photo essay|"
    r"slideshow|en (?:fotos|imágenes)|"
    r"fotogalería|фото дня|图集|组图",
    "plays": r"(?:news |weekly |daily |\w+ )?quiz|trivia|test your knowledge|poll of the day",
    "newsletter": r"(?:the )?(?:\w+ ){0,3}newsletter|(?:our )?weekly email",
    "podcast": r"(?:the |our )?(?:\w+ ){0,2}podcast|listen(?: now)?|in this episode|audio",
}
_LABELLED = {
    shape: re.compile(rf"^\W*(?:{label})(?:\s*[:：|｜–—]|\s-\s|\s*$)|[|｜–—-]\s*(?:{label})\W*$", re.IGNORECASE)
    for shape, label in _LABELS.items()
}
_TITLES = {
    "collects opinions": r"\b(?:collection|selection|range|round-?up|"
    r"compilation) of (?:[\w/-]+ ){0,2}(?:op-?eds?|opinions?|editorials?|"
    r"columns?|letters|views?|essays|commentaries|reactions)\b|\bletters to the editor\b|"
    r"\breaders (?:respond|react|reply|sound off|weigh in)\b|\bop-?eds (?:for|against|on)\b",
    "pictures": r"\bphoto (?:gallery|essay)\b|\btop (?:photos|pictures)\b|^fotos de\b|"
    r"\bin (?:photos|pictures)\W*$|[(\[](?:photos?|pictures|gallery|"
    r"slideshow|fotos)[)\]]\W*$",
    "plays": r"\b(?:news|weekly|daily|take (?:our|the|this)) quiz\b|^\W*(?:quiz\b|test your knowledge|"
    r"how well do you know|can you guess)",
    "podcast": r"[(\[](?:podcast|listen|audio)[)\]]\W*$",
}
_TITLED = {shape: re.compile(pattern, re.IGNORECASE) for shape, pattern in _TITLES.items()}
# Such a page speaks of itself before anything else.
_OPENINGS = {
    "collects opinions": r"\bhere(?:['’]s| is| are) (?:a|the|some|our|more)(?: \w+){0,3} (?:op-?eds|letters|"
    r"opinions|views|columns|reactions)\b|"
    r"^\W*to the editor\b|\bthese are (?:all )?(?:opinion|letters)|\bwe asked (?:our )?readers\b|"
    r"\breaders (?:shared|sent us|wrote in)\b",
    "live page": r"\bfollow along (?:with|for|here|as)\b|\b(?:follow|read|see) (?:our |the |all )?(?:live|"
    r"latest) (?:updates|coverage|blog)\b|"
    r"\blive updates (?:below|here|follow)\b|\bthis (?:live )?(?:blog|page) (?:is|has|will)\b|\brefresh (?:this|"
    r"the) page\b|"
    r"\bwill (?:provide|bring you) (?:up-to-date|live|the latest)\b|\bthis live coverage\b",
    "pictures": r"\b(?:scroll|click|swipe) (?:down|through|to) (?:\w+ ){0,3}(?:photos|pictures|images|"
    r"gallery)\b|\bsee (?:the|more) (?:photos|pictures)\b",
    "plays": r"\btake (?:our|the|this) (?:\w+ )?quiz\b|\btest your knowledge\b",
    "newsletter": r"\b(?:this is|you['’]re reading|you are reading|welcome to)\b[^.?!]{0,80}\bnewsletter\b|"
    r"\bin (?:this|today['’]s) (?:newsletter|edition)\b|"
    r"\bsign up (?:here )?to (?:get|receive) (?:it|this|our)\b|\bto get this (?:newsletter|in your inbox)\b",
    "podcast": r"\b(?:in|on) (?:this|today['’]s|this week['’]s|the latest) (?:podcast|episode)\b|"
    r"\b(?:listen|subscribe) to (?:the|our|this)(?: [\w']+){0,3} (?:podcast|episode)\b|\bour (?:weekly |"
    r"daily )?podcast\b",
}
_OPENED = {shape: re.compile(pattern, re.IGNORECASE) for shape, pattern in _OPENINGS.items()}
OPENING_CHARACTERS = 300


def page_shape(title: str, body: str) -> str:
    """What sort of page it is, as a short constant; empty for an article."""
    opening = body[:OPENING_CHARACTERS]
    for text, signs in ((title.strip(), _LABELLED), (title, _TITLED), (opening, _OPENED)):
        shape = next((shape for shape, sign in signs.items() if sign.search(text)), "")
        if shape:
            return shape
    return ""
