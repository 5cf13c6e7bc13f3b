"""Reads and writes files: digests as Hugo Markdown, newsletters, articles, and the import of them all.

Must not know how a digest is written. The form of the Markdown is a contract: reading a file and writing it gives the
same bytes.
"""
