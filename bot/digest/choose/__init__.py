"""Chooses what a digest tells: which stories, which articles of each, and what earlier digests told already.

Must not know words of the final text. The weights may change; the caps keep a post readable on a phone.
"""
