#!/usr/bin/env python3
"""Makes the equal site for Hugo from a workspace: hugo_site.py WORKSPACE FOLDER [--invoices].

Tasks become leaf bundles, their updates resources of the bundle, sprints terms of a taxonomy, repos sections. What a
script can do beforehand is done here, in Hugo's favour: links between records are already addresses of pages, and
references between tasks are written in full.
"""

import pathlib
import re
import shutil
import sys

HERE = pathlib.Path(__file__).resolve().parent
LINK = re.compile(r"\]\((?:\.\./)*(tasks|repos|sprints)/([^)#]*)\.md")
KEY = re.compile(r"^([a-z_]+):(?: (.*))?$")


def parts(path):
    """The lines of the frontmatter and the body."""
    text = path.read_text(encoding="utf-8")
    head, _, body = text[4:].partition("\n---\n")
    return head.split("\n"), LINK.sub(r"](/\1/\2.html", body)


def scalars(lines):
    """The keys that stand on one line with their value."""
    matches = (KEY.match(line) for line in lines)
    return {match[1]: match[2] for match in matches if match and match[2]}


def write(path, lines, body=""):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("---\n" + "\n".join(lines) + "\n---\n" + body, encoding="utf-8")


def convert(workspace, folder, invoices):
    """Writes the site into a new folder; with `invoices`, a page for each of them and their list as well."""
    source, target = workspace / "content", folder / "content"
    shutil.copytree(HERE / "hugo", folder)
    (folder / "static").mkdir()
    for name in ("style.css", "board.js"):
        shutil.copy(HERE.parent / "site-templates" / name, folder / "static" / name)

    for path in source.glob("tasks/*/*.md"):
        repo, task = path.parent.name, path.stem
        write(target / "tasks" / repo / task / "index.md", *task_bundle(repo, task, *parts(path)))
    for path in source.glob("updates/*/*/*.md"):
        lines, body = parts(path)
        lines = [line.replace("at:", "date:", 1) if line.startswith("at:") else line for line in lines]
        write(
            target / "tasks" / path.parent.parent.name / path.parent.name / path.name,
            [*lines, f"name: {path.stem}"], body)
    for path in source.glob("repos/*.md"):
        lines, body = parts(path)
        lines = [line.replace("url:", "address:", 1) if line.startswith("url:") else line for line in lines]
        weight = scalars(lines)["order"]
        lines += [
            f"repo: {path.stem}", f"url: /repos/{path.stem}.html", "layout: repo", "type: tasks", f"weight: {weight}"]
        write(target / "tasks" / path.stem / "_index.md", lines, body)
    for path in source.glob("sprints/*.md"):
        lines, body = parts(path)
        lines += [f"sprint: {path.stem}", f"weight: {path.stem.rpartition('-')[2]}"]
        write(target / "sprints" / path.stem / "_index.md", lines, body)
    for path in source.glob("decisions/*.md"):
        lines, body = parts(path)
        write(target / "decisions" / path.name, [*lines, f"name: {path.stem}"], body)
    if invoices:
        for path in source.glob("invoices/*.md"):
            lines, body = parts(path)
            lines += [f"title: {path.stem}", f"url: /invoices/{path.stem}.html"]
            write(target / "invoices" / path.name, lines, body)
        write(target / "invoices" / "_index.md", ["title: Invoices", "url: /invoices.html"])

    # Decisions are listed on one page, as orchsite does; none has a page of its own.
    write(
        target / "decisions" / "_index.md",
        ["title: Decisions", "url: /decisions.html", "cascade:", "  target: {kind: page}", "  build: {render: never}"])
    write(target / "tasks" / "_index.md", ["title: Tasks", "url: /tasks.html"])
    write(target / "sprints" / "_index.md", ["title: Sprints", "url: /sprints.html"])
    for name in ("backlog", "repos", "workers"):
        write(target / f"{name}.md", [f"title: {name.capitalize()}", f"type: {name}", f"layout: {name}"])
    newest = max(source.glob("sprints/*.md"), key=lambda path: int(path.stem.rpartition("-")[2])).stem
    write(target / "_index.md", ["title: Board", "type: index", f"current: {newest}"], parts(source / "index.md")[1])


def task_bundle(repo, task, lines, body):
    values = scalars(lines)
    changed = []
    for line in lines:
        if line.startswith("created:"):
            changed.append(line.replace("created:", "date:", 1))
        elif line.startswith("depends_on:"):
            names = [name.strip() for name in values["depends_on"].strip("[]").split(",")]
            changed.append(f"depends_on: [{', '.join(name if '/' in name else f'{repo}/{name}' for name in names)}]")
        else:
            changed.append(line)
    if "sprint" in values:
        changed.append(f"sprints: [{values['sprint']}]")
    return [*changed, f"repo: {repo}", f"task: {task}"], body


def main():
    arguments = [argument for argument in sys.argv[1:] if argument != "--invoices"]
    if len(arguments) != 2:
        sys.exit("usage: hugo_site.py WORKSPACE FOLDER [--invoices]")
    convert(pathlib.Path(arguments[0]), pathlib.Path(arguments[1]), invoices="--invoices" in sys.argv)


if __name__ == "__main__":
    main()
