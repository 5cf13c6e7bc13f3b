"""Writes the lines of a digest from the chosen stories, each with the articles it rests on, each checked.

Must not know surfaces or storage. No line may leave without having passed the gate of `retrieval/claims`.
"""
