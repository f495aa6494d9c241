"""Which pages each example organization has: a page that comes or goes is seen as a line that comes or goes.

`make lists` writes the lists anew; the difference is looked at before it is committed.
"""

from pathlib import Path

from mfa_binder.inventory.inventory_loading import load_inventory
from mfa_binder.pages.catalogue import Catalogue, make_catalogue

LISTS = Path(__file__).with_name("lists")
ROOT = Path(__file__).parents[2]


def listed(pages: Catalogue) -> str:
    """Sheet id, kind, subject and path, a line a page, in the order of the binder."""
    rows = ((page.id, page.kind, page.subject or "-", page.path) for page in pages.pages)
    return "".join("  ".join(row) + "\n" for row in rows)


def test_an_example_has_exactly_the_pages_of_its_list(each_example) -> None:
    wanted = (LISTS / f"{each_example.name}.txt").read_text(encoding="utf-8")
    assert listed(each_example.catalogue) == wanted, "run make lists, look at the difference, and commit it"


def test_every_list_is_of_an_example(examples) -> None:
    assert {path.stem for path in LISTS.glob("*.txt")} == set(examples)


if __name__ == "__main__":
    inventories = {"example": ROOT / "inventory.yaml"}
    inventories |= {path.parent.name: path for path in ROOT.glob("examples/*/inventory.yaml")}
    for name, path in inventories.items():
        text = listed(make_catalogue(load_inventory(path).organization))
        (LISTS / f"{name}.txt").write_text(text, encoding="utf-8")
