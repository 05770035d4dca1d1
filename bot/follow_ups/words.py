"""English words by which a question shows what it leans on. Data, nothing else."""

from functools import cache

from index.terms import stems_of

ASKING = frozenset("who whom whose what which when where why how".split())
AUXILIARIES = frozenset(
    "is are am was were be been being do does did has have had can could will would shall should "
    "may might must isn't aren't wasn't weren't don't doesn't didn't hasn't haven't hadn't can't "
    "couldn't won't wouldn't shouldn't".split()
)
TAKES_BASE_FORM = frozenset(
    "do does did can could will would shall should may might must don't doesn't didn't can't "
    "couldn't won't wouldn't shouldn't".split()
)
"""Auxiliaries behind whose subject a verb has to stand."""

FORMS_OF_BE = frozenset("is are am was were isn't aren't wasn't weren't".split())
DETERMINERS = frozenset(
    "a an the this that these those its their his her my your our no some any each every".split()
)
PREPOSITIONS = frozenset(
    "of in on for about with from by at into onto against between to under over near during "
    "since until after before behind through towards toward among within without across".split()
)
OF_PLACES = frozenset("in at near from into across within".split())

HE = frozenset("he him his himself".split())
SHE = frozenset("she her hers herself".split())
IT = frozenset("it its itself".split())
THEY = frozenset("they them their theirs themselves".split())
POSSESSIVES = frozenset("his her its their".split())
POINTERS = frozenset("this that these those".split())
PRONOUNS = HE | SHE | IT | THEY

GRAMMAR = (
    ASKING
    | AUXILIARIES
    | DETERMINERS
    | PREPOSITIONS
    | PRONOUNS
    | frozenset(
        "and or but so then also too there here not than as if because while i you we me us my "
        "your our one ones other others else more most much many less least very just only even "
        "still yet ever never now again often usually really actually please tell let ok okay "
        "anyone anybody someone somebody everyone everybody nobody none anything something "
        "everything nothing according yes no thanks thank "
        "well oh hi hello like such same own both all either neither out up "
        "down off away back what's who's how's where's it's that's i'm i'd i've let's".split()
    )
)
"""Words that never are part of what a question is about."""

LINKS = frozenset("and but so also then ok okay well what's".split())
"""Words that only join a question to the talk before it."""

GENERIC = frozenset(
    "type types kind kinds sort sorts difference differences cause causes effect effects symptom "
    "symptoms example examples part parts role roles cost costs price prices benefit benefits use "
    "uses name names number numbers way ways reason reasons history origin origins purpose "
    "advantage advantages disadvantage disadvantages importance impact impacts meaning definition "
    "list thing things people person place places time times year years day days information "
    "detail details idea ideas fact facts question answer story stories news article articles "
    "event events anything something everything someone anybody difference similarities risk "
    "risks sign signs treatment treatments option options step steps main best good better big "
    "bigger biggest large largest small smallest common popular famous different important new "
    "first last next long short high old top worst bad many lot lots rest kinds member members "
    "result results response responses reaction reactions date location amount total percent "
    "percentage chance chances".split()
)
"""Words that tell nothing without what they are of."""

_VERBS = """
    accept accuse achieve acquire act add address admit adopt advise affect afford agree aim allow
    announce answer appear apply appoint approve argue arrest arrive ask assume attack attend avoid
    back ban be beat become begin believe belong blame block borrow break bring build burn buy call
    cancel carry catch cause celebrate change charge check choose claim clean close collapse
    collect come compare compete complain condemn confirm consider contact contain continue
    contribute control convince cook cost count cover crash create criticise criticize cross cure
    cut damage deal decide declare decline decrease defeat defend define demand deny depend
    describe design destroy detect determine develop die differ disappear discover discuss dismiss
    do draw dress drink drive drop eat elect emerge end enjoy enter escape evolve exist expand
    expect explain express extend face fail fall favour feed feel fight fill find finish fire fit
    fix flee fly focus follow force forget form found function fund gain gather get give go govern
    grow guarantee handle happen hate have head hear help hide hire hit hold hope hunt identify
    ignore improve include increase influence inform insist inspire intend introduce invade invent
    invest investigate invite involve join judge jump keep kill know lack land last launch lead
    learn leave lend lie like limit listen live look lose love maintain make manage mark matter
    mean measure meet mention migrate mind miss move need negotiate note occur offer open operate
    oppose order originate outlive own pass pay perform persuade place plan play point
    participate predict
    prefer prepare present prevent produce promise promote propose protect protest prove provide
    publish pull push put question raise reach react read realise realize receive recognise
    recommend record recover reduce refer refuse reject relate release rely remain remember remove
    repair replace reply report represent reproduce request require resign resolve respond result
    retire return reveal rise rule run save say search see seem seize sell send serve settle shake
    share shoot show shut sign sing sit sleep solve speak spend split spread stand start stay steal
    stop strike study succeed suffer suggest supply support survive suspend swim take talk taste
    teach tell test thank think threaten throw train translate travel treat trigger try turn
    understand urge use visit vote wait walk want warn watch wear welcome win wish withdraw work
    worry write acquired spoke said told knew went took made became began gave found thought got
    saw came left felt brought wrote stood lost paid met ran sent built fell kept held led won died
    bought sold spent caught chose drew drove ate flew fought grew hid hit rose shook shot sang sat
    spoken stole struck swam taught threw wore withdrew broke cut put set
    stolen taken given shown seen known written driven broken chosen hidden beaten eaten fallen free
"""
PAST_FORMS = frozenset(
    "spoke said told knew went took made became began gave found thought got saw came left felt "
    "brought wrote stood lost paid met ran sent built fell kept held led won bought sold spent "
    "caught chose drew drove ate flew fought grew hid hit rose shook shot sang sat stole struck "
    "swam taught threw wore withdrew broke stolen taken given shown seen known written driven "
    "broken chosen hidden beaten eaten fallen".split()
)

OF_EVENTS = frozenset(
    "contradict dismiss dispute agree rebuff deny confirm claim say announce know happen "
    "believe report explain cause condemn criticise criticize support oppose react respond "
    "reject admit promise propose reveal".split()
)
"""Verbs whose "it" may be all that a question told of."""


@cache
def verb_stems() -> frozenset[str]:
    """The stems of the verbs that questions mostly have."""
    return frozenset(stems_of(_VERBS.split()))


@cache
def event_stems() -> frozenset[str]:
    """The stems of the verbs of OF_EVENTS."""
    return frozenset(stems_of([*sorted(OF_EVENTS), "denied", "denies", "said"]))
