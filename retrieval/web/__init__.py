"""Makes plain what the web gives us: addresses, hosts, dates, text without markup. No I/O.

Must not know feeds or articles. Everything here reads hostile text: keep it linear in its input.
"""
