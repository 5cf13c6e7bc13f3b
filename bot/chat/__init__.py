"""Telegram: turns its updates into utterances and replies into messages. The home of python-telegram-bot.

Must not know what is said (that is `bot/talk`) or when a digest is due. Free to change: everything that keeps
`Messenger` and `ChatService`.
"""
