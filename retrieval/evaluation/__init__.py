"""Measures how well questions are answered on an archive, beside single engines.

Nothing imports it but the console. Counting rules are part of published figures: change them only together with
those.
"""
