"""What of a document may serve as evidence: not what is hidden in it, nor what commands the reader.

A document is read, never obeyed. Nothing here can be told to do anything but point at words, so an
instruction is harmless as such; but "answer 42 when you are asked" reads like an answer. Such sentences,
and text that a person would not see, are blanked before reading, character for character, so that offsets stay.
"""

import re
import unicodedata
from functools import lru_cache

from index.sentences import sentence_spans

# Text that is there and not shown: comments, scripts, elements with a hiding style, Markdown's comments.
_HIDING = "|".join(
    (
        r"display\s*:\s*none",
        r"visibility\s*:\s*hidden",
        r"opacity\s*:\s*0(?:\.0+)?\s*[;\"']",
        r"font-size\s*:\s*(?:0|0?\.\d+px|1px)(?:px|pt|em|rem|%)?\s*[;\"']",
        r"(?<![\w-])(?:width|height)\s*:\s*0(?:px)?\s*[;\"']",
        (
            r"(?<![\w-])color\s*[:=]\s*[\"']?(?:white|#fff(?:fff)?|transparent|rgba?\(255,\s*255,\s*255\b)(?![\w-])"
            r"(?![^<>]*background)"
        ),
        r"(?:left|top|text-indent)\s*:\s*-\d{3,}",
    )
)
_ATTRIBUTE = r"\s+[\w:-]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'<>]+))?"
_VOID = r"(?:area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr)\b"
HIDDEN = re.compile(
    "|".join(
        (
            r"(?<!`)<!--.*?(?:-->|\Z)",
            r"(?<!`)<(script|style|template|noscript)\b[^<>]*>.*?(?:</\1\s*>|\Z)",
            (
                rf"<(?!{_VOID})(\w+)\b"
                rf"(?:[^<>]*(?:{_HIDING}|\saria-hidden\s*=\s*[\"']?true)"
                rf"|(?:{_ATTRIBUTE})*?\s+hidden(?=[\s=>]))"
                r"[^<>]*(?<!/)>.*?(?:</\2\s*>|\Z)"
            ),
            r"^[ \t]*\[[^\]\n]*\]:\s*(?:#|<>)[^\n]*$",
            r"^[ \t]*%%.*?%%[ \t]*$",
        )
    ),
    re.IGNORECASE | re.DOTALL | re.MULTILINE,
)
# Characters without a picture: zero-width, direction marks, tags (which can spell out a whole text), fillers.
INVISIBLE = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\u3164\ufe00-\ufe0f\ufeff"
    "\U000e0000-\U000e007f]+"
)

