"""Decides whether an entry is news to us: is it an article we have, a new version of it, or a reprint?

Must not touch the database: values in, verdicts out. Identity rules change which stored articles are joined; measure
before you do.
"""
