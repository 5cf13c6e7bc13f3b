"""Answers a question from the stored articles: searches, weighs the evidence, chooses sentences, cites them.

Must not know who asks or on which surface. An answer may be worded anew; a refusal must stay a refusal when nothing
stored says it.
"""
