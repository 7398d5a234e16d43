"""What a question asks for, from its words: the kind of answer it wants, and the type of a fact.

Rules over word forms, no parser. A question that no rule knows asks for a fact.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from rag.dates import DATE


class Kind(StrEnum):
    """How the answer is put together."""

    FACT = "fact"
    CLAUSE = "clause"  # why, how, what did X say: the answer is a clause, not a phrase
    LIST = "list"
    YES_NO = "yes-no"
    COMPARISON = "comparison"
    OVERVIEW = "overview"
    EVENTS = "events"
    MENTIONED = "mentioned"


class Type(StrEnum):
    """What a fact looks like."""

    PERSON = "person"
    TIME = "time"
    DURATION = "duration"
    NUMBER = "number"
    PLACE = "place"
    ANY = "any"


@dataclass(frozen=True)
class Asked:
    """How the answer is put together, and what it must look like: each is decided on its own."""

    kind: Kind
    type: Type


TEXT = (
    r"(?:text|article|document|documents|report|story|piece|page|file|news|paper|book|this|it|that|all this"
    r"|everything)"
)
OVERVIEW = re.compile(
    rf"^(?:so\s+)?what(?:['’]s|\s+is|\s+are)\s+(?:(?:the|this|that|these|it)\b\s*(?:\w+\s+){{0,6}}?)about\b"
    r"|\bsum\s?mar(?:y|i[sz]e|i[sz]ation)\b"
    r"|\bsum (?:it|this|that|up)\b"
    r"|\boverview\b"
    r"|\bin (?:brief|a nutshell|short)\b"
    r"|\btl;?\s?dr\b"
    r"|\b(?:main|key|most important|central|essential)\s+"
    r"(?:points?|facts?|ideas?|messages?|topics?|takeaways?|things?|subject)\b"
    r"|\b(?:gist|essence)\b"
    rf"|^what\s+(?:does|do)\s+(?:the\s+|this\s+|these\s+)?(?:\w+\s+){{0,4}}(?:{TEXT})\s+"
    r"(?:say|cover|discuss|tell|report|deal with|talk about)\W*$"
    rf"|^(?:tell|inform)\s+me\s+(?:what|about)\s+(?:the\s+|this\s+)?{TEXT}(?:\s+(?:is|says?)(?:\s+about)?)?\W*$"
    rf"|^what(?:['’]s|\s+is)\s+(?:the\s+)?(?:topic|subject|theme)\b",
    re.IGNORECASE,
)
# Not "named after", "quoted as saying", "the companies that": those ask for one of them.
MENTIONED = re.compile(
    r"\b(?:who|which|what)\b(?:\s+\w+){0,3}?\s+(?:is|are|was|were|gets?|does|do)?\s*(?:all\s+|each\s+)?"
    r"(?:the\s+\w+\s+)?(?:mentioned|quoted|cited|talked about)\b(?!\s+(?:as|for|to)\b)"
    r"|\b(?:who|which|what)\b(?:\s+\w+){0,3}?\s+(?:is|are|was|were|gets?)\s+(?:all\s+)?named\b"
    r"(?=\W*$|\s+(?:in|by|here)\b)"
    r"|\b(?:who|which|what)\b(?:\s+\w+){0,3}?\s+(?:all\s+)?"
    r"(?:"
    r"(?:appear|occur|come up|feature)(?=\W*$|\s+(?:here|in)\b)"
    rf"|(?:appears|occurs|comes up|features)(?=\W*$|\s+here\b|\s+in\s+(?:the\s+|this\s+)?{TEXT}\b)"
    r")"
    r"|^(?:(?:please|give me|tell me|show me|what are|which are|who are|make)\s+)*(?:a\s+|the\s+)?"
    r"(?:names?|list|all) (?:of )?(?:all )?(?:the )?"
    r"(?:people|persons|organi[sz]ations|countries|companies|places)\b"
    r"(?!\s+(?:that|which|who|whom|whose|where|with|of|from|to)\b(?!\s+(?:is|are|was|were)\s+(?:mentioned|named)))"
    r"|^who(?:['’]s|\s+is|\s+are)\s+in\s+(?:the\s+|this\s+)?(?:text|article|document|report|story)\b",
    re.IGNORECASE,
)
EVENTS = re.compile(
    r"^(?:tell me\s+|say\s+)?what\s+(?:all\s+|else\s+)?(?:"
    r"happened"
    r"|took place"
    r"|occurred"
    r"|went on"
    r"|was going on"
    r"|is going on"
    r"|happens"
    r"|took\s+place"
    r"|events?\s+(?:took place|happened|occurred)"
    r")\b",
    re.IGNORECASE,
)
AUXILIARY = r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|shall|may|might|must)"
# What is said before the question itself.
POLITE = re.compile(
    r"^(?:"
    r"(?:so|please|ok(?:ay)?|in (?:short|brief|a nutshell)|briefly),\s+"
    r"|(?:please\s+)?(?:can|could|would|will) you (?:please\s+)?(?:"
    r"tell me,?\s+(?=who|whom|whose|what|which|when|where|why|how)"
    r"|(?=name|list|enumerate|give|explain|summ)"
    r")"
    r"|do you know\s+(?=who|whom|whose|what|which|when|where|why|how)"
    r")",
    re.IGNORECASE,
)
YES_NO = re.compile(
    rf"^(?:and\s+|but\s+|so\s+|ok(?:ay)?,?\s+)?{AUXILIARY}(?:n['’]?t)?\b"
    r"|\bis it (?:true|correct|right) that\b",
    re.IGNORECASE,
)
MORE = (
    r"(?:more|less|fewer|larger?|smaller|bigger|greater|higher|lower|longer|shorter|older|younger|earlier|later"
    r"|sooner|faster|slower|cheaper|dearer|taller|heavier|better|worse|closer|farther|further|first|last)"
)
COMPARISON = re.compile(
    rf"\b{MORE}\b.*\bor\b(?!\s+not\b)"
    rf"|\bor\b(?!\s+not\b).*\b{MORE}\b"
    r"|\bcompare[ds]?\b"
    r"|\bdifferen(?:ce|t)\b.*\b(?:between|from)\b"
    r"|\bdiffer\b"
    rf"|^(?:whose|which of the (?:two|three))\b.*\b{MORE}\b",
    re.IGNORECASE,
)
SAYING = (
    r"(?:say|says|said|tell|told|think|thinks|thought|claim|claims|announce|announced?|call|calls|describe"
    r"|describes|declare|state|explain|argue|warn|promise|demand|ask for|want|comment|respond|react|reply|answer"
    r"|put|view|see|characteri[sz]e|judge|rate|assess|report|suggest|propose|admit|concede|acknowledge|predict"
    r"|expect|hope|complain|insist|add|mention|point out|write|deny|confirm)"
)
SAID = re.compile(
    rf"^(?:and\s+|but\s+)?(?:what|how)\b.*?\b(?:did|does|do|has|have|had|was|were)\b.*\b{SAYING}\b"
    r"|^(?:and\s+)?what\s+(?:was|were|is|are)\s+.*?\b"
    r"(?:comment|reaction|response|reply|view|opinion|position|statement|words|message|explanation|warning|demand"
    r"|complaint|argument|assessment)s?\b"
    r"|^how\s+(?:did|does|do|has|have)\b.*\b(?:react|respond|describe|explain|see|view|put|call)\b"
    r"|\bin (?:his|her|their|its|\w+['’]s) (?:view|words|opinion)\b"
    r"|^(?:what|which) words\b",
    re.IGNORECASE,
)
COUNTED = (
    r"(?:many|much|great|long|old|often|far|tall|big|large|high|deep|wide|fast|quickly|soon|heavy|near|close|small"
    r"|strong|late|early|frequently|hot|cold)"
)
REASON = re.compile(
    r"^(?:and\s+|but\s+|so\s+)?(?:"
    r"why\b"
    r"|how\s+come\b"
    rf"|how\b(?!\s+{COUNTED}\b)"
    r"|for what (?:reason|purpose)"
    r"|in (?:what|which) (?:way|manner)"
    r"|by what means"
    r"|what\s+(?:is|was|were|are)\s+(?:the\s+|his\s+|her\s+|their\s+|its\s+|\w+['’]s\s+)?(?:\w+\s+)?"
    r"(?:reasons?|causes?|purpose|motive|goal|aim|point|explanation)\b"
    r"|what\s+(?:made|makes|caused|causes|led|leads|prompted|drove|drives|explains)\b"
    r")"
    r"|\bthe reasons? (?:for|why|that)\b"
    r"|\bexplain (?:why|how)\b"
    r"|\btell me (?:why|how)\b(?!\s+(?:many|much|long|old|far))",
    re.IGNORECASE,
)
NAMED = re.compile(
    r"^(?:please\s+)?(?:can you\s+|could you\s+)?(?:name|list|enumerate|give(?: me)?|tell me)\b\s*",
    re.IGNORECASE,
)
WHICH = re.compile(r"^(?:and\s+)?(?:(?:in|at|on|to|for|from|with|between|of|by)\s+)?(?:which|what)\s+", re.IGNORECASE)
WHO_ARE = re.compile(r"^(?:and\s+)?(?:who|what)\s+(?:all\s+)?(?:are|were)\b(?! you)|\ball (?:of )?the\b", re.IGNORECASE)
PLURAL = re.compile(
    r"(?:\w{2,}[^siu\W]s|\w+(?:ies|ches|shes|sses|xes)|people|men|women|children|aircraft|persons)",
    re.IGNORECASE,
)
# Verbs that look like plurals after "what".
VERBS_IN_S = frozenset(
    "makes causes happens gives takes drives keeps needs means does says goes comes leads helps stands shows appears "
    "occurs".split()
)
ARTICLES = frozenset("a an the his her its their".split())
STOP = frozenset(
    "a an the this that these those is are was were do does did has have had can could will would should may might "
    "must of in on at by to for from with about as and or not his her its their who whom".split()
)

PERSON = re.compile(
    r"\b(?:"
    r"who|whom|whose"
    r"|(?:which|what)\s+(?:\w+\s+){0,2}?(?:"
    r"person|man|woman|people|official|officer|minister|president|leader|politician|commander|spokes\w+"
    r"|director|head|author|scientist|engineer|artist|player|member|king|queen"
    r")"
    r")\b",
    re.IGNORECASE,
)
TIME = re.compile(
    r"\bwhen\b"
    r"|\b(?:what|which)\s+(?:\w+\s+)?"
    r"(?:day|date|month|year|century|decade|time|weekday|season|hour|morning|evening)s?\b"
    r"|\bhow soon\b"
    r"|\bhow long ago\b"
    r"|\bsince when\b"
    r"|\buntil when\b"
    r"|\bby when\b"
    r"|\b(?:name|give|tell me) the (?:date|day|year|month|time)\b"
    r"|\bthe date (?:of|on|when)\b",
    re.IGNORECASE,
)
DURATION = re.compile(
    r"\bhow (?:long|old)\b(?! ago)"
    r"|\bfor how (?:many|long)\b"
    r"|\bwas how long\b"
    r"|\bhow (?:many|much) (?:more )?(?:time|seconds?|minutes?|hours?|days?|weeks?|months?|years?|decades?)\b"
    r"|\b(?:what|which) (?:length|period|span) of time\b"
    r"|\bduration\b",
    re.IGNORECASE,
)
NUMBER = re.compile(
    r"\bhow (?:many|much|great|large|big|tall|high|deep|wide|far|fast|heavy|often|strong|near|close)\b"
    r"|\b(?:what|which)\s+(?:\w+\s+){0,2}?"
    r"(?:number|share|percentage|proportion|fraction|amount|price|cost|sum|total|toll|height|length|distance|speed"
    r"|weight|size|rate|figure|count|quantity|temperature|age|population|part of|capacity)\b"
    r"|\bwhat was the (?:death )?toll\b",
    re.IGNORECASE,
)
PLACE = re.compile(
    r"\bwhere\b"
    r"|\b(?:what|which)\s+(?:\w+\s+)?"
    r"(?:place|city|town|country|region|area|state|village|location|building|continent|street|province|district"
    r"|island|port|site|platform)\b"
    r"|\b(?:in|at|to|from) (?:what|which) (?:\w+ )?(?:city|town|country|place|region|part)\b",
    re.IGNORECASE,
)


def asked(question: str) -> Asked:
    """What is asked for. The wording counts, not what the documents hold."""
    return Asked(_kind(POLITE.sub("", question.strip())), type_of(question))


def _kind(question: str) -> Kind:
    if OVERVIEW.search(question):
        return Kind.OVERVIEW
    if MENTIONED.search(question):
        return Kind.MENTIONED
    if EVENTS.search(question) and DATE.search(question):
        return Kind.EVENTS
    if COMPARISON.search(question):
        return Kind.COMPARISON
    if YES_NO.search(question):
        return Kind.YES_NO
    if SAID.search(question) and not re.match(r"how (?:many|much)\b", question, re.IGNORECASE):
        return Kind.CLAUSE
    if REASON.search(question):
        return Kind.CLAUSE
    if _several(question) and type_of(question) not in (Type.NUMBER, Type.DURATION, Type.TIME):
        return Kind.LIST
    return Kind.FACT


def _several(question: str) -> bool:
    """Whether the noun that is asked for is a plural: "which countries", "name the two winners"."""
    if WHO_ARE.search(question):
        return True
    start = WHICH.match(question) or NAMED.match(question)
    if not start:
        return False
    rest = re.sub(r"^(?:all\s+)?(?:of\s+)?(?:the|me)\s+", "", question[start.end() :], flags=re.IGNORECASE)
    following = re.findall(r"[\w-]+", rest)[:5]
    for place, word in enumerate(following[:4]):
        if word.lower() in STOP or word.lower() in VERBS_IN_S:
            return False
        # "What gas fills the lamp": before an article it is a verb.
        verb = place and following[place + 1 : place + 2] and following[place + 1].lower() in ARTICLES
        if PLURAL.fullmatch(word) and word.lower() != "news":
            return not verb
    return False


def type_of(question: str) -> Type:
    """What a fact must look like to answer; of several cues the narrower wins: "how many days" is a duration."""
    for type_, pattern in (
        (Type.DURATION, DURATION),
        (Type.TIME, TIME),
        (Type.NUMBER, NUMBER),
        (Type.PERSON, PERSON),
        (Type.PLACE, PLACE),
    ):
        if pattern.search(question):
            return type_
    return Type.ANY
