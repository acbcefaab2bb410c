"""The corpora: the same pages of documentation, written for each tool in the form it wants.

    python3 benches/compare/corpus.py OUT PAGES [LAYOUT ...]

A page has about 6 KB of Markdown: six to ten headings, a table, lists, a task list, two code blocks of 15 lines, five links,
a footnote and an alert. A folder has 50 pages at most, ten folders are a part. The words are made up and as unevenly frequent
as words are. The same number of pages gives the same bytes, everywhere; a page says the same in corpora of all sizes, but for
where its links lead. `OUT/LAYOUT/` holds what becomes the folder of a site, `OUT/manifest.json` what was made and which page
to edit.
"""

import dataclasses
import hashlib
import itertools
import json
import posixpath
import random
import sys
from pathlib import Path

PAGES_OF_FOLDER = 50
"""Most pages in one folder, its index among them."""
FOLDERS_OF_PART = 10
CODE_BLOCKS = 2
LINKS = 5


# Words

COMMON = """the of and to in a is for that on with as it be are by this from at or an can you not which when if will has use its
all each but one your may more only into also then than set no must other any new such they same so how value file""".split()
ONSETS = "b c d f g h j k l m n p r s t v w br cl cr dr fl gr pl pr sc sh sp st th tr".split()
VOWELS = "a e i o u ai ea io ou".split()
CODAS = ["", "", "n", "r", "l", "s", "t", "m", "nd", "rt", "st", "ck", "x"]


def made_up_words(count):
    """Words that look like a language, the frequent ones short."""
    rng = random.Random("words")
    words = {}  # A set that keeps its order.
    while len(words) < count:
        syllables = range(rng.choice((1, 2, 2, 2, 3)))
        word = "".join(rng.choice(ONSETS) + rng.choice(VOWELS) + rng.choice(CODAS) for _ in syllables)
        if len(word) > 2 and word not in COMMON:
            words[word] = None
    return sorted(words, key=lambda word: len(word) + rng.random() * 5)


class Vocabulary:
    """Words with frequencies after Zipf and Mandelbrot."""

    def __init__(self, words):
        self.words = words
        self.weights = list(itertools.accumulate(1 / (rank + 2.7) for rank in range(len(words))))

    def draw(self, rng, count):
        return rng.choices(self.words, cum_weights=self.weights, k=count)


TERMS = Vocabulary(made_up_words(6000))
"""What titles and code are made of."""
WORDS = Vocabulary(COMMON + TERMS.words)
"""What sentences are made of."""


# Code, 15 lines each

def rust(rng):
    a, b, c, d, e = TERMS.draw(rng, 5)
    n, m = rng.randint(2, 512), rng.randint(2, 64)
    return f"""use std::collections::HashMap;

/// Collects the {a} entries of one {b}.
#[derive(Debug, Clone, Default)]
pub struct {a.title()}{b.title()} {{
    {c}: HashMap<String, usize>, // at most {n}
}}

impl {a.title()}{b.title()} {{
    pub fn {d}(&mut self, {e}: &str) -> Option<usize> {{
        let count = self.{c}.entry({e}.to_owned()).or_insert({m});
        *count += {e}.len() % {n};
        if *count > {n * m} {{ println!("{d}: {{count}}"); None }} else {{ Some(*count) }}
    }}
}}"""


def toml(rng):
    a, b, c, d, e = TERMS.draw(rng, 5)
    return f"""# settings of the {a} {b}
[{a}]
name = "{b}-{c}"
version = "{rng.randint(0, 9)}.{rng.randint(0, 20)}.{rng.randint(0, 9)}"
enabled = {rng.choice(('true', 'false'))}
retries = {rng.randint(1, 99)}

[{a}.{d}]
paths = ["{b}/{c}", "{d}/{e}.md"]
threshold = {rng.random():.4f}
started = 2024-0{rng.randint(1, 9)}-1{rng.randint(0, 9)}T07:32:00Z

[[{a}.{e}]]
{c} = {{ kind = "{d}", size = {rng.randint(10, 9999)} }}
{b} = '''raw {e}'''"""


