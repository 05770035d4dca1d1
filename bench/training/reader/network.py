"""The reader model in torch, for training, and its loss.

The packaged MiniLM reads question and passage together; one linear layer gives four scores a
token: start and end of the answer, evidence, answerable. On the first token ([CLS]) they are the
scores of "no answer here". A sentence's score is the mean of its tokens' evidence.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits
from transformers import BertModel

START, END, EVIDENCE, ANSWERABLE = range(4)
HEADS = 4
_NEVER = -1e4


@dataclass(frozen=True, slots=True)
class Batch:
    """Examples as padded tensors; n examples, t tokens, s sentences.

    `ids`, `mask` (1 for a token), `kinds` (1 for the passage): (n, t) int64. `spannable` (n, t)
    bool: passage tokens and [CLS]. `starts` and `ends` (n, t) bool: right places, [CLS] where
    nothing answers; all False where only the sentence is known. `pooling` (n, s, t) float32: rows
    that take the mean of a sentence's tokens, zero past the last sentence. `gold` (n, s) bool.
    """

    ids: Tensor
    mask: Tensor
    kinds: Tensor
    spannable: Tensor
    starts: Tensor
    ends: Tensor
    pooling: Tensor
    gold: Tensor

    def to(self, device: torch.device) -> "Batch":
        """The same on another device."""
        return Batch(*(getattr(self, field.name).to(device) for field in fields(self)))


class ReaderNetwork(nn.Module):
    """MiniLM with one linear layer on top. Its word, place and kind embeddings stay as packaged."""

    def __init__(self, folder: Path, *, dropout: float = 0.0) -> None:
        """Starts from the packaged weights in a folder. `dropout` is the share while it trains."""
        super().__init__()
        self.encoder = BertModel.from_pretrained(
            str(folder),
            add_pooling_layer=False,
            hidden_dropout_prob=dropout,
            attention_probs_dropout_prob=dropout,
            attn_implementation="sdpa",
        )
        self.heads = nn.Linear(self.encoder.config.hidden_size, HEADS)
        for name, parameter in self.encoder.embeddings.named_parameters():
            parameter.requires_grad = name.startswith("LayerNorm")

    def forward(self, ids: Tensor, mask: Tensor, kinds: Tensor) -> Tensor:
        """(n, t, HEADS) scores of (n, t) tokens."""
        read = self.encoder(input_ids=ids, attention_mask=mask, token_type_ids=kinds)
        scores: Tensor = self.heads(read.last_hidden_state)
        return scores

    def trained(self) -> dict[str, Tensor]:
        """The weights that differ from the packaged ones, by name."""
        frozen = {n for n, p in self.named_parameters() if not p.requires_grad}
        return {
            name: value
            for name, value in self.state_dict().items()
            if name not in frozen and not name.endswith(("position_ids", "token_type_ids"))
        }


def sentence_scores(scores: Tensor, pooling: Tensor) -> Tensor:
    """(n, s) evidence scores of sentences; very low where there is no sentence."""
    pooled = torch.einsum("nst,nt->ns", pooling, scores[..., EVIDENCE])
    return pooled.masked_fill(pooling.sum(-1) == 0, _NEVER)


@dataclass(frozen=True, slots=True)
class Choices:
    """Scores as what is chosen between; n examples, t tokens, s sentences.

    Logarithms of shares: `start` and `end` (n, t), among the passage's tokens and "none";
    `sentence` (n, 1 + s), "none" first. `answerable` (n,): log-odds.
    """

    start: Tensor
    end: Tensor
    sentence: Tensor
    answerable: Tensor


def choices_of(scores: Tensor, batch: Batch) -> Choices:
    """What (n, t, HEADS) scores choose."""
    options = torch.cat([scores[:, :1, EVIDENCE], sentence_scores(scores, batch.pooling)], dim=1)
    return Choices(
        start=_shares(scores[..., START], batch.spannable),
        end=_shares(scores[..., END], batch.spannable),
        sentence=_shares(options, options > _NEVER / 2),
        answerable=scores[:, 0, ANSWERABLE],
    )


def loss_of(scores: Tensor, batch: Batch) -> Tensor:
    """Span, sentence and answerability losses of a batch, added up; a scalar.

    Each is the negative log-likelihood of any right choice among all and "none" (Clark and
    Gardner 2018, "Simple and Effective Multi-Paragraph Reading Comprehension").
    """
    made = choices_of(scores, batch)
    spans = -(_any_of(made.start, batch.starts) + _any_of(made.end, batch.ends)) / 2
    has_span = batch.starts.any(-1)
    span_loss = (spans * has_span).sum() / has_span.sum().clamp(min=1)
    answers = batch.gold.any(-1)
    right = torch.cat([~answers[:, None], batch.gold], dim=1)
    sentence_loss = -_any_of(made.sentence, right).mean()
    answerable_loss = binary_cross_entropy_with_logits(made.answerable, answers.float())
    return span_loss + sentence_loss + 0.5 * answerable_loss


def loss_to(taught: Sequence[Choices], scores: Tensor, batch: Batch) -> Tensor:
    """How far scores are from the mean of what several teachers choose; a scalar.

    Cross-entropies, added up as in `loss_of` (Hinton et al. 2015, "Distilling the Knowledge in a
    Neural Network", at temperature 1).
    """
    made = choices_of(scores, batch)

    def away(name: str) -> Tensor:
        shares = torch.stack([getattr(one, name).exp() for one in taught]).mean(0)
        lost: Tensor = -(shares * getattr(made, name)).sum(-1).mean()
        return lost

    odds = torch.stack([one.answerable.sigmoid() for one in taught]).mean(0)
    answerable_loss = binary_cross_entropy_with_logits(made.answerable, odds)
    return (away("start") + away("end")) / 2 + away("sentence") + 0.5 * answerable_loss


def _shares(scores: Tensor, possible: Tensor) -> Tensor:
    """Logarithms of shares among what is possible; very low elsewhere."""
    shares: Tensor = scores.masked_fill(~possible, _NEVER).log_softmax(-1)
    return shares


def _any_of(shares: Tensor, right: Tensor) -> Tensor:
    """(n,) logarithm of the share that right choices have together."""
    together: Tensor = shares.masked_fill(~right, _NEVER).logsumexp(-1)
    return together
