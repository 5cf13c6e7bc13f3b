"""The limits of story grouping: each with its unit and the benchmark that set it.

Two golden cases of each, one on either side, are in tests/bot/digest/stories/test_thresholds.py.
Likeness is 0 for strangers and 1 for copies; `python -m benchmarks.stories` sets all of them unless said otherwise.
"""

# Likeness less crowding and days (docs/decisions/0050): two groups at or above it are one story. Set on ecbplus and neus.
THRESHOLD = -0.08
# The same where there are no vectors and only words speak.
THRESHOLD_WORDS_ONLY = -0.14
# Likeness taken off for each day between the middles of two groups; set on the labelled weeks, the sets have no days.
PER_DAY = 0.06
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
# Set on the labelled weeks: two headlines need a likeness of 0.8 times this less 0.08.
CROWD_OF_HEADLINES = 0.42

# However lonely two articles with texts are, below this mean likeness they are not one story.
LEAST_LIKENESS = 0.25
# Below this likeness two groups are forgotten as neighbours; should one of them grow nearer through another member, their
# likeness is computed anew. It bounds work, not stories.
LEAST_LINK = 0.15
