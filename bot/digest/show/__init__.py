"""Shows a digest: as a document of blocks, and that document as HTML, text, JSON or a picture.

Must not decide what is told. Wording and order of the post may change; `safety.py` must pass every document.
"""
