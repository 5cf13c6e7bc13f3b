"""What every command stands on: the turn, replies, dialogs, authority, memory, and sentences in the reader's language.

Must not know any command. Changes here touch all of them.
"""
