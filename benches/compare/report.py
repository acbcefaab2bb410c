"""The tables: what was measured, and what was aimed at."""

import os
import platform
import re
from pathlib import Path
from statistics import median

import peers

BEGIN = "<!-- what benches/compare measured -->"
END = "<!-- end of what benches/compare measured -->"


# What the numbers say

def values(session, name, key="seconds"):
    """A figure of all runs of a step; none where it did not run."""
    run = session["runs"].get(name) if session else None
    return [sample and sample.get(key) for sample in run["samples"]] if run else []


def middle(session, name, key="seconds"):
    """The median of the runs of a step."""
    known = [value for value in values(session, name, key) if value is not None]
    return median(known) if known else None


def paired(session, above, below):
    """The median of the ratios of two steps in the same round."""
    return median_ratio(values(session, above), values(session, below))


def median_ratio(above, below):
    ratios = [a / b for a, b in zip(above, below) if a is not None and b]
    return median(ratios) if ratios else None


def was_stopped(session, name):
    return any(values(session, name, "stopped"))


# The aims

def aims(results):
    """Each aim as its work, its bar, what was measured, and whether it is met (none: not measured)."""
    thousand, ten_thousand = results["sizes"].get("1000"), results["sizes"].get("10000")
    book, guide, growth = results.get("book"), results.get("guide"), results.get("growth")
    hugo = "Hugo with colors and search"
    return [
        compared("cold, everything on, 10,000 pages", ten_thousand, "matchbook", "hugo", 0.04, hugo),
        compared("", ten_thousand, "matchbook", "zola", 0.025, "Zola with its defaults"),
        compared("cold, everything on, 1,000 pages", thousand, "matchbook", "hugo", 0.05, hugo),
        compared("", thousand, "matchbook", "mdbook", 0.03, "mdBook"),
        against_write("cold, colors, no search, 10,000 pages", ten_thousand, "matchbook-no-search", 3.5),
        compared("cold, neither, 10,000 pages", ten_thousand, "matchbook-lean", "zola-lean", 0.25, "Zola's leanest"),
        against_write("", ten_thousand, "matchbook-lean", 2.5),
        one_page_edited(ten_thousand),
        nothing_written(ten_thousand),
        compared("nothing changed, 10,000 pages", ten_thousand, "unchanged", "stat", 2, "asking for the times of all inputs"),
        peak(ten_thousand),
        grown("time a page", growth, "seconds"),
        grown("bytes a page", growth, "bytes"),
        cold_guide(guide),
        compared("a real book (The Cargo Book), cold", book, "matchbook", "mdbook", 0.1, "mdBook"),
    ]


def compared(work, session, name, other, bar, other_label):
    ratio, aim = paired(session, name, other), f"≤ {bar} × {other_label}"
    if ratio is None:
        return work, aim, None, None
    # A tool that was ended at the limit would have taken longer, so the ratio is smaller.
    stopped = was_stopped(session, other)
    met = True if ratio <= bar else None if stopped else False
    return work, aim, f"{'< ' if stopped else ''}{figures(ratio)} ×", met


def against_write(work, session, name, bar):
    return compared(work, session, name, f"write of {name}", bar, "only writing the same files")


def one_page_edited(session):
    """The pages that changed may take what they take in a cold build."""
    work = "one page edited, new process, 10,000 pages"
    bar = "≤ 3 × asking for the times of all inputs + the pages that changed"
    cold = zip(values(session, "matchbook"), values(session, "matchbook", "files"))
    asked, written = values(session, "stat"), values(session, "edited", "written")
    if None in (middle(session, "matchbook"), middle(session, "edited")):
        return work, bar, None, None
    allowed = [row and 3 * row[0] + row[1] * row[2] / row[3] for row in map(complete, zip(asked, written, *zip(*cold)))]
    ratio = median_ratio(values(session, "edited"), allowed)
    if ratio is None:
        return work, bar, None, None
    time, files = milliseconds(middle(session, "edited")), middle(session, "edited", "written")
    allowed = milliseconds(median(row for row in allowed if row))
    return work, bar, f"{time} for {files:.0f} files, allowed {allowed}: {figures(ratio)} ×", ratio <= 1


def complete(row):
    return None if None in row else row


def nothing_written(session):
    written = [number for number in values(session, "unchanged", "written") if number is not None]
    most = max(written, default=None)
    return "nothing changed, 10,000 pages", "writes 0 files", most, None if most is None else most == 0


def peak(session):
    work, bar, most = "peak memory, 10,000 pages", "≤ 300 MiB", middle(session, "matchbook", "peak")
    if most is None:
        return work, bar, None, None
    hugo = middle(session, "hugo", "peak")
    measured = mebibytes(most) + (f" (Hugo {mebibytes(hugo)})" if hugo else "")
    return work, bar, measured, most <= 300 * 2**20


def grown(work, session, key):
    if not session:
        return f"{work}, many pages to few", "≤ 1.3 ×", None, None
    few, many = session["few"], session["many"]
    work = f"{work}, {many:,} pages to {few:,}"
    ratio = median_ratio(values(session, str(many), key), values(session, str(few), key))
    if ratio is None:
        return work, "≤ 1.3 ×", None, None
    ratio *= few / many
    return work, "≤ 1.3 ×", f"{figures(ratio)} ×", ratio <= 1.3


def cold_guide(session):
    seconds = middle(session, "guide")
    work, bar = "this repository's guide, cold", "≤ 25 ms"
    return (work, bar, None, None) if seconds is None else (work, bar, milliseconds(seconds), seconds <= 0.025)


# Tables

