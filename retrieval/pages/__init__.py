"""Reads article pages for their full text: which page is worth a visit, and what of it is the article.

Must not open a connection itself. Paywalls and robots.txt are kept; that is not free to change.
"""
