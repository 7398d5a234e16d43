"""Whether a question is in English, the one language whose questions are understood."""

import re
import unicodedata
from functools import cache

from index.offline import static_files

# Those whose questions are likely and whose function words NLTK lists; other scripts are told by their letters.
LANGUAGES = (
    "danish dutch finnish french german hungarian italian norwegian portuguese romanian spanish swedish turkish"
).split()
# Question words, which the lists leave out: they are what a short question consists of.
ASKING = {
    "danish": "hvem hvad hvor hvornår hvorfor hvordan hvilken hvilke",
    "dutch": "wie wat waar wanneer waarom hoe welke hoeveel",
    "finnish": "kuka mikä mitä missä milloin miksi miten",
    "french": "qui que quoi quel quelle quels quelles où quand pourquoi comment combien est-ce qu'est-ce",
    "german": "wer was wo wann warum wieso wie wieviel welche welcher welches wessen wohin",
    "hungarian": "ki mi hol mikor miért hogyan mennyi",
    "italian": "chi cosa che dove quando perché come quanto quanti quale quali",
    "norwegian": "hvem hva hvor når hvorfor hvordan hvilken",
    "portuguese": "quem que onde quando porque porquê como quanto quantos qual quais",
    "romanian": "cine ce unde când cum cât câți care",
    "spanish": "quién quiénes qué dónde cuándo porqué cómo cuánto cuántos cuál cuáles",
    "swedish": "vem vad var när varför hur vilken vilka",
    "turkish": "kim ne nerede zaman neden nasıl kaç hangi",
}
POLISH_AND_CZECH = frozenset(
    (
        "kto co gdzie kiedy dlaczego jak ile który która które czy jest w na z do "
        "kdo kde kdy proč kolik který je se"
    ).split()
)
# Begins a question in no other of them.
ENGLISH_ONLY = frozenset("who whom whose what which when where why how".split())
QUOTED = re.compile(r"[\"“„«].*?[\"”“»]|\B['‘].*?['’]\B")
# A name, with the small words in it: Santa Cruz de la Sierra, Ludwig van der Berg. A question's first word may be
# no name.
_CAPITAL = r"(?=[^\W\d_])[^\Wa-zß-ÿ][\w'’-]*"
_LINKED = (
    r"(?:(?:\s+(?:de|del|della|di|da|dos|du|des|la|las|le|les|los|van|von|der|den|ter|zu|y|e))*"
    rf"\s+{_CAPITAL})"
)
_ASKED = "|".join(" ".join(ASKING.values()).split())
NAME = re.compile(
    "|".join(
        (
            rf"(?<=\s){_CAPITAL}{_LINKED}*",
            rf"^(?!(?i:{_ASKED})\b){_CAPITAL}{_LINKED}+",
        )
    )
)
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


@cache
def _function_words(language: str) -> frozenset[str]:
    listed = (static_files() / "nltk_cache/corpora/stopwords" / language).read_text(encoding="utf-8").split()
    return frozenset(listed) | frozenset(ASKING.get(language, "").split())


@cache
def _english() -> frozenset[str]:
    asking = (
        "who whom whose what which when where why how tell name list give many much there does did say said will would "
        "could may might"
    )
    return _function_words("english") | frozenset(asking.split())


def is_english(question: str) -> bool:
    """False only where the question is surely in another language: names and single words count for nothing."""
    letters = [character for character in question if character.isalpha()]
    said = [word.lower() for word in WORD.findall(NAME.sub(" ", QUOTED.sub(" ", question)))]
    if not letters or said and said[0] in ENGLISH_ONLY:
        return True
    latin = sum(unicodedata.name(letter, "").startswith("LATIN") for letter in letters)
    if latin * 2 < len(letters):
        return False
    english = sum(word in _english() for word in said)
    return not any(_is_in(language, said, english) for language in (*LANGUAGES, None))


def _is_in(language: str | None, said: list[str], english: int) -> bool:
    """Whether more of the words are the language's than English.

    Those of both count where a word of asking comes first.
    """
    words = _function_words(language) if language else POLISH_AND_CZECH
    own = sum(word in words and word not in _english() for word in said)
    if own and said[0] in ASKING.get(language, "").split():
        own = sum(word in words for word in said)
    return own >= 2 and own > english
