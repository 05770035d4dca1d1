"""Words that point back, replaced by what they mean: "he", "its symptoms", "there", "that deal".

Knows surface marks of English questions; whom a word may mean, it asks the conversation.
"""

import re
from collections.abc import Sequence

from bot.follow_ups.phrases import Token, joined_phrases, phrases_of, tokens_of, verb_places
from bot.follow_ups.referents import Talk
from bot.follow_ups.words import (
    AUXILIARIES,
    GRAMMAR,
    HE,
    IT,
    POINTERS,
    POSSESSIVES,
    PREPOSITIONS,
    SHE,
    TAKES_BASE_FORM,
    THEY,
    event_stems,
)
from bot.matter import matter_of
from index.terms import stems_of

_EMPTY_IT = re.compile(
    r"\bit\b(?= (?:true|possible|important|necessary|safe|legal|likely|better|hard|easy|worth)\b)"
    r"|\bit\b(?= (?:takes?|costs?) (?:to|for)\b)|(?:(?<=\bis )|(?<=\bwas ))it\b(?= that\b)",
    re.IGNORECASE,
)
_SPEECH = re.compile(
    r"^\s*who(?:ever)? (?:has |have |had |also |else )*(?P<verb>den(?:ied|ies)|confirm(?:ed|s)|"
    r"reject(?:ed|s)|announc(?:ed|es)|support(?:ed|s)|oppos(?:ed|es)|promis(?:ed|es)|"
    r"dismiss(?:ed|es)|claim(?:ed|s)|admit(?:ted|s)|report(?:ed|s)|criticis(?:ed|es)|"
    r"criticiz(?:ed|es)|condemn(?:ed|s)|welcom(?:ed|es)|propos(?:ed|es)) (?P<what>.+)$",
    re.IGNORECASE,
)
_ACCUSED = re.compile(
    r"^\s*whom? (?:(?:is|was|were|are|did .+?) accused?|accused .+?) of (?P<what>.+)$",
    re.IGNORECASE,
)
_SAID_ABOUT = re.compile(
    r"^\s*what (?:did|does|has|have|do) .+? (?:say|said|claim|claimed|think)\b\s*"
    r"(?P<about>about .+)?",
    re.IGNORECASE,
)
_DEFINES = re.compile(
    r"^\s*(?:what|who)(?: is| are| was| were|'s|’s)\b|^\s*tell me\b", re.IGNORECASE
)


def resolved(question: str, talk: Talk) -> str | None:
    """The question with what points back replaced; None where nothing does or can be."""
    tokens = tokens_of(question)
    empty = {match.start() for match in _EMPTY_IT.finditer(question)}
    changed = question
    is_changed = False
    for number in reversed(range(len(tokens))):
        token = tokens[number]
        if token.start in empty or not _points_back(question, tokens, number):
            continue
        if token.lower in POSSESSIVES and _is_named_before(tokens, number):
            continue
        if token.lower in POINTERS and any(other.lower in IT | THEY for other in tokens):
            continue
        meant = _meant(question, tokens, number, talk)
        if meant is None:
            continue
        start, end, put = meant
        changed = f"{changed[:start]}{put}{changed[end:]}"
        is_changed = True
    return changed if is_changed else None


def _points_back(question: str, tokens: Sequence[Token], number: int) -> bool:
    """Whether a word means something outside of the question."""
    token = tokens[number]
    word = token.lower
    following = tokens[number + 1].lower if number + 1 < len(tokens) else ""
    before = tokens[number - 1].lower if number else ""
    if word == "there":
        is_existential = before in AUXILIARIES and following not in ("", "and", "before", "now")
        return not is_existential and following not in AUXILIARIES
    if word in POINTERS:
        return following not in {"i", "you", "we", "he", "she", "they", "the"} and (
            word != "that"
            or number == 0
            or before in PREPOSITIONS | AUXILIARIES | {"do", "did"}
            or following == ""
        )
    if word not in HE | SHE | IT | THEY:
        return False
    return not _has_own(question, tokens, number)


