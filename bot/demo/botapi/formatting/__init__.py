"""How words become a message with entities: Telegram's HTML and MarkdownV2, the links it accepts, what it finds by itself.

As strict as Telegram, with its error texts. Must not know chats or methods. Only Telegram may change a rule here.
"""
