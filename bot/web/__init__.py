"""The read-only site of all digests, its Atom feeds, and health and metrics pages.

Must not know the chat. Addresses of pages are kept for ever; their looks are free to change.
"""
