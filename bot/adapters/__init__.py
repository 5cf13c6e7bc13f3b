"""Real parts behind the ports of the core: the clock, the language model and what is counted around them.

Must not know the conversation, the web site or each other's users. An adapter may be replaced by any other that keeps
its port.
"""
