"""python -m rag.writer.train --output DIR: trains the built-in language model's adapter.

A LoRA adapter (Hu et al. 2022, "LoRA: Low-Rank Adaptation of Large Language Models") for two things: to phrase answers, from
the sentences of `rag/writer/sentences.jsonl` that pass verification, and to ask questions, from those of
`rag/reader/written`. The state is saved in DIR every few minutes, and the same command goes on from there. It needs
the packages of requirements-train.txt.
"""

import argparse
import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.checksum import sha256_file
from index.command import run_command
from index.sentences import sentence_spans
from rag.config import Config
from rag.generator import Prompt, SteeredGenerator, builtin_path, messages, open_generator
from rag.reader.squad import Question, read_squad
from rag.verify import align, says
from rag.writer import POINTS_ELSEWHERE, SENTENCES, to_answer, to_ask

WRITTEN = Path(__file__).parent.parent / "reader" / "written"
HELD_OUT = 9  # one example in nine is left for looking at what was learned
QUESTIONS = 3_200  # to learn to ask from
# Forms that ask for a name, number or date of one sentence.
ASKS = re.compile(r"(?:Who|Whose|When|Where|How \w+|What|Which|In which|On which|By how|To whom)\b.*\?")
NAME_OR_NUMBER = re.compile(r"\w*[A-Z0-9]\w*")
LONGEST_ANSWER = 8  # words
RANK, ALPHA = 16, 32
# Attention's queries and keys are left alone: GGUF files hold them in another order.
LAYERS = {
    "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output",
    "mlp.gate_proj": "ffn_gate",
    "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down",
}
IGNORED = -100  # labels of the prompt's tokens: only the reply is learned


@dataclass(frozen=True)
class Example:
    """A request and the reply to it."""

    prompt: Prompt
    reply: str


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m rag.writer.train", description=__doc__.split("\n")[0])
    parser.add_argument("--output", type=Path, required=True, metavar="DIR", help="where the state and the adapter go")
    parser.add_argument("--epochs", type=float, default=1.0, help="times that each example is read (default: 1)")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    model = trained(learned(arguments.seed), arguments)
    path = arguments.output / "adapter.gguf"
    save_adapter(model, path)
    print(f"{path}: copy it to rag/writer, and its SHA-256, {sha256_file(path)}, to rag/writer/__init__.py, to use it")
    return 0


def learned(seed: int) -> list[Example]:
    """What is learned; one in nine of either kind is left out."""
    rng = random.Random(seed)
    questions = [example for path in sorted(WRITTEN.glob("*.json")) for example in asking(read_squad(path))]
    return [
        example
        for examples in (phrasing(SENTENCES), rng.sample(questions, min(QUESTIONS, len(questions))))
        for example in rng.sample(examples, len(examples) - len(examples) // HELD_OUT)
    ]


def phrasing(path: Path) -> list[Example]:
    """Those sentences that verification would let pass today."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [
        Example(Prompt(*to_answer(row["text"], row["question"], row["short"])), row["sentence"])
        for row in rows
        if align(row["sentence"], row["question"], [row["text"]]) is not None and says(row["sentence"], row["short"])
    ]


def asking(questions: Sequence[Question]) -> Iterator[Example]:
    """Well-formed questions whose names and numbers stand in the title or in the sentence that answers them."""
    for question in questions:
        if not question.answerable or not ASKS.fullmatch(question.text) or POINTS_ELSEWHERE.search(question.text):
            continue
        answer = question.answers[0]
        spans = sentence_spans(question.context)
        sentence = next((question.context[a:b] for a, b in spans if a <= answer.start and answer.end <= b), "")
        known = f"{question.article} {sentence}"
        named = NAME_OR_NUMBER.findall(question.text[1:])
        if sentence and len(answer.text.split()) <= LONGEST_ANSWER and all(word in known for word in named):
            yield Example(Prompt(*to_ask(question.article, sentence, answer.text)), question.text)


def tokenized(examples: Sequence[Example], generator: SteeredGenerator) -> list[dict]:
    """Token numbers of prompt and reply, by the tokenizer of the GGUF file itself."""
    llm = generator.unsteered()
    end = llm._model.tokenize(b"<|im_end|>", add_bos=False, special=True)
    made = []
    for example in examples:
        prompt = llm.messages_to_prompt(messages(example.prompt))
        before = llm._model.tokenize(prompt.encode(), add_bos=False, special=True)
        reply = llm._model.tokenize(example.reply.encode(), add_bos=False, special=False) + end
        made.append({"input_ids": before + reply, "labels": [IGNORED] * len(before) + reply})
    return made


def trained(examples: Sequence[Example], arguments: argparse.Namespace):
    """The model with its adapter, in PyTorch."""
    import torch
    from peft import LoraConfig, get_peft_model
    from transformers import AutoModelForCausalLM, Trainer, TrainingArguments
    from transformers.trainer_utils import get_last_checkpoint

    path = builtin_path()
    data = tokenized(examples, open_generator("builtin", Config(), taught=False))
    torch.manual_seed(arguments.seed)
    base = AutoModelForCausalLM.from_pretrained(str(path.parent), gguf_file=path.name, dtype=torch.float32)
    base.is_quantized = False  # its weights were, and are no longer
    names = [name.split(".")[-1] for name in LAYERS]
    model = get_peft_model(base, LoraConfig(r=RANK, lora_alpha=ALPHA, target_modules=names, task_type="CAUSAL_LM"))
    settings = TrainingArguments(
        output_dir=str(arguments.output), num_train_epochs=arguments.epochs, per_device_train_batch_size=16,
        learning_rate=3e-4, lr_scheduler_type="linear", warmup_steps=10, train_sampling_strategy="group_by_length",
        logging_steps=10, save_steps=50, save_total_limit=1, report_to=[], seed=arguments.seed, use_cpu=True, bf16=True,
    )
    trainer = Trainer(model=model, args=settings, train_dataset=data, data_collator=padded)
    trainer.train(resume_from_checkpoint=get_last_checkpoint(str(arguments.output)) if arguments.output.is_dir() else None)
    return model


def padded(rows: Sequence[dict]) -> dict:
    """A batch of one length; what is added is neither attended to nor learned."""
    import torch

    lengths = [len(row["input_ids"]) for row in rows]
    longest = max(lengths)
    fill = {"input_ids": 0, "labels": IGNORED}
    made = {
        key: torch.tensor([row[key] + [value] * (longest - len(row[key])) for row in rows]) for key, value in fill.items()
    }
    return {**made, "attention_mask": torch.tensor([[1] * n + [0] * (longest - n) for n in lengths])}


def save_adapter(model, path: Path) -> None:
    """As a GGUF file that llama.cpp adds to the model when it is loaded."""
    import numpy as np
    from gguf import GGUFWriter

    writer = GGUFWriter(str(path), "llama")
    writer.add_type("adapter")
    writer.add_string("adapter.type", "lora")
    writer.add_float32("adapter.lora.alpha", float(ALPHA))
    for name, weight in model.named_parameters():
        if "lora_" not in name:
            continue
        _, _, _, _, block, *module, part, _, _ = name.split(".")
        tensor = f"blk.{block}.{LAYERS['.'.join(module)]}.weight.{part.lower()}"
        writer.add_tensor(tensor, weight.detach().numpy().astype(np.float16))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


if __name__ == "__main__":
    run_command(main)
