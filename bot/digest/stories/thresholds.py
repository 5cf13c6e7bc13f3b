"""The limits of story grouping: each with its unit and the benchmark that set it.

Two golden cases of each, one on either side, are in tests/bot/digest/stories/test_thresholds.py.
Likeness is 0 for strangers and 1 for copies; `python -m benchmarks.stories` sets all of them unless said otherwise.
"""

# Likeness less crowding and days (docs/decisions/0050): two groups at or above it are one story. Set on ecbplus and neus.
THRESHOLD = -0.08
# The same where there are no vectors and only words speak.
THRESHOLD_WORDS_ONLY = -0.14
# Likeness taken off for each day between the middles of two groups. No labelled set of texts has days: it breaks ties.
PER_DAY = 0.02
# The share of meaning in likeness, from 0 to 1; words have the rest.
MEANING_SHARE = 0.6

# Where articles lie thick, likeness must be higher to mean the same event: from it is taken so great a share of what each
# side has to its nearest neighbours anyway (cross-domain similarity local scaling, Conneau et al. 2018) ...
CROWD_SHARE = 0.4
# ... which are so many ...
CROWD = 2
# ... with a floor (likeness) for lone articles. A neighbour above `SAME_WORDS` is a copy and no crowd.
CROWD_FLOOR = 0.42
SAME_WORDS = 0.85
# Headlines lie thick where an event is told much, not where events look alike: of them always the same is taken.
CROWD_OF_HEADLINES = 0.5

# Two groups of headlines are compared as wholes, so less likeness is enough (two headlines of one day: 0.25), but each day
# between them is a better sign of another event. Set on the labelled weeks (docs/decisions/0193).
EASE_OF_HEADLINES = 0.07
PER_DAY_OF_HEADLINES = 0.06

# So many days apart, headlines with other figures tell another event, however alike: the next flight, the next month's rate.
# Nearer than that a figure is a toll that grows. Set on the labelled weeks of development.
DAYS_TO_OTHER_FIGURES = 2.0

# However lonely two articles with texts are, below this mean likeness they are not one story.
LEAST_LIKENESS = 0.25
# Below this likeness two groups are forgotten as neighbours; should one of them grow nearer through another member, their
# likeness is computed anew. It bounds work, not stories.
LEAST_LINK = 0.15

# Two stories are of one affair at this likeness of their sums (days do not count), and at this one of their words alone;
# chosen for few wrong links. Set on the links of the labelled weeks of development.
LEAST_LIKENESS_OF_AFFAIR = 0.32
LEAST_WORDS_OF_AFFAIR = 0.2
# So many earlier stories are enough to say what went before.
MOST_LINKS = 3
