"""Days, months and spans of time as questions write them.

Must not know outlets or articles; the asker's zone and today are arguments. A new phrase may be added with its golden cases.
"""
