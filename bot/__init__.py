"""The program: runs the bot, edits digests, delivers them and speaks with people.

It knows `retrieval`; `retrieval` never knows it. Start reading at `app.py`, which wires every part by hand.
"""
