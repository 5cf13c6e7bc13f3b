"""Whose words a question wants: the outlets, sides and topics that it names, and the phrases that ask for them.

Must not search. A new phrase may be added with a question that has it and one that only looks so.
"""
