"""Parses in processes of their own, so that a feed that hangs the parser hurts nobody else.

Must not know what is parsed beyond bytes in, values out.
"""
