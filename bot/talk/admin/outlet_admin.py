"""Lets admins say who an outlet is: confirm a guess, or correct it."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import replace
from typing import get_args

from bot.delivery.ports import Button
from bot.talk.frame.authority import Authority
from bot.talk.frame.desk import Turn
from bot.talk.frame.localise import Mistake
from bot.talk.frame.registry import command, press
from bot.talk.frame.replies import Reply, rows, say
from retrieval.sources.outlets import Outlet, Ownership

OWNERS: tuple[Ownership, ...] = get_args(Ownership)
OWNER_SENTENCES: dict[Ownership, str] = {
    "state": "state",
    "public": "public",
    "private": "private",
    "unknown": "unknown",
}
SHOWN = 8
EXAMPLE = "/outlet Far Wire; CH; public; farwire.example; FW"


@command("outlet", "Confirm or describe an outlet", usage="[NAME; COUNTRY; OWNER; DOMAIN]", authority=Authority.ADMIN)
def show_outlet(turn: Turn) -> Iterable[Reply]:
    name, *facts = [piece.strip() for piece in turn.argument.split(";")]
    if not name:
        yield _unknown_outlets(turn)
        return
    known = turn.desk.catalog.registry.find_name(name) or turn.desk.catalog.guesses.get(name)
    if not facts:
        if known is None:
            raise Mistake(
                "I know no outlet “{name}”. Describe it, for example: {example}", name=name[:60], example=EXAMPLE
            )
        yield _described(turn, known)
        return
    outlet = _with_facts(known or Outlet(name), facts)
    turn.desk.catalog.save_outlet(outlet, by=turn.person_id, now=turn.now)
    yield _described(turn, outlet)


@press("confirm", authority=Authority.ADMIN)
def confirm_guess(turn: Turn) -> Iterable[Reply]:
    """The guess is right: it counts from now on."""
    guess = next((one for one, _ in turn.desk.articles.unknown_outlets() if _key(one) == turn.argument), None)
    if guess is None or not guess.country:
        raise Mistake("There is no such guess any more. /outlet lists what is unknown.")
    outlet = replace(guess, is_guess=False)
    turn.desk.catalog.save_outlet(outlet, by=turn.person_id, now=turn.now)
    yield _described(turn, outlet)


def _unknown_outlets(turn: Turn) -> Reply:
    words = turn.words
    unknown = turn.desk.articles.unknown_outlets()[:SHOWN]
    if not unknown:
        return say(words("Every outlet of the stored articles is known."))
    lines = [
        words.many("{name}: {n} article.", "{name}: {n} articles.", count, name=_guess_text(one))
        for one, count in unknown
    ]
    buttons = [
        Button(words("{name} is {country}", name=one.name[:30], country=one.country), f"confirm:{_key(one)}")
        for one, _ in unknown
        if one.country
    ]
    return say(
        words("These outlets are not confirmed, so they are on no side:"),
        *lines,
        words("To describe one, write for example: {example}", example=EXAMPLE),
        buttons=rows(buttons, width=1),
    )


def _guess_text(one: Outlet) -> str:
    about = ", ".join(fact for fact in (one.country, *one.domains[:1]) if fact)
    return f"{one.name} ({about}?)" if about else one.name


def _described(turn: Turn, outlet: Outlet) -> Reply:
    words = turn.words
    sides = [
        f"{topic.name}: {perspective.name}"
        for topic in turn.desk.catalog.topics.values()
        if (perspective := topic.perspective(topic.side_of(outlet) or ""))
    ]
    return say(
        words(
            "Country: {country}. Owner: {owner}.",
            country=outlet.country or "?",
            owner=words(OWNER_SENTENCES[outlet.ownership]),
        ),
        words("Domains: {list}", list=", ".join(outlet.domains)) if outlet.domains else "",
        words("Also called: {list}", list=", ".join(outlet.aliases)) if outlet.aliases else "",
        *(sides or [words("It is on no side of any topic.")]),
        words("This is a guess, so it is on no side until you confirm it.") if outlet.is_guess else "",
        title=outlet.name,
        buttons=((Button(words("Confirm"), f"confirm:{_key(outlet)}"),),) if outlet.is_guess and outlet.country else (),
    )


def _with_facts(outlet: Outlet, facts: list[str]) -> Outlet:
    """Each fact says by its form what it is: a country, an owner, a domain, else another name."""
    outlet = replace(
        outlet, is_guess=False, country=next((f for f in facts if re.fullmatch(r"[A-Z]{2}", f)), outlet.country)
    )
    for fact in filter(None, facts):
        owner = next((one for one in OWNERS if one == fact.casefold()), None)
        if fact == outlet.country:
            continue
        if owner is not None:
            outlet = replace(outlet, ownership=owner)
        elif re.fullmatch(r"[\w-]+(\.[\w-]+)+", fact):
            outlet = replace(outlet, domains=tuple(dict.fromkeys((*outlet.domains, fact.casefold()))))
        else:
            outlet = replace(outlet, aliases=tuple(dict.fromkeys((*outlet.aliases, fact[:80]))))
    if not outlet.country:
        raise Mistake("Write the country as two capital letters, for example: {example}", example=EXAMPLE)
    return outlet


def _key(outlet: Outlet) -> str:
    """Short enough for a button: a name may be longer."""
    return hashlib.sha256(outlet.name.encode()).hexdigest()[:24]
