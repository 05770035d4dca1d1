"""Verbs of speech: what somebody does by speaking, in a question and in a sentence.

Plain word lists and surface marks of English. Knows nothing of who speaks.
"""

import re
from enum import StrEnum


class SpeechAct(StrEnum):
    """What is done by speaking."""

    SAY = "say"
    DENY = "deny"
    AFFIRM = "affirm"
    ACCUSE = "accuse"


class Polarity(StrEnum):
    """Whether a claim is denied or affirmed by who speaks of it."""

    DENIES = "denies"
    AFFIRMS = "affirms"


_DENIALS = (
    "denied denies rejected rejects dismissed dismisses refuted refutes disputed disputes rebuffed "
    "contradicted contradicts repudiated disavowed disagreed disagrees refused refuses declined "
    "declines opposed opposes"
)
_DENYING_PHRASES = r"(?:rul(?:ed|es) out|turned down|pushed back|hit back)"
_SAYING_PHRASES = (
    r"(?:(?:made|makes) (?:it )?(?:clear|plain|known|public)|pointed out|points out|"
    r"(?:had|has|have) (?:written|sworn)|spoke of|speaks of)"
)
_AFFIRMATIONS = (
    "confirmed confirms acknowledged acknowledges admitted admits conceded concedes verified "
    "verifies corroborated"
)
_ACCUSATIONS = "accused accuses blamed blames faulted denounced denounces"
_SAYINGS = (
    "said says told tells added adds wrote writes stated states announced announces warned warns "
    "claimed insisted insists argued argues explained explains replied replies noted remarked "
    "observed observes recalled recalls suggested suggests proposed proposes promised promises "
    "pledged vowed vows urged urges called criticised criticized praised predicted predicts "
    "forecast asked demanded declared declares estimated estimates believes believed thinks "
    "thought expects expected hopes hoped fears feared agreed agrees alleged testified asserted "
    "asserts contended contends maintained maintains stressed emphasised emphasized repeated "
    "reiterated tweeted posted answered responded countered retorted joked complained lamented "
    "concluded revealed disclosed reported informed assured reassured advised threatened "
    "apologised apologized thanked welcomed welcomes condemned condemns appealed begged offered "
    "boasted quipped whispered shouted commented cautioned mentioned described guaranteed swore "
    "continued continues recommended recommends credited hinted signalled signaled related "
    "compared invited foresaw foresees excluded"
)
_BASE_FORMS = {
    SpeechAct.SAY: "say tell add write state announce warn claim insist argue explain note recall "
    "suggest propose promise guarantee call believe think expect comment speak give plan intend "
    "agree apologise apologize blame urge name",
    SpeechAct.DENY: "deny reject dismiss refute dispute rule refuse oppose",
    SpeechAct.AFFIRM: "confirm acknowledge admit concede verify",
    SpeechAct.ACCUSE: "accuse",
}
_ACTS: dict[str, SpeechAct] = {
    **dict.fromkeys(_SAYINGS.split(), SpeechAct.SAY),
    **dict.fromkeys(_DENIALS.split(), SpeechAct.DENY),
    **dict.fromkeys(_AFFIRMATIONS.split(), SpeechAct.AFFIRM),
    **dict.fromkeys(_ACCUSATIONS.split(), SpeechAct.ACCUSE),
}
_BASES = {base: act for act, words in _BASE_FORMS.items() for base in words.split()}
_AUXILIARY = (
    r"(?:would|will|did|does|do|could|can|cannot|can['’]t|wo(?:uld)?n['’]t|didn['’]t|doesn['’]t|"
    r"couldn['’]t)"
)
_BASE_ALTERNATIVES = "|".join(_BASES)
VERB = re.compile(
    rf"\b(?:(?P<denial>{_DENYING_PHRASES})|(?P<saying>{_SAYING_PHRASES}))\b"
    rf"|\b{_AUXILIARY}\s+(?:(?:not|never|neither|also)\s+)?(?P<base>{_BASE_ALTERNATIVES})\b"
    rf"|\b(?P<word>{'|'.join(_ACTS)})\b"
)
"""A finite verb of speech; `act_of` says which act it is."""

