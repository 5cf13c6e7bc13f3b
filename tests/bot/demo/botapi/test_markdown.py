"""MarkdownV2, one line per rule (facts 4e-2)."""

import pytest

from bot.demo.botapi.api_errors import ApiError
from bot.demo.botapi.formatting.entities import fix_text
from bot.demo.botapi.formatting.markdown import parse_markdown

ACCEPTED = [
    (
        "*b* _i_ __u__ ~s~ ||p|| `c`",
        "b i u s p c",
        "bold@0+1, italic@2+1, underline@4+1, strikethrough@6+1, spoiler@8+1, code@10+1",
    ),
    (r"[l](https://x.com/a_b\))", "l", "text_link@0+1"),
    ("```python\nx = 1.5\n```", "x = 1.5", "pre@0+7"),
    (">a\n>b", "a\nb", "blockquote@0+3"),
    ("**>a\n>b||", "a\nb", "expandable_blockquote@0+3"),
    (r"1\.5 \- ok\!", "1.5 - ok!", ""),
    (r"`a\`b`", "a`b", "code@0+3"),
]
REJECTED = [
    ("1.5", "Character '.' is reserved and must be escaped with the preceding '\\'"),
    ("a - b", "Character '-' is reserved and must be escaped with the preceding '\\'"),
    ("(x)", "Character '(' is reserved and must be escaped with the preceding '\\'"),
    ("# t", "Character '#' is reserved and must be escaped with the preceding '\\'"),
    ("*b", "Can't find end of Bold entity at byte offset 0"),
    ("café _i", "Can't find end of Italic entity at byte offset 6"),
    ("[l](https://x.com", "Can't find end of a URL at byte offset 4"),
    ("`c", "Can't find end of Code entity at byte offset 0"),
    ("a > b", "Character '>' is reserved and must be escaped with the preceding '\\'"),
    ("hey!", "Character '!' is reserved and must be escaped with the preceding '\\'"),
]


@pytest.mark.parametrize(("source", "text", "entities"), ACCEPTED)
def test_what_telegram_accepts_is_accepted_with_the_same_entities(source: str, text: str, entities: str) -> None:
    parsed = fix_text(parse_markdown(source))
    assert (parsed.text, ", ".join(f"{e.type}@{e.offset}+{e.length}" for e in parsed.entities)) == (text, entities)


@pytest.mark.parametrize(("source", "error"), REJECTED)
def test_what_telegram_refuses_is_refused_with_the_same_words(source: str, error: str) -> None:
    with pytest.raises(ApiError) as caught:
        parse_markdown(source)
    assert caught.value.text == f"Bad Request: can't parse entities: {error}"
