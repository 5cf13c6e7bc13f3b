"""Puts real parts behind the ports of the core: the clock, the disk, the figures for Prometheus. `model_service` has the models.

Must not know the conversation, the web site or each other's users. An adapter may be replaced by any other that keeps
its port.
"""