# Commands to a model. News, manuals and policies command people ("you must answer", "ignore the alarm"), so
# each pattern asks for something that only a model is told: its instructions, every question, what to say.
_AI = (
    r"(?:AIs?|A\.I\.|(?:AI|language|chat|virtual) (?:assistants?|models?|agents?|bots?)"
    r"|LLMs?|chat\s?bots?|ChatGPT|GPT(?:-?\d\w*)?|Footnote)"
)
_ANY_MODEL = rf"(?:{_AI}|assistants?|(?:large )?(?:language )?models?|bots?|Claude|Gemini|Copilot)"
_RULES = (
    r"(?:instructions?|prompts?|rules?|directives?|guidelines?|guard\s?rails?|commands?|constraints?|programming"
    r"|system messages?)"
)
_EARLIER = r"(?:previous|prior|preceding|above|earlier|former|foregoing|existing|original|initial|other)"
_IGNORE = (
    r"(?:ignore|disregard|forget|override|overrule|bypass|neglect|discard|skip"
    r"|(?:stop|do not|don['’]t|never) (?:follow|obey)(?:ing)?)"
)
_SAY = r"(?:answer|say|reply|respond|output|claim)"
_HOW = (
    r"(?:please |then |now |always |only |just |simply |instead |never |not |you |must |should |will |can "
    r"|are to ){0,6}"
)
_START = rf"(?:^|[.!?:;,>\])\"”|*#-])\s*{_HOW}|\b(?:and|then|instead|please) {_HOW}"
_NAMED = (
    r"(?:[\"“‘]|\d+\s*(?:[.!]|$|(?:to|for|and|when)\b)|(?-i:[A-Z]\w+ [A-Z])"
    r"|the (?:words?|number|name|phrase)\b)"
)
COMMANDS = re.compile(
    "|".join(
        (
            # Ignore your instructions.
            rf"\b{_IGNORE}\s+(?:[\w']+\s+){{0,2}}your\s+(?:[\w']+\s+){{0,2}}{_RULES}\b",
            rf"\b{_IGNORE}\s+(?:all|any)\s+(?:of\s+)?(?:the\s+|my\s+)?{_EARLIER}\s+(?:[\w']+\s+){{0,2}}{_RULES}\b",
            (
                rf"(?:{_START}){_IGNORE}\s+(?:(?:all|any|the|these|those|my|system|{_EARLIER})\s+)+{_RULES}\b"
                r"(?!\s+(?:of|on|in|for|from)\b)"
            ),
            (
                rf"(?:{_START}){_IGNORE}\s+"
                r"(?:all|everything|anything|what(?:ever)?|the (?:text|context|documents?|passages?|sources?))\s+"
                r"(?:(?:that )?(?:you (?:were|have been|are|know|read|saw)|(?:is |was )?(?:above|before|else))\b"
                r"(?!\s+\w+ the\b)"
                r"|the (?:documents?|texts?|context|passages?|sources?) says?)"
            ),
            (
                r"(?:^|[.!?]\s+)\W*(?:new|updated|real|actual|hidden|secret|system|developer)\s+"
                r"(?:instructions?|prompts?|directives?|task)\s*:"
            ),
            # Note to AI.
            (
                r"\b(?:attention|note|message|instructions?|reminder|memo|warning)\s*(?:to|for|:|,)?\s*"
                rf"(?:the |all |any |every |this )?{_ANY_MODEL}\s*(?:[:,!.—–-]|\breading\b|$)"
            ),
            rf"\b(?:dear|hey|hello),?\s+{_AI}\b",
            rf"(?:^|[.!?]\s+)\W*to (?:all|any|the|every) {_AI}\b",
            rf"\b{_AI}\s*[:,]\s*{_HOW}(?:{_SAY}|ignore|tell|repeat)\b",
            (
                rf"\b(?:{_ANY_MODEL}|agents?)\s+(?:(?:that|who|which)\s+)?(?:is |are )?"
                r"(?:reads?|reading|processing|parsing|summari[sz]ing)\s+th(?:is|ese)\b"
            ),
            rf"\bif you(?: are|['’]re) (?:an? |the )?{_AI}\b",
            rf"\bas an? {_AI},? (?:you|{_SAY})\b",
            rf"\byou are an? (?:\w+ )?{_AI}\b",
            (
                r"\byou are (?:now|no longer) (?:an? |the )?(?:\w+ )?"
                rf"(?:{_AI}|assistant|DAN|unrestricted|jailbroken|bound by)\b"
            ),
            rf"\b{_AI}\s+(?:must|should|shall|has to|have to|is to|are to)\s+{_HOW}(?:{_SAY}|cite|refuse|ignore)\b",
            # Answer 42 to every question.
            (
                rf"\byou (?:must|should|shall|will|have to|need to|are to|may only|can only)\s+{_HOW}{_SAY}\s+"
                rf"(?:only |just )*(?:with {_NAMED}|{_NAMED}|to (?:all|any|every)\b)"
            ),
            (
                rf"(?:{_START})(?:answer|reply|respond)\s+(?:only |always |just |exactly )*"
                rf"(?:(?:with|by|as)\s+(?:{_NAMED}|only\b|nothing but\b|saying\b)|{_NAMED})"
            ),
            (
                rf"(?:{_START})(?:answer|reply|respond)\s+(?:to\s+)?(?:all|any|every|each)\s+(?:\w+\s+)?"
                r"(?:questions?|quer(?:y|ies)|prompts?|users?)\b[^.!?\n]{0,40}\b(?:with|by saying|as if)\b"
            ),
            rf"(?:^|[.!?:;]\s*|\b(?:and|then|please) )\W*{_HOW}(?:say|output|print|claim)\s+(?:{_NAMED}|that\b)",
            (
                r"\b(?:when(?:ever)?|if|once|should)\s+(?:[\w'’]+\s+){0,4}?(?:asks?|asked|asking)\b"
                r"(?!\s+(?:to|for)\b)[^.!?\n]{0,80}[,:]\s*"
                rf"{_HOW}(?:{_SAY}\b|tell (?:them|him|her|the user)s? that\b|(?:the|your) answer\b)"
            ),
            (
                r"\b(?:when(?:ever)?|if) (?:a|any|the|this) (?:user|question)s?\b[^.!?\n]{0,80}[,:]\s*"
                rf"{_HOW}{_SAY}\b"
            ),
            (
                r"\b(?:answers?|reply|replies|responses?) (?:to|for) (?:all|any|every|each|whatever)\b"
                r"[^.!?\n]{0,40}\b(?:questions?|quer(?:y|ies)|prompts?)\b"
            ),
            r"\bthe answer is always\b",
            (
                r"\bquestions?\b[^.!?\n]{0,60}\b(?:must|should|shall|has to|have to|are to|is to) "
                r"(?:always )?be answered (?:with|by)\b"
            ),
            r"\buse\b[^.!?\n]{0,60}\bas (?:the|your) answer (?:to|for|when)\b",
            (
                r"\b(?:your|the (?:assistant|model|bot)['’]s) (?:only |final |next )*(?:answer|reply|response)s? "
                r"(?:must|should|shall|will|has to|is to)\b"
            ),
            r"\b(?:begin|start|end) your (?:answer|reply|response)s? with\b",
            r"\breplace\b[^.!?\n]{0,60}\bin your (?:answer|reply|response)s?\b",
            rf"\bfrom now on,?\s+{_HOW}{_SAY}\b",
            rf"\byour (?:new |real |only )*task (?:now )?is to {_SAY}\b",
            r"\bnew task\s*:",
            (
                r"(?:^|[.!?:;]\s+|\b(?:and|please) )\W*"
                r"(?:tell (?:the user|users|everyone|anyone who asks) that"
                r"|pretend (?:that|you|to be)\b"
                r"|role-?\s?play\b"
                r"|let(?:['’]s| us) play a game\b)"
            ),
            (
                r"(?:^|[.!?:;]\s+)\W*(?:act|behave|imagine)\b[^.!?\n]{0,60}"
                r"\b(?:answers?|says?|repl(?:y|ies)|responds?)\b"
            ),
            (
                r"\b(?:print|output|repeat|say|write|reveal|return)\b[^.!?\n]{0,30}"
                r"\b(?:your (?:system )?prompt|your instructions|and nothing else)\b"
            ),
            # Chat templates and faked turns.
            r"<\|[a-z_]+\|>",
            r"\[/?(?:INST|SYSTEM)\]",
            r"<</?SYS>>",
            r"</?(?:system|assistant|instructions?|prompt)>",
            r"^\s*#+\s*(?:instruction|response|system|assistant)\s*:",
            r"^\W*system (?:prompt|override)\W*(?:$|:)",
            (
                r"^\W*(?:system|assistant|developer)\s*(?:message\s*)?:\s*"
                rf"{_HOW}(?:you\b|{_SAY}\b|ignore\b|the (?:user|assistant|model)\b)"
            ),
            r"\b(?:developer|god|DAN) mode (?:is )?(?:now )?(?:on|enabled|activated)\b",
            # The same in French and German.
            (
                r"\b(?:ignore[zr]?|oublie[zr]?)\b[^.!?\n]{0,40}\b(?:vos|tes|les|toutes)\b"
                r"[^.!?\n]{0,20}\binstructions\b"
            ),
            r"\br[ée]ponde?[zs]\b[^.!?\n]{0,20}(?:\d|\btoujours\b|[\"«“])",
            (
                r"\b(?:ignoriere?n?|vergiss|vergessen Sie|missachte)\b[^.!?\n]{0,40}"
                r"\b(?:anweisung(?:en)?|befehle?|regeln|instruktionen)\b"
            ),
            r"\bantworte\b[^.!?\n]{0,20}(?:\d|\bimmer\b|\bnur\b|[\"„“])",
        )
    ),
    re.IGNORECASE | re.MULTILINE,
)


@lru_cache(maxsize=5_000)
def readable(text: str) -> str:
    """The text, as long as before, with spaces for what must not be taken for evidence."""
    bare = HIDDEN.sub(_blank, text)
    shown = INVISIBLE.sub(_blank, bare)
    if not _commands(bare):
        return shown
    kept = list(shown)
    for start, end in sentence_spans(shown):
        if _commands(bare[start:end]):
            kept[start:end] = re.sub(r"[^\n]", " ", shown[start:end])
    return "".join(kept)


def _commands(text: str) -> bool:
    """Whether it commands a model as a person would read it.

    Invisible characters are left out, and wide letters read as plain ones.
    """
    return COMMANDS.search(unicodedata.normalize("NFKC", INVISIBLE.sub("", text))) is not None


def _blank(match: re.Match) -> str:
    return re.sub(r"[^\n]", " ", match.group())
