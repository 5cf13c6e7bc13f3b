"""Decides which parameters a request holds, and what a refusal of one teaches. Sends nothing.

A model is asked in the form that is likeliest right for its name; where its server refuses a parameter, that parameter is
swapped or dropped, once, and the form is remembered.
"""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

Cap = Literal["max_completion_tokens", "max_tokens", ""]
Structure = Literal["json_schema", "json_object", ""]

# Hidden thinking counts into the cap: 1,150 to 1,400 tokens of it were needed for small tasks (docs/models.md).
HEADROOM = 2_000
MOST_HEADROOM = HEADROOM * 3 * 3  # room is tripled, twice
_OF_OPENAI = re.compile(r"(gpt-|chatgpt|o\d)")
_REASONS = re.compile(
    r"gpt-[5-9]|o\d|deepseek-(?:reasoner|r)|qwq|qwen-?3|magistral|grok-[4-9]|gemini-(?:2\.5|[3-9])|.*(?:think|reason)"
)
# Told by servers that give no `param`: the name stands in the message.
_PARAMETERS = (
    "max_completion_tokens",
    "max_tokens",
    "temperature",
    "reasoning_effort",
    "stream_options",
    "response_format",
)
_TOO_HIGH = re.compile(r"too (?:large|high|big)|at most|maximum|exceed|less than|range", re.IGNORECASE)
_ABOUT_FORMAT = re.compile(r"response_format|json_schema|json_object|structured|schema", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class RequestForm:
    """Which parameters a request holds. `headroom` is added to the cap, for thinking that nobody sees."""

    cap: Cap = "max_completion_tokens"
    structure: Structure = "json_schema"
    temperature: float | None = None
    effort: str = ""
    has_usage: bool = True
    headroom: int = HEADROOM
    refused_caps: tuple[str, ...] = ()

    def parameters(self, *, schema: Mapping[str, Any] | None, max_tokens: int) -> dict[str, Any]:
        """The optional parameters of one request."""
        made: dict[str, Any] = {}
        if self.cap:
            made[self.cap] = max_tokens + self.headroom
        if self.temperature is not None:
            made["temperature"] = self.temperature
        if self.effort:
            made["reasoning_effort"] = self.effort
        if self.has_usage:
            made["stream_options"] = {"include_usage": True}
        if schema is not None and self.structure == "json_schema":
            form = {"name": "reply", "schema": dict(schema), "strict": True}
            made["response_format"] = {"type": "json_schema", "json_schema": form}
        elif schema is not None and self.structure == "json_object":
            made["response_format"] = {"type": "json_object"}
        return made


def first_form(model: str, *, is_openai: bool, effort: str = "") -> RequestForm:
    """The form to try first for a model of this name; `is_openai` where the server is OpenAI's own.

    Servers of one's own often overlook a parameter that they do not know instead of refusing it, and small models there do
    not find an end: they get the older name of the cap and no headroom until they are seen to think.
    """
    name = model.casefold().rpartition("/")[2]
    reasons = bool(_REASONS.match(name)) or bool(effort)
    is_modern = is_openai or reasons or bool(_OF_OPENAI.match(name))
    return RequestForm(
        cap="max_completion_tokens" if is_modern else "max_tokens",
        temperature=None if reasons else 0.0,
        # The least that every reasoning model has; the work is reading a few articles, not a proof.
        effort=effort or ("low" if _REASONS.match(name) and _OF_OPENAI.match(name) else ""),
        headroom=HEADROOM if reasons or is_openai else 0,
    )


def adapt(form: RequestForm, sent: Mapping[str, Any], *, param: str, message: str) -> RequestForm | None:
    """The form after a server refused a request (400 or 422), or None when the refusal is about nothing we can change."""
    told = f"{param} {message}"
    structure = str(sent.get("response_format", {}).get("type", ""))
    named: list[str] = [name for name in _PARAMETERS if name in sent and re.search(rf"\b{name}\b", param or message)]
    # "Unsupported parameter: 'max_tokens' ... Use 'max_completion_tokens' instead": the one that was sent is meant.
    refused: Any = named[0] if named else ""
    if not refused and structure and _ABOUT_FORMAT.search(told):
        refused = "response_format"
    match refused:
        case "max_completion_tokens" | "max_tokens":
            return _other_cap(form, refused, message)
        case "temperature":
            # Only models that think refuse it.
            return replace(form, temperature=None, headroom=max(form.headroom, HEADROOM))
        case "reasoning_effort":
            return replace(form, effort="")
        case "stream_options":
            return replace(form, has_usage=False)
        case "response_format":
            return replace(form, structure="json_object" if structure == "json_schema" else "")
    return None


def with_more_headroom(form: RequestForm) -> RequestForm | None:
    """The form for a model that spent all its tokens on thinking; None when it has more than enough already."""
    headroom = max(HEADROOM, form.headroom * 3)
    return replace(form, headroom=headroom) if headroom <= MOST_HEADROOM else None


def form_from(stored: Mapping[str, Any]) -> RequestForm | None:
    """A form that `asdict` made, read back; None when it is of another program."""
    try:
        made = RequestForm(**{**stored, "refused_caps": tuple(stored["refused_caps"])})
    except (TypeError, KeyError):
        return None
    return made if asdict(made) == {**stored, "refused_caps": made.refused_caps} else None


def _other_cap(form: RequestForm, refused: Cap, message: str) -> RequestForm:
    if form.headroom and _TOO_HIGH.search(message) and "instead" not in message:
        return replace(form, headroom=0)
    caps: tuple[Cap, ...] = ("max_completion_tokens", "max_tokens")
    tried = (*form.refused_caps, refused)
    left: Cap = next((cap for cap in caps if cap not in tried), "")
    # Whoever takes the newer name only is a model that thinks.
    headroom = max(form.headroom, HEADROOM) if left == "max_completion_tokens" else form.headroom
    return replace(form, cap=left, refused_caps=tried, headroom=headroom)
