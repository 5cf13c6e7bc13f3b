"""Finds: takes articles in, keeps them, searches them and answers questions from them.

Must not know the bot, Telegram, HTTP clients, model clients, the environment or the wall clock: `now` is an argument,
the rest are ports.
"""