def full(results):
    """Everything, as Markdown."""
    parts = [f"{sentences(results)}\n"]
    for pages, session in results["sizes"].items():
        parts.append(session_table(f"{int(pages):,} pages", session, results))
        if session["left out"]:
            parts.append(f"Left out at {int(pages):,} pages: {', '.join(session['left out'])}.\n")
    for key, title in (("growth", "Growth"), ("book", "The Cargo Book"), ("guide", "The guide of this repository")):
        if key in results:
            parts.append(session_table(title, results[key], results))
    all_runs = [(session, name) for session in sessions(results) for name in session["runs"]]
    others = [value for run in all_runs for value in values(*run, "others") if value is not None]
    disturbed = sum(value > 0.1 for value in others)
    if disturbed:
        told = f"During {disturbed} of {len(others)} runs others used more than a tenth of a processor"
        parts.append(f"{told}: measure again.\n")
    return "\n".join(parts)


def sessions(results):
    return [*results["sizes"].values(), *(results[key] for key in ("growth", "book", "guide") if key in results)]


def session_table(title, session, results):
    rows = []
    for name, run in session["runs"].items():
        seconds = [value for value in values(session, name) if value is not None]
        if not seconds:
            rows.append([run["label"], "failed", *[""] * 8, run["makes"]])
            continue
        size = middle(session, name, "bytes")
        count = middle(session, name, "files")
        written = middle(session, name, "written")
        rows.append([
            run["label"],
            f"> {results['limit']:.0f}" if was_stopped(session, name) else figures(median(seconds)),
            f"{figures(min(seconds))}–{figures(max(seconds))}",
            len(seconds),
            figures(paired(session, name, "matchbook")),
            figures(middle(session, name, "processor")),
            mebibytes(middle(session, name, "peak")),
            f"{count:,.0f}" if count is not None else "" if written is None else f"{written:,.0f} written",
            "" if size is None else f"{size / 1e6:,.1f}",
            figures(middle(session, name, "others")),
            run["makes"],
        ])
    head = [title, "s", "from–to", "runs", "× Matchbook", "processor s", "peak", "files", "MB", "others", "makes"]
    return table(head, rows, right=range(1, 10))


def short(results):
    """The tables of README.md."""
    sizes = results["sizes"]
    largest = list(sizes)[-1]
    rows = []
    for setup in peers.SETUPS_IN_ORDER:
        times = [short_time(session, setup.name, results) for session in sizes.values()]
        if any(times):
            rows.append([setup.label, *times, mebibytes(middle(sizes[largest], setup.name, "peak")), setup.makes])
    head = ["seconds", *(f"{int(pages):,} pages" for pages in sizes), f"peak memory, {int(largest):,}", "makes"]
    times = table(head, rows, right=range(1, len(sizes) + 2))
    words = {None: "not measured", True: "yes", False: "no"}
    aimed = [[work, bar, "" if measured is None else measured, words[met]] for work, bar, measured, met in aims(results)]
    aimed = table(["work", "aim", "measured", "met"], aimed)
    return f"{sentences(results)}\n\n{times}\n{aimed}"


def short_time(session, name, results):
    seconds = middle(session, name)
    if seconds is None:
        return ""
    return f"> {results['limit']:.0f}" if was_stopped(session, name) else figures(seconds)


def table(head, rows, right=()):
    lines = [head, ["--:" if column in right else "---" for column in range(len(head))], *rows]
    return "".join("| " + " | ".join(map(str, line)) + " |\n" for line in lines)


def figures(number):
    """Three of them, without a power of ten."""
    if number is None:
        return ""
    digits = next((digits for digits, least in enumerate((100, 10, 1, 0.1)) if number >= least), 4)
    return f"{number:,.{min(digits, 3)}f}" if number >= 0.01 else f"{number:.4f}"


def milliseconds(seconds):
    return f"{figures(seconds * 1000)} ms"


def mebibytes(size):
    return "" if size is None else f"{size / 2**20:,.0f} MiB"


def update(path, results):
    """Puts the short tables between the marks of a file."""
    text = path.read_text()
    before, marked, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (marked and end):
        raise SystemExit(f"{path} has no marks for the tables")
    path.write_text(f"{before}{BEGIN}\n{short(results)}{END}{after}")


# The machine

def machine(folder):
    """What the numbers depend on."""
    cpu = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    memory = int(re.search(r"MemTotal:\s*(\d+)", Path("/proc/meminfo").read_text())[1]) * 1024
    system = re.search(r'PRETTY_NAME="?([^"\n]*)', Path("/etc/os-release").read_text())
    return {
        "processor": cpu[1] if cpu else platform.machine(),
        "processors": len(os.sched_getaffinity(0)),
        "memory": memory,
        "disk": file_system(folder),
        "system": system[1] if system else platform.system(),
        "kernel": platform.release().split("-")[0],
    }


def file_system(folder):
    """The kind of file system that a folder is on: that of the longest mount point above it."""
    mounts = [line.split() for line in Path("/proc/mounts").read_text().splitlines()]
    above = [(mount[1], mount[2]) for mount in mounts if folder.is_relative_to(mount[1])]
    return max(above, key=lambda mount: len(mount[0]))[1]


def sentences(results):
    """What was measured where."""
    it = results["machine"]
    versions = [f"{peers.TOOLS[tool].label} {number}" for tool, number in results["versions"].items() if tool != "matchbook"]
    return (
        f"Medians of {results['rounds']} rounds on {it['processors']} processors ({it['processor']}) with "
        f"{it['memory'] / 2**30:.0f} GiB, {it['disk']}, {it['system']}, Linux {it['kernel']}. {', '.join(versions)}."
    )
