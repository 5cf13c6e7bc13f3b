"""The versions of the database schema, and the runner that brings a database to the newest.

`python -m bot.migrations.migrate "what changed"` writes the next version from the tables as they are in the code.
"""
