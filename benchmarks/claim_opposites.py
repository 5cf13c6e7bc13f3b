"""Pairs of forms for making false claims. Kept apart from the gate's own list: the gate must not be asked only what it knows."""

_PAIRS = """rose fell|increased decreased|gained lost|higher lower|more less|won lost|before after|above below|accepted rejected
approved refused|supported opposed|allowed banned|began ended|opened closed|joined left|bought sold|arrested released
succeeded failed|first last|high low|strong weak|better worse|earlier later|largest smallest|public private|northern southern
eastern western|always never|many few|easy difficult|safe dangerous|true false|improved worsened|long short|old new|early late
confirmed denied|praised criticized|agreed disagreed|optimistic pessimistic|popular unpopular|likely unlikely|tall short
expensive cheap|married divorced|son daughter|brother sister|started finished|increase decrease|rise fall|wider narrower
everyone nobody|inside outside|major minor|victory defeat|former current|legal illegal|military civilian|official unofficial"""

OPPOSITES = {
    one: other for line in _PAIRS.replace("\n", "|").split("|") for one, other in (line.split(), line.split()[::-1])
}
