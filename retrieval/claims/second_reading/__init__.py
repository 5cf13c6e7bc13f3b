"""The second reading, by a model: does the meaning of a sentence stand in the texts it cites. Verdicts are kept.

Must not know who writes the sentences. The cache may be emptied at any time: what it held is asked again.
"""
