#!/usr/bin/env python3
"""Writes a workspace of N tasks into a new folder: generate.py N FOLDER."""

import argparse
import pathlib
import sys

from generator.workspace import generate


def write(count, folder):
    """Writes `folder/content/…`.

    Returns: the number of files and of bytes.
    """
    files = size = 0
    made = set()
    for path, text in generate(count):
        target = folder / "content" / path
        if target.parent not in made:
            target.parent.mkdir(parents=True, exist_ok=True)
            made.add(target.parent)
        data = text.encode()
        target.write_bytes(data)
        files += 1
        size += len(data)
    return files, size


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tasks", type=int, metavar="N", help="how many tasks; at least 10")
    parser.add_argument("folder", type=pathlib.Path, help="a folder that does not exist yet")
    arguments = parser.parse_args()
    if arguments.tasks < 10:
        parser.error("at least 10 tasks")
    if arguments.folder.exists():
        parser.error(f"{arguments.folder} exists; name a new folder")
    files, size = write(arguments.tasks, arguments.folder)
    print(f"{files} files, {size / 1e6:.1f} MB → {arguments.folder}", file=sys.stderr)


if __name__ == "__main__":
    main()
