"""English words that carry a question's grammar, not its matter. Data, nothing else."""

STOP_WORDS = frozenset(
    """
    a about after all also am an and any are as at be because been before being between both but
    by can could did do does doing done down during each either else ever every few for from get
    give given gives go had has have having he her here hers him his how i if in into is it its
    just kind many may me might more most much must my name named no nor not of off on once one
    only or other our out over own per please said same say says shall she should so some such
    tell than that the their them then there these they this those through to too under until up
    upon us very was we were what when where which while who whom whose why will with would yet
    you your
    """.split()
)
