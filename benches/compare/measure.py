"""Runs programs in turn and notes what they took."""

import dataclasses
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

SLOW = 60
"""Seconds after which a run is not repeated."""

LEAST_FREE = 4 << 30
"""Bytes of the disk that stay free."""


@dataclasses.dataclass
class Sample:
    """What one run took. Without the fields of a process it is a time that a program measured by itself."""
    seconds: float
    processor: float | None = None
    """Seconds of processor time, of user and system."""
    peak: int | None = None
    """Most bytes that the process, or the largest one it started, had in memory."""
    others: float | None = None
    """How many processors others used meanwhile."""
    files: int | None = None
    bytes: int | None = None
    written: int | None = None
    """How many files Matchbook says it wrote."""
    stopped: bool = False
    """Whether the run was ended at the limit, so that it would have taken longer."""


@dataclasses.dataclass
class Step:
    """Something that is run once in each round."""
    name: str
    label: str
    makes: str
    run: object
    """Takes the limit in seconds and returns a sample."""


class Failed(Exception):
    """A program that ended with an error."""


class Trash:
    """Where old output goes. It is moved and not deleted: for minutes after many files were deleted, a file system such as
    ext4 can be ten times slower at making new ones."""

    def __init__(self, folder):
        self.folder = folder

    def take(self, path):
        if os.path.lexists(path):
            self.folder.mkdir(parents=True, exist_ok=True)
            if shutil.disk_usage(self.folder).free < LEAST_FREE:
                print("The disk is nearly full, so old output is deleted: what follows may be slower.", file=sys.stderr)
                self.empty()
                self.folder.mkdir()
            os.rename(path, self.folder / str(time.time_ns()))

    def empty(self):
        shutil.rmtree(self.folder, ignore_errors=True)


def alternate(steps, rounds, limit, say):
    """Runs all steps in turn, round after round, so that what changes on the machine meanwhile meets each alike. Returns
    the samples of each step, one for each round; none where it did not run. The first round warms up and is not counted."""
    samples = {step.name: [] for step in steps}
    slow, failed = set(), set()
    for number in range(rounds + 1):
        for step in steps:
            if step.name in failed or (number > 1 and step.name in slow):
                samples[step.name].append(None)
                continue
            try:
                # What warms up need not come to its end.
                sample = step.run(min(limit, SLOW) if number == 0 else limit)
            except Failed as failure:
                say(f"{step.label}: {failure}")
                failed.add(step.name)
                sample = None
            if sample and (sample.stopped or sample.seconds >= SLOW):
                slow.add(step.name)
            samples[step.name].append(sample)
            if sample:
                say(f"{'warm-up' if number == 0 else f'{number} of {rounds}'}: {step.label} {sample.seconds:.3f} s")
    return {name: taken[1:] for name, taken in samples.items()}


def process(command, folder, log, limit):
    """Runs a program to its end. What it prints goes into the file `log`."""
    os.sync()
    # What Matchbook would ask git about is not the history of this repository.
    environment = os.environ | {"GIT_CEILING_DIRECTORIES": str(Path(folder).resolve().parent)}
    ended_at_limit = threading.Event()
    with open(log, "wb") as printed:
        busy_before, start = busy(), time.monotonic()
        running = subprocess.Popen(
            command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=printed, stderr=printed,
            start_new_session=True,
        )

        def stop():
            ended_at_limit.set()
            os.killpg(running.pid, 9)

        timer = threading.Timer(limit, stop)
        timer.start()
        _, status, usage = os.wait4(running.pid, 0)
        seconds = time.monotonic() - start
        timer.cancel()
        running.returncode = os.waitstatus_to_exitcode(status)
    processor = usage.ru_utime + usage.ru_stime
    others = max(0, busy() - busy_before - processor) / seconds
    if running.returncode != 0 and not ended_at_limit.is_set():
        raise Failed(f"ended with {running.returncode}, see {log}")
    return Sample(seconds, processor, usage.ru_maxrss * 1024, others, stopped=ended_at_limit.is_set())


def busy():
    """Seconds that the processors worked since the machine started."""
    with open("/proc/stat") as stat:
        user, nice, system, _, _, *interrupts = map(int, stat.readline().split()[1:9])
    return (user + nice + system + sum(interrupts)) / os.sysconf("SC_CLK_TCK")


def own_time(command):
    """A program that prints how many seconds something took."""
    os.sync()
    return Sample(float(subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout))


def size(folder):
    """How many files and bytes there are below a folder."""
    sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
    return len(sizes), sum(sizes)


def written(log):
    """How many files Matchbook says it wrote."""
    return int(re.search(r"(\d+) files? written", log.read_text())[1])


def warm(folder):
    """Reads all files, so that they are in memory."""
    for path in folder.rglob("*"):
        if path.is_file():
            path.read_bytes()
