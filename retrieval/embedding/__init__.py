"""Turns texts into vectors, in this process, without network or torch.

Must not know articles. A change of any vector needs another embedder name, so that the index is made anew.
"""
