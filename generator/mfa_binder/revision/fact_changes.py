"""What changed in the inventory since the last revision, each in a sentence about paper."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from mfa_binder.book.inventory_facts import LINKED_WORDS, InventoryFact
from mfa_binder.organization.references import parse_thing


@dataclass(frozen=True, slots=True)
class FactChange:
    """One sentence about one thing."""

    thing: str
    """Such as `device:YK-003`."""
    sentence: str
    """Such as `YK-003 moved`."""
    names: tuple[str, ...]
    """What a page calls the thing: its key, and its name before and now."""
    touches: frozenset[str]
    """Ids of the places, people and principals that it was tied to and is no more, or is now."""
    tied: frozenset[str] = frozenset()
    """Ids of all to which it was or is tied."""


Facts = Mapping[str, InventoryFact]
_SentenceWriter = Callable[[str, str, str], str]
"""From the thing's label and a value before and now."""


def fact_changes(before: Facts, now: Facts) -> tuple[FactChange, ...]:
    """Every change, in the order of the inventory; what is gone from it comes last."""
    things = [*now, *(thing for thing in before if thing not in now)]
    return tuple(change for thing in things for change in _changes_of_thing(thing, before.get(thing), now.get(thing)))


def _changes_of_thing(thing: str, before: InventoryFact | None, now: InventoryFact | None) -> Iterator[FactChange]:
    old, new = before or {}, now or {}
    if old == new and (before is None) == (now is None):
        return
    names = _printed_names(thing, old, new)
    if before is None or now is None:
        sentence = _arrival_sentence(thing, old, new, before is None)
        yield FactChange(thing, sentence, names, _changed_links(old, new, LINKED_WORDS), _linked_ids(old, new))
        return
    # Facts that change together say it once: the place of a device, and the location that it is in.
    keys_by_sentence: dict[str, list[str]] = {}
    for key in sorted({*old, *new}, key=lambda key: (key != "status", key)):
        was, is_now = old.get(key, ""), new.get(key, "")
        if was != is_now:
            keys_by_sentence.setdefault(_sentence_writer(thing, key)(_label(thing, old), was, is_now), []).append(key)
    for sentence, keys in keys_by_sentence.items():
        touched = _changed_links(old, new, [key for key in keys if key in LINKED_WORDS])
        yield FactChange(thing, sentence, names, touched, _linked_ids(old, new))


def _changed_links(old: InventoryFact, new: InventoryFact, keys: Iterable[str]) -> frozenset[str]:
    pairs = [(old.get(key, "").split(), new.get(key, "").split()) for key in keys]
    return frozenset(word for was, now in pairs for word in {*was} ^ {*now})


def _linked_ids(old: InventoryFact, new: InventoryFact) -> frozenset[str]:
    return frozenset(word for fact in (old, new) for key in LINKED_WORDS for word in fact.get(key, "").split())


def _printed_names(thing: str, old: InventoryFact, new: InventoryFact) -> tuple[str, ...]:
    key = parse_thing(thing).key
    return tuple(dict.fromkeys(name for name in (key, old.get("name", ""), new.get("name", "")) if name))


def _label(thing: str, fact: InventoryFact) -> str:
    reference = parse_thing(thing)
    name = fact.get("name") or reference.key
    return f"account {name}" if reference.kind == "account" else name


def _arrival_sentence(thing: str, old: InventoryFact, new: InventoryFact, is_new: bool) -> str:
    kind = parse_thing(thing).kind
    begun, ended = ("joined", "left") if kind == "person" else ("is new", "is in the inventory no more")
    return f"{_label(thing, new if is_new else old)} {begun if is_new else ended}"


def _sentence_writer(thing: str, key: str) -> _SentenceWriter:
    kind = parse_thing(thing).kind
    return _SENTENCES.get((kind, key), _SENTENCES.get(("", key), _other_value_writer(key)))


def _other_value_writer(key: str) -> _SentenceWriter:
    return lambda label, was, now: f"{label} has another {key}"


def _account_status(label: str, was: str, now: str) -> str:
    if now == "closed":
        return f"{label} was closed"
    return f"{label} is open again" if was == "closed" else f"{label} is {now}"


def _closed_on(label: str, was: str, now: str) -> str:
    """The day of closing comes and goes with the status, and says the same: one sentence is enough for both."""
    if was and now:
        return f"{label} has another day of closing"
    return _account_status(label, "closed" if was else "", "closed" if now else "")


_SENTENCES: Mapping[tuple[str, str], _SentenceWriter] = {
    ("", "name"): lambda label, was, now: f"{label} is now called {now}",
    ("", "status"): lambda label, was, now: f"{label} is {now}",
    ("", "phone"): lambda label, was, now: f"{label} has {_another('phone number', was, now)}",
    ("", "email"): lambda label, was, now: f"{label} has {_another('email address', was, now)}",
    ("", "site"): lambda label, was, now: f"{label} is at {'another' if was and now else 'a' if now else 'no'} site",
    ("device", "place"): lambda label, was, now: f"{label} moved",
    ("device", "location"): lambda label, was, now: f"{label} moved",
    ("device", "serial"): lambda label, was, now: f"{label} has {_another('serial number', was, now)}",
    ("device", "opens"): lambda label, was, now: f"{label} opens {_opens_otherwise(was, now)}",
    ("location", "custodians"): lambda label, was, now: f"{label} has other custodians",
    ("account", "unit"): lambda label, was, now: f"{label} moved to another organizational unit",
    ("account", "root"): lambda label, was, now: f"{label} has another root email address",
    ("account", "status"): _account_status,
    ("account", "closed_on"): _closed_on,
}
"""By kind of thing and name of fact; an empty kind is every kind."""


def _another(what: str, was: str, now: str) -> str:
    if not now:
        return f"no {what} any more"
    return f"another {what}" if was else f"a {what} now"


def _opens_otherwise(was: str, now: str) -> str:
    before, after = frozenset(was.split()), frozenset(now.split())
    if before < after:
        return "more than before"
    return "less than before" if after < before else "something else"
