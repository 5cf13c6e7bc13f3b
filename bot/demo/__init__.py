"""`make demo` without token, key or network: a local Bot API server, a chat page and sample news.

Must not know the conversation: the bot in the demo is the one that `run` starts. The samples and the page are free to
change.
"""
