"""The HTTP API for programs, `/api/v1`, in the console's JSON shapes, and the door for assistants.

Must not know the stores: it asks the reading desk. Addresses and fields are only ever added.
"""