def _is_named_before(tokens: Sequence[Token], number: int) -> bool:
    """Whether "his" follows a "he" that says whose it is."""
    same = next((kind for kind in (HE, SHE, IT, THEY) if tokens[number].lower in kind), IT)
    return any(token.lower in same for token in tokens[:number])


def _has_own(question: str, tokens: Sequence[Token], number: int) -> bool:
    """Whether the question itself says before whom or what the word means."""
    token = tokens[number]
    earlier = [p for p in phrases_of(question[: token.start]) if not p.is_generic]
    if not earlier:
        return False
    if token.lower in POSSESSIVES | {"themselves", "itself", "himself", "herself"}:
        return True
    between = question[earlier[-1].end : token.start].lower()
    if token.lower in HE | SHE:
        return any(phrase.is_name for phrase in earlier)
    return bool(re.search(r"\b(?:and|if|when|while|because|after|before|that)\b", between))


def _meant(
    question: str, tokens: Sequence[Token], number: int, talk: Talk
) -> tuple[int, int, str] | None:
    """What goes in the place of a word: characters from, to, and the words; None if unknown."""
    token = tokens[number]
    word = token.lower
    following = tokens[number + 1] if number + 1 < len(tokens) else None
    if word == "there":
        place = talk.place()
        before = tokens[number - 1].lower if number else ""
        put = f"{'' if before in PREPOSITIONS else 'in '}{place}"
        return None if place is None else (token.start, token.end, put)
    if word in POINTERS and following is not None and following.lower not in GRAMMAR:
        return _demonstrated(question, token, talk)
    whom = _whom(question, word, talk)
    if whom is None:
        return None
    is_owner = word in {"his", "its", "their", "hers", "theirs"} or (
        word == "her" and following is not None and following.lower not in GRAMMAR
    )
    return token.start, token.end, _owned(whom) if is_owner else whom


def _whom(question: str, word: str, talk: Talk) -> str | None:
    if word in HE:
        return talk.person("he")
    if word in SHE:
        return talk.person("she")
    if word in THEY:
        return talk.thing() or talk.person()
    if word not in POSSESSIVES and _is_of_events(question):
        event = _event(talk)
        if event is not None:
            return event
    return talk.thing()


def _demonstrated(question: str, token: Token, talk: Talk) -> tuple[int, int, str] | None:
    """ "this cancer" as the topic that it calls so; any other topic is added in brackets."""
    topic = talk.thing()
    phrase = next((p for p in joined_phrases(question) if p.start > token.end), None)
    if topic is None or phrase is None:
        return None
    head = stems_of([phrase.text.split()[-1].lower()])[0]
    if head in matter_of(topic):
        return token.start, phrase.end, topic
    return phrase.end, phrase.end, f" ({topic})"


def _is_of_events(question: str) -> bool:
    words = [token.lower for token in tokens_of(question)]
    return bool(set(stems_of(words)) & event_stems())


def _event(talk: Talk) -> str | None:
    """What the question before told of, in words that can follow a verb; None where it only asks
    what something is."""
    before = talk.last.standalone_question.strip().rstrip("?!. ")
    about = _SAID_ABOUT.match(before)
    if about:
        return f"that {about['about'] or ''}".strip()
    accused = _ACCUSED.match(before)
    if accused:
        return accused["what"]
    speech = _SPEECH.match(before)
    if speech:
        return speech["what"]
    if _DEFINES.match(before):
        return None
    words = before.split()
    if words and words[0].lower() in AUXILIARIES:
        return _that_clause(before)
    return None


def _that_clause(question: str) -> str | None:
    """A question of yes or no as a claim: "that Russia is involved", its subject put first."""
    tokens, phrases = tokens_of(question), joined_phrases(question)
    verbs = [number for number in sorted(verb_places(question)) if number > 1]
    if tokens[0].lower in TAKES_BASE_FORM and verbs:
        end = tokens[verbs[0]].start
    elif phrases:
        end = phrases[0].end
    else:
        return None
    subject = question[tokens[0].end : end].strip()
    return f"that {subject} {tokens[0].lower} {question[end:].strip()}".strip()


def _owned(name: str) -> str:
    if name.endswith(("'s", "’s")):
        return name
    return f"{name}'" if name.endswith("s") else f"{name}'s"
