"""What a model writes in place of a finished block, lead and title, as far as both readings let it.

Knows drafts, the tasks of a model and the two readings; must not know how stories are chosen or shown. The blocks of own
sentences stand wherever a model fails.
"""
