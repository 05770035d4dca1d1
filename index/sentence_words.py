"""The words that the sentence rules look up: abbreviations by role, and words that open sentences.

Data only; what a role means for a boundary is decided in sentence_rules. Spelled without their
last full stop, and with the case that they have in news copy.
"""

TITLES = frozenset(
    """
    Adm Ald Amb Asst Atty Brig Capt Cdr Cmdr Col Cpl Cpt Del Det Dr Drs Fr Gen Gens Gov Govs Hon
    Insp Lt Maj Messrs Mlle Mme Mr Mrs Ms Msgr Mx Pfc Pres Prof Profs Pvt Rep Reps Rev Sen Sens Sgt
    Spc Spec Supt Treas
    """.split()
)
"""Before a name: never the end of a sentence, whatever comes (Gen. He Jianguo)."""

INSIDE = frozenset("v vs e.g i.e cf viz approx ca a.k.a".split())
"""Link what comes before to what comes after: never the end of a sentence."""

BEFORE_NUMBERS = frozenset(
    """
    No Nos Art Arts Fig Figs Sec Secs Vol Vols Ch Pt Par Pars Ex Op Rm Apt Bldg
    art fig figs sec secs vol vols ch p pp par pars pt nos
    """.split()
)
"""Lead to a number: not the end of a sentence before a digit. `No` is the number, `no` a word."""

MONTHS = frozenset("Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec".split())
"""Not the end of a sentence before a day's number."""

TIMES = frozenset("a.m p.m A.M P.M a.m.-p.m".split())
"""End a sentence before a capital, unless it is a day, a month or a time zone."""

AFTER_TIMES = frozenset(
    """
    Monday Tuesday Wednesday Thursday Friday Saturday Sunday Mondays Tuesdays Wednesdays Thursdays
    Fridays Saturdays Sundays Mon Tue Tues Wed Thu Thur Thurs Fri Sat Sun January February March
    April May June July August September October November December Jan Feb Mar Apr Jun Jul Aug Sep
    Sept Oct Nov Dec Eastern Central Mountain Pacific Alaska Hawaii Greenwich Moscow Beijing
    ET EST EDT CT CST CDT MT MST MDT PT PST PDT GMT UTC BST CET CEST IST JST AEST AEDT U.S
    """.split()
)
"""Belong to the time of day before them (5 p.m. Monday, 9 p.m. Eastern)."""

EITHER = frozenset(
    """
    Inc Corp Co Cos Ltd Bros Assn Dept Univ Jr Sr Esq Ph.D M.D Ave Blvd Bn Div Hwy Pkwy Rd Sq St Ste
    Ft Mt Mtn Ala Ariz Ark Calif Colo Conn Fla Ga Ind Kan Ky La Mass Md Mich Minn Mo Mont
    Neb Nev Okla Ore Pa Penn Tenn Tex Va Vt Wash Wis Wyo Que Ont Mon Tue Tues Wed Thu Thurs Fri
    al ed eds est dept
    """.split()
)
"""Stand within a sentence or end it: they end it before a word of STARTERS or an opening quote."""

USUAL_ENDS = frozenset("etc no ft lb lbs mi mph min oz pct sq yd yds".split())
"""End a sentence before any capital: they stand before no name."""

NAMES_WITH_MARKS = frozenset("Yahoo Jeopardy Yum".split())
"""Names spelled with an exclamation mark, which ends no sentence unless a STARTERS word follows."""

STARTERS = frozenset(
    """
    A About According Additionally After Again All Already Also Although Among An And Another Any
    Are As Asked At Because Before Both But By Can Did Do Does Despite During Each Earlier Either
    Even Every Everyone Few Finally For From Had Has Have He Her Here His How However I If In
    Indeed Instead Is It Its Just Last Later Like Many Meanwhile More Moreover Most Much My Nearly
    Neither Never Nevertheless Next No Nobody None Nor Not Nothing Now Of Officials On Once One Only
    Or Other Others Our Out Over People Perhaps Residents Several Shares She Since So Some Someone
    Sometimes Soon Still Such Than That The Their Then There These They This Those Though Through
    Thus To Today Together Tomorrow Two Three Under Unlike Until Up Was We Were What When Where
    Whether Which While Who Why Will With Within Without Would Yes Yesterday Yet You Your
    """.split()
)
"""Words that open sentences and are seldom part of a name."""

SPEECH_VERBS = """
    added announced answered argued asked began begged called concluded continued cried declared
    demanded exclaimed explained insisted joked noted pleaded posted recalled replied
    responded roared said says screamed shouted sighed told tweeted urged wondered wrote yelled
    """.split()
"""What follows a speaker's name after a quoted question or exclamation."""

HANGING_WORDS = frozenset(
    """
    a an and are as at be been but by for from had has have he her his in into is it its more no not
    of on or our over she such than that the their they this to under was we were when where which
    while who whose will with would you your
    """.split()
)
"""Words that end a line only where the text was wrapped."""

DOMAINS = frozenset("Com Org Net Gov Edu Io Ai Js Co Uk Tv Fm Me Us Eu".split())
"""Second halves of names with a dot inside (Amazon.Com, Node.Js)."""
