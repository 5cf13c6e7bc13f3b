"""Decides when a digest is due for a chat, and brings it there once: plan, ledger, parts, messenger.

Must not know Telegram, HTTP or how a digest is written. Change with care: `retry_schedule.py` and `due.py` hold the promise
that nothing is lost or sent twice.
"""
