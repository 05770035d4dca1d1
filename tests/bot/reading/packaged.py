"""The packaged network and its tokenizer, opened once for all tests: 1 s."""

from functools import cache

from bot.reading.candidates import Model
from bot.reading.network import Network
from bot.reading.pairs import PairEncoder
from index.model_files import find_model

TOKENIZER = find_model("").folder / "tokenizer.json"


@cache
def encoder() -> PairEncoder:
    return PairEncoder(TOKENIZER)


@cache
def model() -> Model:
    return Model(Network(threads=1), encoder())
