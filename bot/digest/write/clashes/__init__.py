"""Where do two sides' accounts of one event contradict each other: in numbers, in what was done, in who is to blame.

Must not know how a block is written. Change freely; every rule has its sentences in the tests.
"""
