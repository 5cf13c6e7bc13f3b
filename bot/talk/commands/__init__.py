"""What readers do in the chat: ask, read, subscribe, settings, privacy.

A command is one decorated function; to add one, enter it here and name its module in `catalogue.py`. Wording is free
to change, with its translations.
"""
