"""The console script: one module per kind of command.

Exit codes: 0 fine, 1 the thing asked failed, 2 wrong usage or settings. Options and codes are a contract.
"""
