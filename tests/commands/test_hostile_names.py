"""Names from outside are data from the inventory to the built site: no element, no handler, no foreign path."""

from html.parser import HTMLParser
from pathlib import Path

from typer.testing import CliRunner

from mfa_binder.cli import app

HOSTILE = r"""$(reboot) `id` </title></script><img src=x> | *a* [x](y) 'q' \\ #eval(1) \" onmouseover=\"alert(1) ../../x {{ 7*7 }}"""
PLACES = [
    "title: Example Corp hardware MFA",
    "    name: Example Corp",
    "    name: prod",
    "name: Dan Müller",
    "name: HQ fireproof safe",
]


class Elements(HTMLParser):
    """Elements and attributes that only a name could have made."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if ("src", "x") in attrs:
            self.found.append(tag)
        self.found += [name for name, _ in attrs if name == "onmouseover"]


def test_hostile_names_are_data_on_every_page_of_the_site(tmp_path: Path, checkout: Path) -> None:
    text = (checkout / "inventory.yaml").read_text(encoding="utf-8").replace("hq-safe", '"../hq safe;rm"')
    for place in PLACES:
        key = place.partition(":")[0]
        assert place in text
        text = text.replace(place, f'{key}: "{HOSTILE}"', 1)
    (tmp_path / "inventory.yaml").write_text(text, encoding="utf-8")
    done = CliRunner(env={"NO_COLOR": "1"}).invoke(app, ["-C", str(tmp_path), "build", "--quiet"])
    assert done.exit_code == 0, done.output
    pages = list((tmp_path / "site").rglob("*.html"))
    assert len(pages) > 30
    for page in pages:
        elements = Elements()
        elements.feed(page.read_text(encoding="utf-8"))
        assert elements.found == [], page.name
    home = (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    assert "{{ 7*7 }}" in home
    assert ">49<" not in home
    made = ["inventory.yaml", "runbooks", "runbooks.json", "site"]
    assert sorted(path.name for path in tmp_path.iterdir()) == [".runbooks.built-from", *made]
