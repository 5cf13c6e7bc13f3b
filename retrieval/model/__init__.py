"""How a model is asked and how its replies are read: tasks, their prompts, their schemas, and the one door for replies.

Knows the model as a port and pydantic; must not know who asks, nor any server. A new task is a new file in `prompts/`.
"""

from retrieval.model.reply_reader import read_items, read_reply
from retrieval.model.task import Missing, ReplyCache, Task, ask_model, estimate_tokens, request_messages, stream_items

__all__ = [
    "Missing",
    "ReplyCache",
    "Task",
    "ask_model",
    "estimate_tokens",
    "read_items",
    "read_reply",
    "request_messages",
    "stream_items",
]
