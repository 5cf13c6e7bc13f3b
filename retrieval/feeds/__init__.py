"""Polls feeds: which are due, what to ask, what the answer means, and entries made of the bytes.

Must not open a connection itself (that is a port). `poll_schedule.py` decides how often a server is asked; be polite when
you change it.
"""
