"""Makes a digest: articles become stories, stories become checked sentences, sentences become documents and files.

Must not know readers, chats, HTTP, models' clients or the wall clock. `editor.py` names the steps in their order;
each room below does one of them.
"""
