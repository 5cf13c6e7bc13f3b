"""The digest as a value, and its place in the database; readers' reports and retractions.

Must not know how it is written or shown. Stored digests must stay readable: a new field needs a default or a
migration.
"""
