"""The example organizations: three are well run, and together they show the whole format."""

import re
import shutil
import subprocess
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from mfa_binder.organization.partitions import PartitionName
from mfa_binder.organization.strict_records import KeyedRecord, StrictRecord, WordEnum
from mfa_binder.workflows.folder_inputs import load_inputs
from mfa_binder.workflows.working_folder import WorkingFolder

WELL_RUN = ["startup", "govcloud", "enterprise"]

FICTION = re.compile(r"\+1 \d{3} 555 01\d\d|\+44 20 7946 0\d{3}|\+49 30 23125 \d{3}|\+49 89 99998 \d{3}")
"""Numbers that the North American plan, Ofcom and the Bundesnetzagentur assign to nobody."""

UNUSED = {PartitionName.CHINA}
"""It takes no hardware MFA at all, so no example shows it."""


def records(value: object) -> Iterator[StrictRecord]:
    """Every record of the model in a value, itself first."""
    if isinstance(value, StrictRecord):
        yield value
        for name in type(value).model_fields:
            yield from records(getattr(value, name))
    elif isinstance(value, Mapping):
        for entry in value.values():
            yield from records(entry)
    elif isinstance(value, tuple):
        for entry in value:
            yield from records(entry)


def kinds_of(base: type) -> Iterator[type]:
    """The classes of the inventory's format: other formats are made of records too."""
    for kind in base.__subclasses__():
        if kind.__module__.startswith("mfa_binder.organization."):
            yield kind
        yield from kinds_of(kind)


@pytest.mark.parametrize("name", WELL_RUN)
def test_nothing_is_found_wrong_in_it(name: str, checkout: Path) -> None:
    opened = load_inputs(WorkingFolder(checkout / "examples" / name), None, {})
    assert [f"{finding.place}: {finding.message}" for finding in opened.findings] == []


def test_every_key_of_the_format_is_written_in_an_example(examples) -> None:
    written = defaultdict(set)
    for built in examples.values():
        for record in records(built.organization):
            written[type(record)] |= record.model_fields_set
    known = [kind for kind in kinds_of(StrictRecord) if kind is not KeyedRecord]
    assert len(known) > 20
    missing = {f"{kind.__name__}.{name}" for kind in known for name in kind.model_fields.keys() - written[kind]}
    assert missing == set()


def test_every_choice_of_the_format_is_made_in_an_example(examples) -> None:
    made = set()
    for built in examples.values():
        for record in records(built.organization):
            values = (getattr(record, name) for name in type(record).model_fields)
            made |= {
                item
                for value in values
                for item in (value if isinstance(value, tuple) else (value,))
                if isinstance(item, WordEnum)
            }
    missing = {repr(member) for kind in kinds_of(WordEnum) for member in set(kind) - UNUSED - made}
    assert missing == set()


@pytest.mark.parametrize("name", WELL_RUN)
def test_it_names_nobody_who_exists(name: str, examples, checkout: Path) -> None:
    organization = examples[name].organization
    numbers = {person.phone for person in organization.people.values() if person.phone}
    numbers |= {phone.number for phone in organization.phones.values()}
    assert [number for number in numbers if not FICTION.fullmatch(number)] == []
    text = (checkout / "examples" / name / "inventory.yaml").read_text(encoding="utf-8")
    domains = set(re.findall(r"@([\w.-]+\.\w+)", text))
    assert domains
    assert {domain for domain in domains if not domain.endswith(".example")} == set()
    assert all(len(set(account[:8])) <= 3 for account in organization.accounts), "an account id looks like a real one"


def test_what_is_built_in_an_example_is_not_committed(checkout: Path) -> None:
    if shutil.which("git") is None or not (checkout / ".git").exists():
        pytest.skip("this is no git checkout")
    built = [
        f"examples/{name}/{path}"
        for name in WELL_RUN
        for path in ("runbooks/index.md", "runbooks.json", "site/index.html")
    ]
    done = subprocess.run(
        ["git", "check-ignore", "--", *built], cwd=checkout, capture_output=True, text=True, check=False
    )
    assert done.stdout.split() == built
    kept = subprocess.run(["git", "check-ignore", "-q", "examples/startup/inventory.yaml"], cwd=checkout, check=False)
    assert kept.returncode == 1


def test_every_example_is_described(examples, checkout: Path) -> None:
    text = (checkout / "examples" / "README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"\]\((\w+)/inventory\.yaml\)", text)) == examples.keys() - {"example"} == set(WELL_RUN)


@pytest.mark.parametrize("name", WELL_RUN)
def test_whoever_types_the_password_of_a_root_reaches_no_key(name: str, examples) -> None:
    """Stricter than the rules, which ask only that nobody reaches both alone."""
    ceremonies = [page for page in examples[name].catalogue.pages if page.kind == "root-enrollment"]
    assert ceremonies
    assert [page.id for page in ceremonies if not page.view.cast.only_typists] == []
