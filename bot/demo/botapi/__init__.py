"""A local Bot API server: as strict as Telegram where a bot can err, in memory, for the demo and the tests.

It is not a Telegram client or proxy. `control.LocalBotApi` is the door: start it, give it users and chats, let them speak.
"""
