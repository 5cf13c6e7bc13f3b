"""What a model is asked: one file a task, with the prompt, its version and the type of the reply.

Knows only how tasks are made; must not know who asks. A changed prompt gets a new version: what was cached under the old one
is asked for again. `docs/models.md` shows each with an example.
"""

from retrieval.model.prompts.answer import ANSWER
from retrieval.model.prompts.lead import LEAD
from retrieval.model.prompts.lines import LINES
from retrieval.model.prompts.story import STORY
from retrieval.model.prompts.translate import TRANSLATE
from retrieval.model.prompts.understand import UNDERSTAND
from retrieval.model.prompts.verify import VERIFY

__all__ = ["ANSWER", "LEAD", "LINES", "STORY", "TRANSLATE", "UNDERSTAND", "VERIFY"]
