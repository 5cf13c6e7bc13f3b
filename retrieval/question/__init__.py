"""Understands a question: outlets, sides, days and names wanted, and what is left to look for.

Must not search. What it is unsure of it prefers, never loses.
"""
