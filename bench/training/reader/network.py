"""The reader model in torch, for training, and its loss.

The packaged MiniLM reads question and passage together; one linear layer gives four scores a
token: start and end of the answer, evidence, answerable. On the first token ([CLS]) they are the
scores of "no answer here". A sentence's score is the mean of its tokens' evidence.
"""

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

    def __init__(self, folder: Path) -> None:
        """Starts from the packaged weights in a folder."""
        super().__init__()
        self.encoder = BertModel.from_pretrained(
            str(folder),
            add_pooling_layer=False,
            hidden_dropout_prob=0.0,
            attention_probs_dropout_prob=0.0,
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


def loss_of(scores: Tensor, batch: Batch) -> Tensor:
    """Span, sentence and answerability losses of a batch, added up; a scalar.

    Each is the negative log-likelihood of any right choice among all and "none" (Clark and
    Gardner 2018, "Simple and Effective Multi-Paragraph Reading Comprehension").
    """
    spans = (
        _any_of(scores[..., START], batch.spannable, batch.starts)
        + _any_of(scores[..., END], batch.spannable, batch.ends)
    ) / 2
    has_span = batch.starts.any(-1)
    span_loss = (spans * has_span).sum() / has_span.sum().clamp(min=1)
    none = scores[:, :1, EVIDENCE]
    options = torch.cat([none, sentence_scores(scores, batch.pooling)], dim=1)
    answers = batch.gold.any(-1)
    right = torch.cat([~answers[:, None], batch.gold], dim=1)
    sentence_loss = _any_of(options, options > _NEVER / 2, right).mean()
    answerable_loss = binary_cross_entropy_with_logits(scores[:, 0, ANSWERABLE], answers.float())
    return span_loss + sentence_loss + 0.5 * answerable_loss


def _any_of(scores: Tensor, possible: Tensor, right: Tensor) -> Tensor:
    """(n,) negative log of the share that right choices have of all possible ones."""
    everything = scores.masked_fill(~possible, _NEVER).logsumexp(-1)
    return everything - scores.masked_fill(~right, _NEVER).logsumexp(-1)
