"""Decides which articles tell one event, across outlets, sides and languages, and follows it over days.

Must not know digests or readers. Every limit stands in one place with the benchmark that set it: change it there and
run that benchmark.
"""