_OPENING = re.compile(
    r"^\W*(?:and\s+|but\s+|so\s+)?(?:according\s+to\s+whom\b"
    r"|(?:in\s+)?whose\s+(?:view|opinion|words?)\b"
    r"|who\s+(?:(?:was|is)\s+it\s+(?:that|who)\s+)?(?P<rest>.*))",
    re.IGNORECASE | re.DOTALL,
)
_ADVERB = (
    r"(?:\w+ly|also|has|have|had|first|later|once|then|never|always|would|will|did|does|not|"
    r"rather|want\s+to|wish\s+to|at\s+first|on\s+\w+day)"
)
_ASKED_VERB = re.compile(
    rf"(?:{_ADVERB}\s+)*?(?!(?:wrote|writes?)\b(?!\s+that\b))"
    rf"(?P<verb>{_DENYING_PHRASES}|{_SAYING_PHRASES}|(?:was|is|are|were|been)\s+quoted"
    rf"|{'|'.join(_ACTS)}|{_BASE_ALTERNATIVES})\b",
    re.IGNORECASE,
)
"""Who wrote a book is no question for a speaker; who wrote that it rained is."""
_NEGATED = re.compile(
    r"\b(?:not|never|neither|nor|cannot|n['’]t|declined\s+to|refused\s+to|unable\s+to|"
    r"declines\s+to|refuses\s+to)\s+(?:\w+ly\s+)?$",
    re.IGNORECASE,
)
_POLAR = re.compile(
    rf"\b(?P<denies>{'|'.join(_DENIALS.split())}|deny|denying|reject|rejecting|{_DENYING_PHRASES})\b"
    rf"|\b(?P<affirms>{'|'.join(_AFFIRMATIONS.split())}|confirm|confirming|admit|admitting|"
    r"acknowledge|acknowledging|concede)\b",
    re.IGNORECASE,
)
_NO = re.compile(r"\b(?:no|not|never|nothing|none|nobody|neither|cannot)\b|n['’]t\b", re.IGNORECASE)
_REFUSALS = re.compile(r"(?:declin|refus)\w+\s+to\b", re.IGNORECASE)


def act_of(verb: re.Match[str]) -> SpeechAct:
    """What a match of VERB does."""
    if verb["denial"] or verb["saying"]:
        return SpeechAct.DENY if verb["denial"] else SpeechAct.SAY
    return _BASES[verb["base"]] if verb["base"] else _ACTS[verb["word"]]


def is_about_speaker(question: str) -> SpeechAct | None:
    """The speech act whose speaker a question asks for ("Who denied ...?"), else None.

    None for "Whom did Ruck accuse?" and "Who was accused by Ruck?": these ask for the accused.
    """
    verb = asked_verb(question)
    if verb is None:
        return None
    if re.fullmatch(_DENYING_PHRASES, verb):
        return SpeechAct.DENY
    return _ACTS.get(verb) or _BASES.get(verb) or SpeechAct.SAY


def asked_verb(question: str) -> str | None:
    """The verb of speech, as written but in lower case, of a question for the speaker."""
    opening = _OPENING.match(question)
    if opening is None:
        return None
    if opening["rest"] is None:
        return "according to"
    asked = _ASKED_VERB.match(opening["rest"])
    return " ".join(asked["verb"].lower().split()) if asked else None


def asks_polarity(question: str) -> Polarity | None:
    """The polarity that the speaker who is asked for has: AFFIRMS for "Who confirmed ...?"."""
    act = is_about_speaker(question)
    if act is SpeechAct.DENY:
        return Polarity.DENIES
    return Polarity.AFFIRMS if act is SpeechAct.AFFIRM else None


def speech_polarity(sentence: str) -> Polarity | None:
    """Whether a sentence reports a denial or a confirmation; None where neither, or both.

    "would not confirm" and "did not deny" are neither, and so is "declined to comment".
    """
    found = {
        Polarity.DENIES if verb["denies"] else Polarity.AFFIRMS
        for verb in _POLAR.finditer(sentence)
        if not _NEGATED.search(sentence, 0, verb.start())
        and not _REFUSALS.match(sentence, verb.start())
    }
    return found.pop() if len(found) == 1 else None


def says_no(sentence: str) -> bool:
    """Whether somebody is reported to say that something is not so: a denial without the word.

    "insisted that it was not", "said: “No, ...”"; not "did not say" and not "no one said".
    """
    return any(
        act_of(verb) is SpeechAct.SAY
        and _NO.search(sentence, verb.end()) is not None
        and _NO.search(verb.group()) is None
        and not _NEGATED.search(sentence, 0, verb.start())
        for verb in VERB.finditer(sentence)
    )