def javascript(rng):
    a, b, c, d, e = TERMS.draw(rng, 5)
    return f"""import {{ {a}, {b} }} from './{c}.js';

// Waits for the {d} and returns its {e}.
export async function load{a.title()}({d}, options = {{}}) {{
  const limit = options.limit ?? {rng.randint(5, 500)};
  const url = `/api/{c}/${{{d}}}?limit=${{limit}}`;
  const response = await fetch(url, {{ method: 'GET' }});
  if (!response.ok) {{
    throw new Error("{e} " + response.status);
  }}
  const items = (await response.json()).map((x) => x.{e});
  for (let i = 0; i < items.length; i += {rng.randint(1, 9)}) {{
    {a}(items[i], /{b}+[0-9]*/g.test(items[i])); }}
  return items.filter(Boolean);
}}"""


def python(rng):
    a, b, c, d, e = TERMS.draw(rng, 5)
    return f'''from dataclasses import dataclass, field

@dataclass
class {a.title()}{b.title()}:
    """Holds the {c} of a {d}."""
    name: str = "{c}"
    sizes: list[int] = field(default_factory=list)

    def {d}(self, {e}: int = {rng.randint(1, 900)}) -> int:
        # every {e} counts once
        total = sum(x for x in self.sizes if x % {rng.randint(2, 17)} != 0)
        if total > {e} * {rng.randint(2, 40)}:
            raise ValueError(f"{{self.name}}: {{total}} is too much")
        self.sizes.append({e})
        return total + len(self.sizes)'''


def bash(rng):
    a, b, c, d, e = TERMS.draw(rng, 5)
    return f"""#!/usr/bin/env bash
set -euo pipefail
# copies each {a} into the {b}
{a.upper()}_DIR="${{{a.upper()}_DIR:-/srv/{b}}}"
for f in "${a.upper()}_DIR"/*.{c[:3]}; do
  [[ -f "$f" ]] || continue
  size=$(stat -c %s "$f")
  if (( size > {rng.randint(100, 90000)} )); then
    echo "{d}: $f is $size bytes" >&2
    gzip -{rng.randint(1, 9)} --keep "$f" && rm -- "$f"
  fi
done
find "${a.upper()}_DIR" -name '*.{e[:3]}' -print0 | xargs -0 -n1 basename | sort -u
curl --fail --silent "https://example.org/{d}?{e}={rng.randint(1, 99)}" | jq '.{c}[]'
exit 0"""


CODE = {"rust": rust, "toml": toml, "js": javascript, "python": python, "bash": bash}


# What a page says: blocks, and in them texts and links

@dataclasses.dataclass(frozen=True)
class Link:
    """A link to the page of that number."""
    page: int
    text: str


