"""What other programs ask of the archive, the same for the console, the HTTP API and assistants, in the JSON of the contracts.

Must not know HTTP, a terminal or an assistant's protocol (`assistant_tools.py` alone speaks that one). Shapes are only ever extended.
"""
