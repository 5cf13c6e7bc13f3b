"""Words that newsrooms use for one thing: two desks tell an event in different words, and countries by several names.

Terms (stems) go in, the term that stands for all of them comes out. Only words that rarely mean anything else in news.
"""

from collections.abc import Iterable, Iterator
from functools import cache

from retrieval.language.demonyms import COUNTRY_OF
from retrieval.language.terms import terms

# One group a line; the first word stands for the others.
_GROUPS = """
    drill drills exercise exercises manoeuvre manoeuvres maneuvers wargame wargames
    military army troops soldiers PLA
    quake earthquake tremor temblor
    kill killed kills dead deaths die died dies toll fatalities
    injured wounded hurt injuries
    blast explosion explosions explodes bombing
    blaze fire fires wildfire wildfires
    crash collision collides crashes
    flood floods flooding deluge
    storm typhoon hurricane cyclone
    strike strikes airstrike airstrikes bombardment
    ceasefire truce armistice
    attack attacks assault raid raids
    tariff tariffs duties levies levy
    export exports shipments
    surplus surpluses
    growth expansion expands grew
    ban bans banned bar bars prohibits outlaws blacklist blacklists
    curb curbs restriction restrictions restricts clampdown crackdown
    sanction sanctions sanctioned countermeasures blacklisted
    probe probes investigation investigations investigates inquiry
    arrest arrests arrested detain detained detains custody
    jail jailed prison imprisoned sentenced sentence
    lawsuit sues sue suit
    court judge judges tribunal
    meet meets met meeting summit talks sit-down
    visit visits trip lands arrives arrival tour
    call calls phone telephone
    delay delays delayed postpone postpones postponed postponement
    election elections vote polls ballot
    win wins won victory triumph landslide
    parliament lawmakers legislators legislature congress
    resign resigns resigned quit quits step-down
    appoint appoints appointed names nominates nominated
    premier premiers PM
    minister ministers ministry
    deal pact agreement accord treaty
    buy buys purchase purchases acquire acquires acquisition takeover
    chip chips semiconductor semiconductors
    carmaker carmakers automaker automakers
    layoffs layoff job-cuts redundancies
    company firm firms companies
    plane jet aircraft airliner jetliner
    ship vessel vessels ships
    oil crude petroleum
    stocks shares equities
    profit profits earnings
    budget spending
    weapons arms weaponry weapon
    missile missiles rocket rockets
    nuclear atomic
    protest protests demonstration demonstrators protesters rally
    migrants migrant immigrants
    vaccine vaccines jab jabs
    doctor physician physicians
    police officers
    child children kids
    accord pacts
    condemn condemns slams blasts lambasts denounces criticises criticizes decries
    warn warns warning alert
    pledge pledges vows vow promise promises
    slump slumps plunge plunges tumble tumbles
    surge surges soar soars jump jumps
    halt halts suspend suspends suspended pause pauses
    launch launches launched
    leader president
"""


@cache
def _canon() -> dict[str, str]:
    """Term to the term that stands for it. The first group a word stands in is its group."""
    found: dict[str, str] = {}
    for line in _GROUPS.split("\n"):
        words = [term for word in line.split() for term in terms(word)[:1]]
        for word in words:
            found.setdefault(word, words[0])
    for name, code in COUNTRY_OF.items():
        named = terms(name.upper() if len(name) == 2 else name)
        if len(named) == 1 and name.isascii():
            found.setdefault(named[0], f"land:{code}")
    return found


def as_concepts(words: Iterable[str]) -> Iterator[str]:
    """Each term, or the one that stands for it."""
    canon = _canon()
    return (canon.get(word, word) for word in words)