def sentence(rng, links):
    """A sentence, with the last of `links` in it when there is one."""
    words = WORDS.draw(rng, rng.randint(8, 20))
    at, style = rng.randrange(len(words)), rng.random()
    if style < 0.25:
        words[at] = f"`{TERMS.draw(rng, 1)[0]}_{words[at]}`"
    elif style < 0.40:
        words[at] = f"**{words[at]}**"
    elif style < 0.50:
        words[at] = f"*{words[at]}*"
    if len(words) > 12:
        words[len(words) // 2] += ","
    words[0] = words[0][:1].upper() + words[0][1:]
    if not links:
        return [" ".join(words) + "."]
    at = rng.randrange(1, len(words))
    link = Link(links.pop(), " ".join(TERMS.draw(rng, 2)))
    return [" ".join(words[:at]) + " ", link, " " + " ".join(words[at:]) + "."]


def paragraph(rng, sentences, links=None):
    """A paragraph, with one of `links` in its first sentence."""
    parts = sentence(rng, links)
    for _ in range(sentences - 1):
        parts += [" ", *sentence(rng, None)]
    return parts


def blocks_of(number, targets):
    """The blocks of a page that links to `targets`: tuples that start with their kind."""
    rng = random.Random(f"page {number}")
    links = list(targets)
    sections = rng.randint(6, 10)
    with_code = set(rng.sample(range(sections), CODE_BLOCKS))
    extras = dict(zip(rng.sample(range(sections), 5), EXTRAS))
    yield "paragraph", [*paragraph(rng, 3), "[^1]"]
    for section in range(sections):
        level = 2 if section == 0 or rng.random() < 0.5 else 3
        yield "heading", level, " ".join(TERMS.draw(rng, rng.randint(2, 4))).capitalize()
        yield "paragraph", paragraph(rng, rng.randint(2, 4), links)
        if section in extras:
            yield extras[section](rng)
        if section in with_code:
            language = rng.choice(list(CODE))
            yield "code", language, CODE[language](rng)
        if rng.random() < 0.6:
            yield "paragraph", paragraph(rng, rng.randint(2, 4), links)
    while links:
        yield "paragraph", paragraph(rng, 3, links)
    yield "footnote", paragraph(rng, 1)


def phrase(rng, words):
    return " ".join(WORDS.draw(rng, words))


def bullets(rng):
    items = range(rng.randint(4, 6))
    return "bullets", [(phrase(rng, 8), [phrase(rng, 5) for _ in range(rng.choice((0, 0, 2)))]) for _ in items]


def numbers(rng):
    return "numbers", [phrase(rng, 9) for _ in range(rng.randint(3, 5))]


def table(rng):
    return "table", [TERMS.draw(rng, 4) for _ in range(rng.randint(5, 8))]


def tasks(rng):
    return "tasks", [(rng.random() < 0.5, phrase(rng, 6)) for _ in range(4)]


def alert(rng):
    return "alert", rng.choice(("note", "tip", "important", "warning", "caution")), paragraph(rng, 2)


EXTRAS = [bullets, numbers, table, tasks, alert]


# The tree of pages

@dataclasses.dataclass(frozen=True)
class Page:
    number: int
    depth: int
    folder: str
    slug: str | None
    """The name of the file; none for the index of its folder."""
    title: str
    description: str


def tree(count):
    """A home page, then parts with an index, folders with an index, and pages."""
    pages = []
    taken = set()

    def add(depth, parent, place):
        """A page at this place below `parent`; returns the name it got there."""
        rng = random.Random(f"title {len(pages)}")
        # Addresses are made of titles in some tools, so siblings differ by more than their numbers.
        while True:
            title = " ".join(TERMS.draw(rng, 3 if depth == 3 else 2))
            if (parent, title) not in taken:
                break
        taken.add((parent, title))
        name = f"{place:02}-" + title.replace(" ", "-")
        folder, slug = (parent, name) if depth == 3 else (posixpath.join(parent, name), None)
        pages.append(Page(len(pages), depth, folder, slug, title.title(), phrase(rng, 10).capitalize() + "."))
        return folder

    pages.append(Page(0, 0, "", None, "Home", "Where all of it begins."))
    for part in itertools.count(1):
        for folder in range(FOLDERS_OF_PART):
            for page in range(PAGES_OF_FOLDER):
                if len(pages) == count:
                    return pages
                if folder == page == 0:
                    part_folder = add(1, "", part)
                    if len(pages) == count:
                        return pages
                if page == 0:
                    inner = add(2, part_folder, folder + 1)
                else:
                    add(3, inner, page)


def targets_of(number, count):
    """Which pages a page links to: most are near it, as in real documentation."""
    rng = random.Random(f"links {number} of {count}")
    near = [min(count - 1, max(0, number + rng.randint(-20, 20))) for _ in range(LINKS * 3 // 5)]
    return near + [rng.randrange(count) for _ in range(LINKS - len(near))]


# What each tool wants to have written

class Layout:
    """CommonMark with front matter in TOML and alerts as on GitHub; the others differ from it."""
    content = "content"
    index = "index.md"
    names_languages = True

    def path(self, page):
        """The file of a page, counted from the folder of the content."""
        return posixpath.join(page.folder, self.index if page.slug is None else page.slug + ".md")

    def address(self, source, target):
        return posixpath.relpath(self.path(target), source.folder or ".")

    def front_matter(self, page):
        keys = {"title": page.title, "description": page.description} | self.more_keys(page)
        return "+++\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in keys.items()) + "+++\n\n"

    def more_keys(self, page):
        return {}

    def alert(self, kind, text):
        return f"> [!{kind.upper()}]\n> {text}"

    def summary(self, pages):
        """The list of all pages, for tools that need one."""
        return None

    def text(self, page, blocks, pages):
        written = "\n\n".join(self.block(block, page, pages) for block in blocks)
        return self.front_matter(page) + written + "\n"

    def block(self, block, page, pages):
        match block:
            case "paragraph", parts:
                return self.inline(parts, page, pages)
            case "heading", level, title:
                return "#" * level + " " + title
            case "code", language, code:
                return f"```{language if self.names_languages else ''}\n{code}\n```"
            case "bullets", items:
                return "\n".join("- " + text + "".join("\n    - " + item for item in below) for text, below in items)
            case "numbers", items:
                return "\n".join(f"{number}. {text}" for number, text in enumerate(items, 1))
            case "tasks", items:
                return "\n".join(f"- [{'x' if done else ' '}] {text}" for done, text in items)
            case "table", [head, *rows]:
                lines = ["| " + " | ".join(row) + " |" for row in (head, *rows)]
                return "\n".join([lines[0], "|---|:--|--:|:-:|", *lines[1:]])
            case "alert", kind, parts:
                return self.alert(kind, self.inline(parts, page, pages))
            case "footnote", parts:
                return "[^1]: " + self.inline(parts, page, pages)
        raise ValueError(block[0])

    def inline(self, parts, page, pages):
        return "".join(
            part if isinstance(part, str) else f"[{part.text}]({self.address(page, pages[part.page])})" for part in parts
        )


class WithoutLanguages(Layout):
    """Code blocks that do not say what they are, which is how Matchbook is told not to color them."""
    names_languages = False


class Hugo(Layout):
    index = "_index.md"

    def more_keys(self, page):
        return {"weight": page.number + 1}


class Zola(Hugo):
    def more_keys(self, page):
        return super().more_keys(page) | ({"sort_by": "weight"} if page.slug is None else {})

    def address(self, source, target):
        return "@/" + self.path(target)


class MdBook(Layout):
    content = "src"

    def front_matter(self, page):
        return f"# {page.title}\n\n"

    def summary(self, pages):
        lines = [f"{'    ' * (page.depth - 1)}- [{page.title}]({self.path(page)})" for page in pages[1:]]
        return "\n".join(["# Summary", "", f"[{pages[0].title}]({self.path(pages[0])})", "", *lines]) + "\n"


class MkDocs(Layout):
    content = "docs"
    ALERTS = {"important": "info", "caution": "danger"}

    def front_matter(self, page):
        return f"---\ntitle: {page.title}\ndescription: {page.description}\n---\n\n# {page.title}\n\n"

    def alert(self, kind, text):
        return f"!!! {self.ALERTS.get(kind, kind)}\n\n    {text}"


LAYOUTS = {
    "matchbook": Layout(),
    "matchbook-without-languages": WithoutLanguages(),
    "hugo": Hugo(),
    "zola": Zola(),
    "mdbook": MdBook(),
    "mkdocs": MkDocs(),
}


def write(out, count, layouts=tuple(LAYOUTS)):
    """Writes the corpus of so many pages in these layouts."""
    out = Path(out)
    pages = tree(count)
    for name in layouts:
        for folder in {page.folder for page in pages}:
            (out / name / LAYOUTS[name].content / folder).mkdir(parents=True, exist_ok=True)
    for page in pages:
        blocks = list(blocks_of(page.number, targets_of(page.number, count)))
        for name in layouts:
            layout = LAYOUTS[name]
            text = layout.text(page, blocks, pages)
            (out / name / layout.content / layout.path(page)).write_bytes(text.encode())
    for name in layouts:
        summary = LAYOUTS[name].summary(pages)
        if summary:
            (out / name / LAYOUTS[name].content / "SUMMARY.md").write_bytes(summary.encode())
    # A page in the middle, no index.
    edited = next((page for page in pages if page.depth == 3 and page.number >= count // 2), pages[-1])
    edit = {name: posixpath.join(LAYOUTS[name].content, LAYOUTS[name].path(edited)) for name in layouts}
    made = {"version": version(), "pages": count, "edit": manifest(out)["edit"] | edit}
    (out / "manifest.json").write_text(json.dumps(made, indent=1) + "\n")


def manifest(out):
    """What stands in `manifest.json`: of each layout that is there, which page to edit."""
    path = Path(out) / "manifest.json"
    return json.loads(path.read_text()) if path.exists() else {"version": version(), "edit": {}}


def version():
    """What a corpus was written by; one of another version is written anew."""
    return hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:16]


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    write(sys.argv[1], int(sys.argv[2]), sys.argv[3:] or tuple(LAYOUTS))
