"""What stands in a text that can be compared: its words, names, amounts, days and quotations.

Says nothing of truth and knows no second text. Tables of words may grow.
"""
