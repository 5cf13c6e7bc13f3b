"""Sentences of an article that speak to a machine or to the reader instead of telling news. They are never quoted.

Articles come from anywhere. Somebody may write into one what a bot should say or do; reading it out would be doing it.
"""

import re
from collections.abc import Iterator

from retrieval.language.sentences import Span, split_sentences

_ANSWER = r"(?:answers?|repl(?:y|ies)|responses?|summar(?:y|ies)|outputs?)"
_ORDERS = (
    # Forget what you were told.
    r"\b(?:ignore|disregard|forget|override|bypass)\b.{0,40}\b(?:instruction|prompt|rule|previous|prior|above|earlier|context|guideline)",
    r"\b(?:system|developer)\s*(?:prompt|message|note|instruction|override)|\b(?:new|updated|hidden|special|important)\s+instructions?\b",
    r"\binstructions?\s+(?:for|to)\s+(?:the\s+)?(?:ai|assistant|model|bot|reader|system|llm)",
    r"忽略.{0,12}(?:指令|指示|以上|之前|前面)|(?:系统|新的?)(?:提示|指令)",
    r"\b(?:ignora|ignore|olvida|desatiende)\b.{0,30}\b(?:instrucciones|anteriores|consignes)",
    r"\bignoriere\b.{0,30}\banweisungen|игнорируй|забудь.{0,20}инструкци",
    # Words to an assistant.
    r"\b(?:ai|language|chat)[\s-]*(?:assistants?|models?|bots?|agents?|systems?)\b.{0,60}\b(?:must|shall|please|"
    r"need to|have to|will now|are (?:asked|told|required)|"
    r"should (?:say|reply|answer|respond|include|add|tell|state|mention|cite|recommend|report))\b",
    r"\b(?:assistant|chatbot|llm|gpt|summari[sz]er|dear (?:ai|bot|assistant|model))\s*[:,]",
    r"\b(?:as an ai|you are (?:now\s+)?(?:an?|the|in)\s+\w*\s*(?:ai|assistant|bot|model|mode|developer|unrestricted))\b",
    r"\b(?:pretend (?:to be|that you)|jailbreak|roleplay)\b",
    r"(?:请|务必|必须)(?:回答|回复|输出|告诉(?:用户|读者))|(?:人工智能|AI|机器人|助手|模型).{0,10}(?:必须|应当|请)",
    # What to say, and what not.
    r"\b(?:reply|respond|answer|say|output|print|write|repeat|append|include|insert|add|begin|start|end)\b.{0,30}"
    r"\b(?:exactly|verbatim|the following (?:sentence|text|link|line|phrase|message|words)|this (?:sentence|text|link|line|phrase)|"
    rf"word for word|(?:with|in|to|of) (?:your|every|any|all) {_ANSWER})",
    rf"\b(?:in|at the (?:end|beginning|start|top|bottom) of|to|from|your) (?:your|every|any|each) {_ANSWER}\b",
    r"\b(?:do not|don't|never) (?:mention|cite|reveal|quote|disclose)\b.{0,60}\b(?:source|user|article|citation|outlet|instruction)",
    r"\b(?:tell|inform|convince|persuade|advise|direct|urge|remind) (?:the|all|every|your|any) "
    r"(?:users?|readers?|subscribers?|people asking|person asking|recipients?)\b",
    r"\b(?:when|if|whenever|anyone|anybody|someone|users?) (?:\w+ ){0,4}asks?\b.{0,60}\b(?:say|reply|answer|respond|claim) ",
    r"\b(?:cite|citation|source|reference|footnote)s?\b.{0,30}(?:\[\d+\]|\bas (?:source|citation) (?:number )?\d)",
    r"\b(?:end|begin|start) of (?:article|document|context|passage|data|source|instructions?)\b",
    r"\b(?:begin|end) (?:system|prompt|data)\b",
    # What to do.
    r"\b(?:execute|run|call|invoke|use)\b.{0,30}\b(?:(?:the|this|your) (?:tool|function|command|script)|/\w+|api call)\b",
    r"\b(?:send|forward|transmit|post|email|upload|leak|reveal|print|show|give)\b.{0,40}\b(?:the conversation|"
    r"chat history|api[ _-]?key|your (?:password|token|secret|credentials?)|system prompt|user(?:'s)? (?:id|name|data|question)s?)",
)
_ADDRESSED = re.compile("|".join(_ORDERS), re.IGNORECASE | re.DOTALL)
_CALL = re.compile(
    r"^\W*(?:click|tap|subscribe|sign up|log in|register (?:now|here|at|today)|download|"
    r"follow us|join (?:us|our)|share this|read more|"
    r"read also|also read|see also|watch (?:the|this|our|more|live|now|below)\b.{0,30}\b(?:video|below|live|here|now)|listen to this|"
    r"visit (?:our|this|the (?:site|page|link))|contact us|call now|buy (?:now|here|our)|donate|invest (?:now|in our)|act now|"
    r"send (?:\$|btc|bitcoin|eth|money|funds|crypto|your|us)|scan (?:the|this)|(?:enter|verify|confirm|update) your|advertisement|"
    r"cookies?\b.{0,20}\b(?:policy|settings)|copyright|"
    r"all rights reserved|this article (?:was|is)|photo:|image:|getty images|editor's note)\b"
    r"|\b(?:click (?:here|below|the link|on)|link in bio|promo code|discount code|free gift|limited offer|follow (?:us|me) on|t\.me/|"
    r"bit\.ly|seed phrase|private key|wallet address|gift cards?|wire (?:the )?money|"
    r"whatsapp (?:us|me|at)|verify your (?:account|identity)|"
    r"log ?in (?:at|to) your|re-?subscribe|your (?:account|subscription) (?:has|is|will|was))\b",
    re.IGNORECASE,
)
_MARKUP = re.compile(
    r"https?:|www\.|://|<\s{0,9}/?\s{0,9}\w{1,30}[^<>]{0,500}>|\]\(|!\[|\{\{|\}\}|```|javascript:|data:\w+/|&(?:lt|gt|#\d+);|@\w{4,}|^\s*[/#]\w+|\[\d{1,3}\]|"
    # "JD.com" is a company; an address in small letters, or with a path, is a link.
    r"(?-i:\b[a-z][\w-]{0,62})\.(?:com|net|org|io|info|biz|xyz|top|ru|cn|click|link|site|online|shop|example|test|invalid|app|dev|me|ly)\b|\b[\w-]{1,63}\.[a-z]{2,8}/\S",
    re.IGNORECASE,
)


# What follows such a sentence in its paragraph usually goes on with it.
_GOES_ON = 2


def is_quotable(sentence: str) -> bool:
    """Whether a sentence tells something. Calls, links, markup, and words meant for a machine are left out."""
    return not (_ADDRESSED.search(sentence) or _CALL.search(sentence) or _MARKUP.search(sentence))


def quotable_sentences(text: str) -> Iterator[Span]:
    """The sentences of a text that tell something; after one meant for a machine, not what goes on with it either."""
    wary, end = 0, 0
    for span in split_sentences(text):
        wary = 0 if "\n\n" in text[end : span.start] else wary
        end = span.end
        sentence = text[span.start : span.end]
        if _ADDRESSED.search(sentence):
            wary = _GOES_ON
        elif wary:
            wary -= 1
        elif is_quotable(sentence):
            yield span


def quotable_text(text: str) -> str:
    """The text without the rest."""
    return "\n".join(text[span.start : span.end] for span in quotable_sentences(text))
