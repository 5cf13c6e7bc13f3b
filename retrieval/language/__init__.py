"""What words mean, one table a fact: sentences, terms, names of countries, calendar, numbers, synonyms.

Must not know articles or questions. To add a language, add its data; code should not change.
"""
