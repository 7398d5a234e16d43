"""The word forms that templates of questions look for: verbs with their bases, roles, what ends a clause."""

import re

# Base, third person, past: only verbs whose forms are certain, so that "opened" becomes "did … open".
_VERBS = """
    announce announces announced; approve approves approved; arrive arrives arrived; become becomes became
    begin begins began; build builds built; buy buys bought; chair chairs chaired; close closes closed
    collect collects collected; command commands commanded; contain contains contained; damage damages damaged
    design designs designed; destroy destroys destroyed; die dies died; direct directs directed
    discover discovers discovered; employ employs employed; end ends ended; found founds founded; have has had
    head heads headed; hold holds held; invent invents invented; join joins joined; kill kills killed
    launch launches launched; lead leads led; leave leaves left; lose loses lost; marry marries married
    move moves moved; open opens opened; paint paints painted; plant plants planted; produce produces produced
    publish publishes published; raise raises raised; receive receives received; reject rejects rejected
    resign resigns resigned; return returns returned; say says said; sell sells sold; serve serves served
    sign signs signed; sink sinks sank; start starts started; teach teaches taught; use uses used; visit visits visited
    win wins won; write writes wrote
"""
_FORMS = [entry.split() for entry in re.split(r"[;\n]", _VERBS) if entry.strip()]
BASES = {form: base for base, *forms in _FORMS for form in forms}
PAST = frozenset(past for _, _, past in _FORMS)
INFLECTED = "|".join(sorted(BASES))
# "had" is left to the templates of auxiliaries.
HAPPENED = "|".join(sorted(PAST - {"had"}))

DONE_SOMEWHERE = (
    "arrested|based|born|built|buried|discovered|founded|held|hanged|kept|killed|launched|located|made|moored|produced"
    "|published|signed|stationed|stored|trained"
)
ROLES = (
    "ambassador|architect|auditor|author|bishop|captain|chair|chairman|chairwoman|chancellor|chief|coach|commander"
    "|conductor|curator|deputy|designer|director|editor|engineer|envoy|founder|general|governor|head|headteacher"
    "|inventor|judge|king|leader|manager|master|mayor|minister|owner|premier|president|queen|secretary|senator"
    "|spokesman|spokesperson|spokeswoman|treasurer|winner"
)
# A question with one of these is about something that it does not name.
POINTS_ELSEWHERE = re.compile(
    r"\b(?:he|she|it|they|we|you|i|him|her|them|us|me|his|hers|its|their|our|your|my|this|these|those|there|here|such"
    r"|one|ones|former|latter|same|other|others|another|both)\b",
    re.IGNORECASE,
)
# A subject with one of these is more than a noun phrase.
JOINTS = re.compile(
    r"\b(?:who|whom|whose|which|that|when|where|while|because|after|before|until|since|later|ago|if|as|but|and|or"
    r"|said|says|not|never)\b",
    re.IGNORECASE,
)
CLAUSE_END = re.compile(r"[;:—–(]|,\s|\s-\s|[.!?]+$|\s(?:who|whom|whose|which|because|although|though|while|but)\b")
LIMITED = re.compile(
    r"\b(?:at\s+least|at\s+most|(?:more|fewer|less)\s+than|up\s+to|over|nearly|almost|about|around|only|some)\s+$",
    re.IGNORECASE,
)
MARKUP = re.compile(r"[\"“”„«»*_`|<>\[\]]")

WORD = r"[\w'’-]+"
CAPITAL = r"(?=[^\W\d_])[^\Wa-zß-ÿ][\w-]*"
PERSON = rf"{CAPITAL}(?: {CAPITAL}){{1,2}}(?![\w'’-])"
NAME = rf"{CAPITAL}(?: {CAPITAL}){{0,2}}(?![\w'’-])"
SUBJECT = rf"(?P<subject>(?:[Tt]he|[Aa]n?)(?: {WORD}){{1,6}}?|{CAPITAL}(?: {CAPITAL}){{0,3}})"
AUXILIARY = r"(?P<aux>is|are|was|were|will|would|has|have|had)"
PLURAL = r"(?:[\w'’-]*[^\W\d_][^\W\d_siu]s|[\w'’-]+(?:ies|ches|shes|sses|xes)|people|men|women|children|aircraft)"
EXTENDED_ROLE = rf"(?: {WORD}){{0,4}}? (?:{ROLES})(?: (?:of|for|to)(?: {WORD}){{1,4}})?"
