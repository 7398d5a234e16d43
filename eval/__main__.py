"""python -m eval run | compare | squad | draft | peers"""

import argparse

from eval import beside, compare, draft, evaluation, squad
from index.command import run_command

COMMANDS = {
    "run": (evaluation, "answer every case of a set and score the answers"),
    "compare": (compare, "what became better or worse from one run to another"),
    "squad": (squad, "measure on a file in SQuAD's form, by paragraph and through search"),
    "draft": (draft, "propose cases from documents of yours, for you to edit"),
    "peers": (beside, "answer the same questions with Footnote and with what else there is"),
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m eval", description="How good the answers are, on a set of cases.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, (module, help_text) in COMMANDS.items():
        command = commands.add_parser(name, help=help_text)
        module.add_arguments(command)
        command.set_defaults(run=module.run)
    arguments = parser.parse_args()
    return arguments.run(arguments)


if __name__ == "__main__":
    run_command(main)
