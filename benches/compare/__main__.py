"""Compares Matchbook with other tools that make sites of documentation, and with what the disk takes by itself.

    python3 benches/compare

in the folder of the repository installs the others below target/compare/, writes the same pages for each, builds them in
turn, and prints the tables of README.md. It needs Rust, Python 3.10 with venv, a network the first time, some 30 GB of disk
and half an hour; `--pages 1000 --growth 0` takes a few minutes. Zola is in no registry of packages: `--zola` builds it from
its source, ZOLA=PATH takes another one. MATCHBOOK=PATH takes that Matchbook instead of building this one.
"""

import argparse
import dataclasses
import json
import shutil
from pathlib import Path

import corpus
import measure
import peers
import report
from measure import Step

SHORT_RUNS = 4
"""Runs that take a fraction of a second are made so many times as often."""


def main():
    arguments = parse()
    if arguments.rendered:
        results = json.loads(arguments.rendered.read_text())
    else:
        results = compare(arguments)
    print(report.full(results))
    print(report.short(results))
    if arguments.json:
        arguments.json.write_text(json.dumps(results, indent=1) + "\n")
    if arguments.update_readme:
        report.update(peers.REPOSITORY / "README.md", results)


def parse():
    parser = argparse.ArgumentParser(
        prog="python3 benches/compare", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    names = [setup.name for setup in peers.SETUPS_IN_ORDER]
    parser.add_argument("--pages", type=numbers, default=[1000, 10000], help="sizes of corpora, by default 1000,10000")
    parser.add_argument("--growth", type=int, default=30000, help="pages to compare with 1000, 0 for none; by default 30000")
    parser.add_argument("--rounds", type=int, default=5, help="by default 5, after one that warms up")
    parser.add_argument("--only", type=lambda text: text.split(","), metavar="NAMES", help="set-ups of: " + ", ".join(names))
    parser.add_argument("--limit", type=float, default=300, help="seconds after which a run is ended, by default 300")
    parser.add_argument("--work", type=Path, default=peers.REPOSITORY / "target" / "compare", help="where all of it goes")
    parser.add_argument("--zola", action="store_true", help="build Zola from its source when it is not there")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all numbers to this file")
    parser.add_argument("--from", type=Path, metavar="FILE", dest="rendered", help="measure nothing, show these numbers")
    parser.add_argument("--update-readme", action="store_true", help="put the short tables into README.md")
    arguments = parser.parse_args()
    for name in arguments.only or []:
        if name not in names:
            parser.error(f"there is no set-up {name}")
    return arguments


def numbers(text):
    return [int(number) for number in text.split(",")]


def compare(arguments):
    work = arguments.work.resolve()
    work.mkdir(parents=True, exist_ok=True)
    bench = Bench(work, peers.programs(work, arguments.zola), arguments.rounds, arguments.limit)
    results = {"machine": report.machine(work), "rounds": arguments.rounds, "limit": arguments.limit}
    results["versions"] = {tool: peers.version(tool, bench.programs[tool]) for tool in peers.TOOLS if bench.programs[tool]}
    results["sizes"] = {str(pages): bench.tools(pages, arguments.only) for pages in arguments.pages}
    if not arguments.only:
        if arguments.growth:
            results["growth"] = bench.growth(1000, arguments.growth)
        results["book"] = bench.book()
        results["guide"] = bench.guide()
    bench.trash.empty()
    return results


class Bench:
    """The programs, and the folder they work in."""

    def __init__(self, work, programs, rounds, limit):
        self.work = work
        self.programs = programs
        self.rounds = rounds
        self.limit = limit
        self.trash = measure.Trash(work / "trash")
        (work / "log").mkdir(exist_ok=True)

    def tools(self, pages, only):
        """All tools on the same pages, and the disk by itself."""
        setups = [setup for setup in peers.SETUPS_IN_ORDER if self.is_wanted(setup, pages, only)]
        corpus_folder = self.corpus(pages, setups)
        steps = []
        for setup in setups:
            site = self.site(setup, pages, corpus_folder)
            steps.append(self.cold(setup, site))
            if setup.name == "matchbook":
                steps.append(self.unchanged(setup, site))
                steps.append(self.edited(setup, site, corpus_folder))
                steps.append(self.stat(site / corpus.LAYOUTS[setup.layout].content))
            if setup.tool == "matchbook":
                steps.append(self.plain_write(setup, site))
        left_out = [setup.label for setup in peers.SETUPS_IN_ORDER if setup not in setups]
        return self.measured(steps, self.rounds, f"{pages:,} pages") | {"left out": left_out}

    def is_wanted(self, setup, pages, only):
        if not self.programs[setup.tool]:
            return False
        return setup.name in only if only else setup.most_pages is None or pages <= setup.most_pages

    def growth(self, few, many):
        """Matchbook alone, on a few pages and on many."""
        setup = peers.SETUPS_IN_ORDER[0]
        steps = []
        for pages in (few, many):
            cold = self.cold(setup, self.site(setup, pages, self.corpus(pages, [setup])))
            steps.append(dataclasses.replace(cold, name=str(pages), label=f"{cold.label}, {pages:,} pages"))
        return self.measured(steps, self.rounds, "growth") | {"few": few, "many": many}

    def book(self):
        """A real book, by mdBook, which it was written for, and by Matchbook."""
        markdown = peers.cargo_book(self.work)
        steps = []
        for setup in peers.SETUPS_IN_ORDER:
            if setup.name in ("matchbook", "mdbook"):
                site = self.work / "sites" / "book" / setup.tool
                self.trash.take(site)
                peers.book_site(setup.tool, markdown, site)
                steps.append(self.cold(setup, site))
        return self.measured(steps, self.rounds * SHORT_RUNS, "The Cargo Book")

    def guide(self):
        """The guide of this repository, where it is."""
        out = self.work / "sites" / "guide"
        out.parent.mkdir(parents=True, exist_ok=True)
        log = self.work / "log" / "guide.txt"

        def run(limit):
            self.trash.take(out)
            shutil.rmtree(peers.REPOSITORY / ".matchbook", ignore_errors=True)
            command = [self.programs["matchbook"], "build", peers.REPOSITORY, "--out", out]
            sample = measure.process(command, self.work, log, limit)
            sample.files, sample.bytes = measure.size(out)
            return sample

        steps = [Step("guide", "Matchbook", "this repository's guide", run)]
        return self.measured(steps, self.rounds * SHORT_RUNS, "the guide")

    def measured(self, steps, rounds, title):
        """Runs the steps in turn; what JSON keeps of them."""
        samples = measure.alternate(steps, rounds, self.limit, lambda text: peers.say(f"{title}, {text}"))
        runs = {}
        for step in steps:
            kept = [sample and dataclasses.asdict(sample) for sample in samples[step.name]]
            runs[step.name] = {"label": step.label, "makes": step.makes, "samples": kept}
        return {"runs": runs}

    def corpus(self, pages, setups):
        """The folder of the corpus of so many pages, in the layouts of these set-ups."""
        return peers.corpus_of(pages, {setup.layout for setup in setups}, self.work / "corpora" / str(pages))

    def site(self, setup, pages, corpus_folder):
        """The folder of a site of so many pages, ready to be built."""
        folder = self.work / "sites" / str(pages) / setup.name
        self.trash.take(folder)
        peers.site(setup, corpus_folder, folder)
        measure.warm(folder)
        return folder

    # Steps

    def build(self, setup, site, limit):
        """Runs the tool in the folder of a site; returns what it took and where its words are."""
        tool = peers.TOOLS[setup.tool]
        log = self.work / "log" / f"{setup.name}.txt"
        return measure.process([self.programs[setup.tool], *tool.arguments], site, log, limit), log

    def cold(self, setup, site):
        """A build from nothing: no output, nothing kept from an earlier run."""
        tool = peers.TOOLS[setup.tool]

        def run(limit):
            for name in (tool.output, *tool.kept):
                self.trash.take(site / name)
            sample, _ = self.build(setup, site, limit)
            if not sample.stopped:
                sample.files, sample.bytes = measure.size(site / tool.output)
            return sample

        return Step(setup.name, setup.label, setup.makes, run)

    def unchanged(self, setup, site):
        def run(limit):
            sample, log = self.build(setup, site, limit)
            sample.written = measure.written(log)
            return sample

        return Step("unchanged", f"{setup.label}, again with nothing changed", "no file written", run)

    def edited(self, setup, site, corpus_folder):
        page = site / json.loads((corpus_folder / "manifest.json").read_text())["edit"][setup.layout]
        original = page.read_text()
        edits = []

        def run(limit):
            edits.append(f"One more sentence, number {len(edits)}.\n\n")
            # As a file of its own: the one that is there belongs to other sites too.
            new = page.with_suffix(".new")
            new.write_text(original + "\n" + "".join(edits))
            new.replace(page)
            sample, log = self.build(setup, site, limit)
            sample.written = measure.written(log)
            return sample

        return Step("edited", f"{setup.label}, again with one page edited", "what changed", run)

    def plain_write(self, setup, site):
        """The files that the tool just made, from memory into a new folder."""
        output = site / peers.TOOLS[setup.tool].output
        copy = self.work / "sites" / "copy"

        def run(_limit):
            self.trash.take(copy)
            sample = measure.own_time([self.programs["disk"], "write", output, copy])
            sample.files, sample.bytes = measure.size(copy)
            return sample

        return Step(f"write of {setup.name}", f"only writing the files of {setup.label}", "all processors, from memory", run)

    def stat(self, inputs):
        def run(_limit):
            return measure.own_time([self.programs["disk"], "stat", inputs])

        return Step("stat", "only asking for the times of all inputs", "all processors", run)


if __name__ == "__main__":
    main()
