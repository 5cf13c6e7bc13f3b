"""The versions of the schema. `python -m bot.migrating "what changed"` writes the next one."""
