"""How texts are laid out for a model."""

from hypothesis import given
from hypothesis import strategies as st

from index.batches import encodable, plan_batches


@given(lengths=st.lists(st.integers(0, 300)), budget=st.integers(1, 1000))
def test_every_text_is_in_one_batch_and_none_is_beyond_the_budget(
    lengths: list[int], budget: int
) -> None:
    batches = plan_batches(lengths, token_budget=budget)
    assert sorted(row for batch in batches for row in batch) == list(range(len(lengths)))
    for batch in batches:
        padded = len(batch) * max(lengths[row] for row in batch)
        assert padded <= budget or len(batch) == 1


@given(lengths=st.lists(st.integers(0, 300)))
def test_the_longest_come_first(lengths: list[int]) -> None:
    batches = plan_batches(lengths, token_budget=500)
    laid_out = [lengths[row] for batch in batches for row in batch]
    assert laid_out == sorted(lengths, reverse=True)


@given(text=st.text(st.characters(exclude_categories=["Cs"])))
def test_text_that_is_unicode_stays_as_it_is(text: str) -> None:
    assert encodable(text) == text


def test_a_lone_surrogate_becomes_a_question_mark() -> None:
    assert encodable("a\ud800b") == "a?b"
