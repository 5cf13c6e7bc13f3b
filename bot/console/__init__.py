"""The terminal surface: prints digests, answers and search results, for people and as JSON.

Must not know the chat or the web. The JSON shapes are a contract (people script against them); the readable output is
free to change.
"""
