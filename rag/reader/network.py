"""The reader's network: MiniLM's encoder with two heads.

The span head points at the answer. The verdict says whether the span that was pointed at is an
answer: it sees [CLS] and the tokens that the span head looks at, so that finding and doubting are
learned apart (a span head with a "no answer" position mixes them).
"""

from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn
from transformers import BertModel
from transformers.utils.logging import set_verbosity_error

from rag.reader.windows import OFF


@dataclass(frozen=True)
class Outputs:
    """(windows, tokens) logits of an answer's first and last token, and (windows,) logits of there being one."""

    start: Tensor
    end: Tensor
    verdict: Tensor


class Network(nn.Module):
    def __init__(self, encoder: BertModel) -> None:
        super().__init__()
        self.encoder = encoder
        width = encoder.config.hidden_size
        self.span = nn.Linear(width, 2)
        self.look = nn.Linear(3 * width, width)
        self.verdict = nn.Linear(width, 1)

    @classmethod
    def from_embedder(cls, directory: Path) -> "Network":
        """The embedder's weights under new heads. Word embeddings stay as they are: the embedder ships them."""
        set_verbosity_error()  # the embedder's pooler, which is left behind, is no news
        encoder = BertModel.from_pretrained(
            str(directory), add_pooling_layer=False, attn_implementation="eager", local_files_only=True
        )
        encoder.embeddings.word_embeddings.weight.requires_grad_(False)
        return cls(without_dropout(encoder))

    def forward(self, ids: Tensor, types: Tensor, mask: Tensor, passage: Tensor) -> Outputs:
        states = self.encoder(input_ids=ids, token_type_ids=types, attention_mask=mask).last_hidden_state
        logits = self.span(states).float().masked_fill(passage.unsqueeze(-1) == 0, OFF)
        start, end = logits.unbind(-1)
        looked = [
            (torch.softmax(weights.detach(), -1).to(states.dtype).unsqueeze(1) @ states).squeeze(1)
            for weights in (start, end)
        ]
        pooled = torch.cat([states[:, 0], *looked], dim=-1)
        return Outputs(start, end, self.verdict(torch.tanh(self.look(pooled))).squeeze(-1).float())


def without_dropout(encoder: BertModel) -> BertModel:
    """Drawing the masks takes a third of a step on a CPU."""
    for module in encoder.modules():
        if isinstance(module, nn.Dropout):
            module.p = 0.0
    return encoder
