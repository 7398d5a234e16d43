"""python -m index build | info | text"""

import argparse
import sys
from pathlib import Path

from index.build import BuildReport, build_index
from index.command import (
    DEFAULT_INDEX, Bar, add_config_argument, add_index_argument, naming_settings, printable, run_command,
)
from index.config import load_index_config
from index.embedder import MiniLM
from index.errors import SourceError
from index.search import index_size, open_files


def main() -> int:
    arguments = _parser().parse_args()
    return arguments.run(arguments)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m index", description="Documents into an index.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    build = commands.add_parser("build", help="files and folders into an index; only what changed is embedded again")
    build.add_argument("sources", nargs="*", type=Path, metavar="SOURCE", help="text or Markdown files, or folders")
    build.add_argument("--rebuild", action="store_true", help="cut and embed everything anew, stored documents too")
    build.set_defaults(run=_build)

    info = commands.add_parser("info", help="what is in an index")
    info.set_defaults(run=_info)

    text = commands.add_parser("text", help="the stored text of a document, which citation offsets refer to")
    text.add_argument("document", metavar="DOCUMENT")
    text.set_defaults(run=_text)

    for command in (build, info, text):
        add_index_argument(command)
    add_config_argument(build)
    build.set_defaults(usage_error=build.error)
    return parser


def _build(arguments: argparse.Namespace) -> int:
    if not arguments.sources and not arguments.rebuild:
        arguments.usage_error("name at least one SOURCE, or --rebuild")
    directory = arguments.index or DEFAULT_INDEX
    bar = Bar("Embedding", "passages")
    try:
        with naming_settings(arguments.config):
            report = build_index(
                arguments.sources, directory, load_index_config(arguments.config), MiniLM(), arguments.rebuild, bar
            )
    finally:
        bar.close()
    _print_report(report, directory)
    return 0


def _print_report(report: BuildReport, directory: Path) -> None:
    for label in ("added", "changed", "removed"):
        for document_id in getattr(report, label):
            print(printable(f"{label:8} {document_id}"))
    for skipped in report.skipped:
        print(printable(f"skipped  {skipped.path}: {skipped.reason}"))
    print(
        f"{directory}: {report.documents} documents, {report.passages} passages "
        f"({len(report.added)} added, {len(report.changed)} changed, {len(report.removed)} removed, "
        f"{len(report.unchanged)} unchanged, {len(report.skipped)} files skipped)"
    )


def _info(arguments: argparse.Namespace) -> int:
    directory = arguments.index or DEFAULT_INDEX
    manifest, store, _ = open_files(directory)
    print(f"index      {directory}")
    print(f"documents  {manifest.documents}")
    print(f"passages   {manifest.passages} of at most {manifest.fit.passage_tokens} tokens ({manifest.fit.tokenizer})")
    print(f"embedder   {manifest.fit.embedder}, {manifest.fit.dimension} dimensions")
    print(f"size       {index_size(directory, manifest) / 1e6:.1f} MB")
    print("health     checksums right")
    for document in store.documents():
        print(printable(f"           {document.id}  {document.title}"))
    return 0


def _text(arguments: argparse.Namespace) -> int:
    directory = arguments.index or DEFAULT_INDEX
    _, store, _ = open_files(directory)
    document = store.document(arguments.document)
    if document is None:
        raise SourceError(
            f"no document {arguments.document!r} in {directory}; see: python -m index info --index {directory}"
        )
    sys.stdout.buffer.write(document.text.encode("utf-8"))
    return 0


if __name__ == "__main__":
    run_command(main)
