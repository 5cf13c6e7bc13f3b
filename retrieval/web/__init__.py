"""What the web gives us, made plain: addresses, hosts, dates, text without markup. No I/O.

Must not know feeds or articles. Everything here reads hostile text: keep it linear in its input.
"""
