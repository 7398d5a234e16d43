"""python -m rag.reader.speed: how long the reader takes for a question, by engine and precision.

Eight passages of 150 words, warm, all cores; the median, lowest and highest of the rounds. One engine
after the other, since the threads of each keep the cores busy for a while after their work.
"""

import argparse
import random
import statistics
import time
from collections.abc import Callable

from index.command import run_command
from rag.reader.graph import PRECISIONS
from rag.reader.span import SpanReader
from rag.reader.torch_reader import TorchReader
from rag.reader.windows import Pair

WARM_UP = 5
WORDS = "the of and harbour opened in 1904 under its first master who served for twelve years before a storm".split()
QUESTION = "Who was the first master of the harbour?"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m rag.reader.speed", description=__doc__.split("\n")[0])
    parser.add_argument("--passages", type=int, default=8, help="passages of a question (default: 8)")
    parser.add_argument("--words", type=int, default=150, help="words of a passage (default: 150)")
    parser.add_argument("--rounds", type=int, default=20, help="times that each reads (default: 20)")
    arguments = parser.parse_args()
    rng = random.Random(0)
    pairs = [Pair(QUESTION, " ".join(rng.choices(WORDS, k=arguments.words))) for _ in range(arguments.passages)]
    readers: dict[str, Callable] = {f"torch {name}": TorchReader.shipped(name).found for name in ("f32", "bf16")}
    readers |= {f"openvino {name}": SpanReader(precision=name).found for name in PRECISIONS}
    for name, read in readers.items():
        times = timed(lambda: read(pairs), arguments.rounds)
        print(f"{name:14} {statistics.median(times):6.1f} ms  ({min(times):.1f} to {max(times):.1f})")
    return 0


def timed(work: Callable[[], object], rounds: int) -> list[float]:
    """Milliseconds of each round, after some to warm up: the threads of the engine before go to sleep meanwhile."""
    taken = []
    for _ in range(WARM_UP + rounds):
        begin = time.perf_counter()
        work()
        taken.append(1000 * (time.perf_counter() - begin))
    return taken[WARM_UP:]


if __name__ == "__main__":
    run_command(main)
