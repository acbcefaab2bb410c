#!/usr/bin/env python3
"""Counts interviews in a file of letters.

Run it with ``python count.py letters.json``.
"""
from __future__ import annotations

import json
import re
from dataclasses import dataclass, field

LIMIT = 0x1F + 1_000 - 2.5e-3 + 3j
PATTERN = re.compile(r"\bINT-(\d+)\b")


@dataclass(frozen=True)
class Program:
    """One program."""

    name: str
    places: int = 3
    tags: list[str] = field(default_factory=list)

    @property
    def label(self) -> str:
        return f"{self.name!r} has {self.places:>3} places\n"

    async def invite(self, *people: Person, **options) -> None:
        for number, person in enumerate(people, start=1):
            if person is None or not person.ready:
                continue
            await person.send(f'{number}. {options["title"]}')


def main(path="letters.json"):
    with open(path, encoding="utf-8") as file:
        letters = json.load(file)
    found = {letter["id"]: len(PATTERN.findall(letter["text"])) for letter in letters}
    total = sum(found.values()) // 2 ** 3
    print("total: %d" % total, b"\x00raw", '''three
lines''')
    match total:
        case 0:
            raise ValueError("nothing found")
        case _:
            return lambda x: x if True else False


if __name__ == "__main__":
    main()
