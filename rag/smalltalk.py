"""What is said to Footnote and is no question about the documents: greetings, thanks, "what can you do?"."""

import re

HELLO = "Hello. Ask me something about your documents: I answer with the sentence that proves it."
ABILITIES = (
    "I answer questions about your documents and show, for every answer, the words of the document that prove it. "
    "Ask who, when, where, how many or why, ask for a summary, or what somebody said; what the documents do not say, "
    "I refuse to answer."
)
IDENTITY = (
    "I am Footnote, a program on your own machine that answers questions about your documents with quotations from "
    "them."
)
THANKS = "You are welcome."
FINE = "I am a program, so I am always well. What would you like to know about your documents?"
PLEASED = "Good. Ask on whenever you like."
BYE = "Goodbye."

_NAME = r"(?:,?\s+(?:there|footnote|all|everyone|everybody|again|friend|buddy|mate|you|bot|assistant))?"
GREETING = (
    r"(?:hi+|hello+|hallo|hey+|hiya|howdy|yo|greetings|welcome"
    r"|good\s+(?:morning|afternoon|evening|day)"
    rf"|what['’]?s up|sup){_NAME}"
)
_THANKS = (
    r"(?:ok(?:ay)?,?\s+)?(?:many\s+)?"
    r"(?:thanks?|thank\s+you|thx|ty|cheers|much appreciated|i appreciate (?:it|that|your help))"
    r"(?:\s+(?:you|a lot|so much|very much|a bunch|a million|again"
    r"|for (?:the|your|all(?: the| your)?)?\s*(?:quick |good |great |nice )?"
    r"(?:help|answers?|info(?:rmation)?|that|time|everything)))*"
    r"(?:,?\s+(?:that (?:was|is|helps|helped)(?:\s+\w+){0,3}"
    r"|footnote|bye|goodbye|great|perfect"
    r"|you(?:['’]ve| have) been (?:very |really )?helpful))*"
) + _NAME
_GOODBYE = (
    r"(?:ok(?:ay)?,?\s+)?"
    r"(?:good\s?bye"
    r"|bye(?:[\s-]+bye)?"
    r"|see you(?:\s+\w+)?(?:,?\s+bye)?"
    r"|farewell|take care|good night"
    r"|that(?:['’]s| is| will be| was) all(?:,?\s+(?:thanks?|thank you|bye))?(?: for (?:now|today))?)"
) + _NAME
_HOW_ARE_YOU = "|".join(
    (
        r"how (?:are|do) you(?: do)?(?: doing| today| feeling)*",
        r"how(?:['’]s| is) it going",
        r"are you (?:ok|okay|well|fine)",
    )
)
_WHO_ARE_YOU = "|".join(
    (
        r"(?:so\s+)?(?:who|what) (?:exactly )?are you(?: exactly)?",
        r"what(?:['’]s| is) your name",
        (
            r"are you (?:an? )?(?:\w+ )?"
            r"(?:human|person|robot|bot|chat\s?bot|ai|a\.i\.|machine|language model|llm|program|real|chatgpt|assistant)"
            r"(?: person| assistant| model| being)?"
        ),
        r"(?:which|what) (?:\w+ )?(?:model|program|bot|assistant) are you",
        r"do you have a name",
        r"introduce yourself",
        r"who (?:made|built|created|developed) (?:you|footnote)",
        r"tell me (?:something )?about yourself",
    )
)
_WHAT_CAN_YOU_DO = "|".join(
    (
        (
            r"(?:so\s+|tell me\s+)?"
            r"(?:what|(?:which|what) (?:things|kinds? of (?:things|questions?)|questions?)) (?:all |else )?"
            r"(?:you can do|(?:can|could|do) you (?:do|help(?: me)? with|answer|know|offer)"
            r"|(?:can|could|should|may) (?:i|we) ask"
            r"|can (?:i|we) do (?:here|with (?:this|footnote)))"
            r"(?: (?:you|me|for me|about|with|here))*"
        ),
        (
            r"how (?:can|could|do|would) (?:you (?:help|work|assist)|i (?:use|ask|work with|start|begin))"
            r"(?: (?:me|you|this|here|footnote|it|with you))*"
        ),
        r"(?:can|could|will) you (?:please )?(?:help|assist)(?: me)?(?: (?:out|please))?",
        r"help(?: me)?(?: please)?",
        r"what (?:is|are) (?:this|you) (?:for|good for|able to do)",
        r"what are your (?:abilities|features|skills|capabilities|functions)",
        r"what is footnote",
        r"how does (?:this|footnote) work",
        r"what do you know",
        r"(?:can|could|may) i ask you (?:something|anything|a question)",
        r"what(?:['’]s| is) your (?:purpose|job|task|role)",
    )
)
_PRAISE = (
    r"(?:ok(?:ay)?|great|good|cool|nice|perfect|excellent|wow|awesome|i see|got it|alright|all right|well done"
    r"|good job|great job|nice work|very good|sounds good|fine|interesting"
    r"|nice to meet you|that was (?:\w+ )?helpful"
    r"|you(?:['’]re| are) (?:great|good|helpful|the best|awesome|amazing|brilliant)"
    r"|that(?:['’]s| is) (?:very )?(?:great|good|helpful|nice|interesting|all i (?:need|needed|wanted)))"
    r"(?:[\s,]+(?:job|work|answer|footnote|bot|thanks?|thank you|well done))*"
)
REPLIES = tuple(
    (re.compile(rf"(?:{pattern})", re.IGNORECASE), reply)
    for pattern, reply in (
        (rf"{GREETING}(?:,?\s+how are you(?: doing)?(?: today)?)?", HELLO),
        (_THANKS, THANKS),
        (_GOODBYE, BYE),
        (_HOW_ARE_YOU, FINE),
        (_WHO_ARE_YOU, IDENTITY),
        (_WHAT_CAN_YOU_DO, ABILITIES),
        (_PRAISE, PLEASED),
    )
)
# Of several things said at once, the reply to the last of these is given.
_SAYS_MOST = (PLEASED, HELLO, FINE, THANKS, BYE, IDENTITY, ABILITIES)
_OPENING = re.compile(
    rf"^\s*(?:{GREETING}|{_THANKS}|ok(?:ay)?|great|please)"
    r"(?:\s*[,.!:;—–]+\s*|\s+-+\s+)"
    r"(?=\w+\W+\w+\W+\w)",
    re.IGNORECASE,
)


def reply(said: str) -> str | None:
    """The reply where nothing but small talk was said, else None."""
    plain = re.sub(r"[^\w\s,.'’-]", " ", re.sub(r"[!?;:]+", ", ", said))
    bare = re.sub(r"\s*,[\s,.]*", ", ", " ".join(plain.split())).strip(" .,-")
    for part in _wholes(bare):
        if (answer := _reply_to(part)) is not None:
            return answer
    parts = [_reply_to(part) for part in re.split(r"[,.]+\s*", bare) if part]
    return None if None in parts or not parts else max(parts, key=_SAYS_MOST.index)


def _reply_to(part: str) -> str | None:
    return next((answer for pattern, answer in REPLIES if pattern.fullmatch(part)), None)


def _wholes(bare: str) -> list[str]:
    """What was said, and, where it is a greeting and something else, that alone."""
    opened = re.match(rf"(?:{GREETING}|{_THANKS})[\s,.]+(.+)$", bare, re.IGNORECASE)
    return [bare, opened.group(1)] if opened else [bare]


def without_opening(question: str) -> str:
    """The question without a greeting or thanks before it."""
    return _OPENING.sub("", question, count=1)
