"""What the bot says and does when somebody writes, presses or asks, on whatever surface.

Must not know Telegram or HTML. `conversation.py` takes an utterance and gives replies; every command is entered in
`frame/registry.py`.
"""
