"""The versions of the schema. `python -m bot.migrations.migrate "what changed"` writes the next one."""
