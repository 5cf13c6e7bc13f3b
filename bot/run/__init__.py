"""Runs the bot as a process: schedule, chores, health, logs, `doctor` and the demo.

Must not decide what is due (a question to the database) or what is said. Intervals may change freely.
"""
