"""Labels are where the stock has them, whole, and every code says what is promised."""

from __future__ import annotations

from datetime import date

import pikepdf
import pytest

from mfa_binder.errors import OutputError
from mfa_binder.organization.binder_settings import Paper
from mfa_binder.organization.organization import Organization
from mfa_binder.paper.label_contents import LabelContents, LabelKind, device_label, labels_of_ids, labels_of_kinds
from mfa_binder.paper.label_formats import LABEL_STOCKS, LabelStock
from mfa_binder.paper.label_sheets import LabelOrder, print_labels

EVERYTHING = [LabelKind.DEVICES, LabelKind.SPARES, LabelKind.BAGS]


@pytest.mark.parametrize("stock", LABEL_STOCKS.values(), ids=LABEL_STOCKS)
def test_outlines_are_where_the_labels_are(organization, sheets, stock):
    made = sheets(labels_of_ids(organization, ["YK-001"]), stock, outline=True)
    frames = made.frames()
    assert len(frames) == stock.on_a_sheet
    for slot, frame in enumerate(frames):
        expected = (*stock.place(slot), stock.width, stock.height)
        assert frame == pytest.approx(expected, abs=0.2)


@pytest.mark.parametrize("stock", LABEL_STOCKS.values(), ids=LABEL_STOCKS)
def test_every_code_on_every_stock_is_read_at_300_dpi_from_its_own_label(organization, sheets, stock):
    labels = labels_of_kinds(organization, EVERYTHING)
    found = sheets(labels, stock, start=3).slots()
    assert len(found) == len(labels)
    for number, (label, (page, slot, text)) in enumerate(zip(labels, found, strict=True), start=2):
        assert divmod(number, stock.on_a_sheet) == (page, slot)
        assert text in label.data


@pytest.mark.parametrize("stock", LABEL_STOCKS.values(), ids=LABEL_STOCKS)
def test_no_letter_is_outside_its_label_or_on_the_code(organization, sheets, stock):
    labels = labels_of_ids(organization, ["YK-001", "HT-001", "TEB-000418", "TEB-000421"])
    made = sheets(labels, stock)
    ends = {(page, made.slot(left, top)): right for page, left, top, right, _ in made.pictures()}
    assert len(ends) == len(labels)
    tags = dict.fromkeys(ends, "")
    for page, character, left, top, right, bottom in made.characters():
        slot = made.slot(left, top)
        assert slot == made.slot(right, bottom) != -1, character
        assert left > ends[page, slot] + 0.2, f"{character} is under the quiet zone of the code"
        tags[page, slot] += character
    for label, text in zip(labels, (tags[key] for key in sorted(tags)), strict=True):
        assert text.startswith(label.tag)
        for words in label.words:
            assert words.replace(" ", "") in text


def test_the_line_for_the_scanner(organization):
    device, bag = labels_of_ids(organization, ["YK-001", "TEB-000417"])
    assert device.data == (
        "MFA-BINDER device YK-001 serial 20481337 model YubiKey 5 NFC",
        "MFA-BINDER device YK-001 serial 20481337",
        "MFA-BINDER device YK-001",
    )
    assert bag.data == ("MFA-BINDER bag TEB-000417 location hq-safe", "MFA-BINDER bag TEB-000417")


def test_a_serial_with_spaces_stays_one_word_and_one_without_is_left_out(organization):
    device = organization.devices["YK-001"]
    spaced = device_label(organization, device.model_copy(update={"serial": "12 34% 56"}))
    assert spaced.data[0] == "MFA-BINDER device YK-001 serial 12%2034%25%2056 model YubiKey 5 NFC"
    unmarked = device_label(organization, device.model_copy(update={"serial": None}))
    assert unmarked.data == ("MFA-BINDER device YK-001 model YubiKey 5 NFC", "MFA-BINDER device YK-001")
    assert unmarked.words == ("YubiKey 5 NFC",)


def test_no_label_names_a_person_or_an_account(organization, sheets):
    labels = labels_of_kinds(organization, EVERYTHING)
    made = sheets(labels, LABEL_STOCKS["L7160"])
    said = made.text() + "".join(code.text for code in made.codes())
    secret = [person.name for person in organization.people.values()]
    secret += [word for account in organization.accounts.values() for word in (account.key, f" {account.name} ")]
    assert [word for word in secret if word in said] == []


def test_the_small_label_holds_the_shorter_line_and_leaves_the_title_out(organization, sheets):
    made = sheets(labels_of_ids(organization, ["YK-001"]), LABEL_STOCKS["5167"])
    assert [code.text for code in made.codes()] == ["MFA-BINDER device YK-001"]
    assert organization.document.title not in made.text()
    large = sheets(labels_of_ids(organization, ["YK-001"]), LABEL_STOCKS["5163"])
    assert organization.document.title in large.text()


def test_copies_follow_each_other_from_the_starting_label_on(organization, sheets):
    stock = LABEL_STOCKS["L7160"]
    made = sheets(labels_of_ids(organization, ["YK-002", "YK-001"]), stock, start=20, copies=3)
    tags = [(page, slot, text.split()[2]) for page, slot, text in made.slots()]
    assert tags == [
        (0, 19, "YK-002"),
        (0, 20, "YK-002"),
        (1, 0, "YK-002"),
        (1, 1, "YK-001"),
        (1, 2, "YK-001"),
        (1, 3, "YK-001"),
    ]


def test_which_labels_there_are(organization):
    def tags(*kinds):
        return {label.tag for label in labels_of_kinds(organization, kinds)}

    assert tags(LabelKind.SPARES) == {"YK-007"}
    assert "HT-004" not in tags(*EVERYTHING), "it is lost"
    assert tags(LabelKind.BAGS) == set(organization.bags)
    assert tags(LabelKind.DEVICES) == set(organization.devices) - {"YK-007", "HT-004"}
    assert [label.tag for label in labels_of_ids(organization, ["HT-004", "HT-004"])] == ["HT-004"]


def test_every_unknown_id_is_named_with_the_nearest(organization):
    with pytest.raises(OutputError, match="YK-01, nothing") as raised:
        labels_of_ids(organization, ["YK-01", "YK-001", "nothing"])
    assert "did you mean YK-001?" in raised.value.hint


HOSTILE = {
    "typst": '#panic("x") $ @a <b> "; #sys.inputs',
    "right to left": "מפתח ראשי",
    "chinese": "安全密钥五",
    "emoji": "key 🔑🔥",
    "long": "word " * 40,
    "one word": "W" * 60,
    "accents": "ÅÉÎõü ĄĘ Ωмега",
}


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_name_is_printed_and_scanned_as_it_is(organization, sheets, name):
    name = name.strip()
    model = organization.models["yubikey-5-nfc"].model_copy(update={"name": name})
    hostile = organization.model_copy(update={"models": {**organization.models, "yubikey-5-nfc": model}})
    stock = LABEL_STOCKS["L7163"]
    made = sheets(labels_of_ids(hostile, ["YK-001"]), stock)
    (code,) = made.codes()
    assert code.text == f"MFA-BINDER device YK-001 serial 20481337 model {name}"
    printed = "".join(made.text().split())
    assert "".join(shown(name).split()) in printed
    assert {made.slot(left, top) for _, _, left, top, _, _ in made.characters()} == {0}
    assert {made.slot(right, bottom) for _, _, _, _, right, bottom in made.characters()} == {0}


@pytest.mark.parametrize("name", ['#panic("x")', "מפתח-1", "安全", "🔑", "W" * 30], ids=ascii)
def test_a_hostile_tag_serial_and_title_are_printed_as_they_are(organization, sheets, name):
    device = organization.devices["YK-001"].model_copy(update={"key": name, "serial": name})
    document = organization.document.model_copy(update={"title": name})
    hostile = organization.model_copy(update={"devices": {name: device}, "document": document})
    made = sheets(labels_of_ids(hostile, [name]), LABEL_STOCKS["L7163"])
    (code,) = made.codes()
    assert code.text == f"MFA-BINDER device {name} serial {name} model YubiKey 5 NFC"
    printed = "".join(made.text().split())
    assert printed.count("".join(shown(name).split())) == 3


def shown(name: str) -> str:
    """As a person reads it: what the fonts lack or what turns the order of others is its code point."""
    hidden = {character for character in name if character in "מפתחראשי安全密钥五🔑🔥"}
    return "".join(f"⟨U+{ord(character):04X}⟩" if character in hidden else character for character in name)


def test_what_does_not_fit_is_an_error_that_names_it_and_the_formats_that_have_room(organization, tmp_path):
    model = organization.models["yubikey-5c"].model_copy(update={"name": "word " * 40})
    long = organization.model_copy(update={"models": {**organization.models, "yubikey-5c": model}})
    with pytest.raises(OutputError) as raised:
        print_labels(
            labels_of_kinds(long, EVERYTHING), LabelOrder(LABEL_STOCKS["5167"]), date(2026, 11, 24), tmp_path / "x.pdf"
        )
    assert "3 label(s) do not fit on 5167" in raised.value.message
    assert "YK-002, YK-006, YK-007: the words do not fit at 6 pt" in raised.value.message
    assert "YK-001" not in raised.value.message
    assert "5163" in raised.value.hint
    assert "5167" not in raised.value.hint
    assert list(tmp_path.iterdir()) == []


def test_a_code_that_would_be_too_fine_is_an_error(organization, tmp_path):
    tiny = LabelStock("tiny", Paper.A4, 1, 1, 60, 11, 10, 10, 60, 11)
    with pytest.raises(OutputError, match=r"YK-001: the code needs 11\.55 mm, and there are 10\.00 mm"):
        print_labels(labels_of_ids(organization, ["YK-001"]), LabelOrder(tiny), date(2026, 11, 24), tmp_path / "x.pdf")


def test_an_id_that_no_code_holds_is_an_error_too(organization, tmp_path):
    device = organization.devices["YK-001"].model_copy(update={"key": "Y" * 3000})
    with pytest.raises(OutputError, match="the id is longer than a code can hold"):
        print_labels(
            [device_label(organization, device)],
            LabelOrder(LABEL_STOCKS["L7165"]),
            date(2026, 11, 24),
            tmp_path / "x.pdf",
        )


def test_nothing_to_print_is_said(tmp_path):
    with pytest.raises(OutputError, match="nothing to print"):
        print_labels([], LabelOrder(LABEL_STOCKS["5167"]), date(2026, 11, 24), tmp_path / "x.pdf")


def test_the_same_labels_are_the_same_bytes_and_another_day_is_not(organization, tmp_path):
    def made(name: str, day: date) -> bytes:
        return print_labels(
            labels_of_kinds(organization, EVERYTHING), LabelOrder(LABEL_STOCKS["5160"]), day, tmp_path / name
        ).path.read_bytes()

    first = made("a.pdf", date(2026, 11, 24))
    assert made("b.pdf", date(2026, 11, 24)) == first
    assert made("c.pdf", date(2026, 11, 25)) != first


def test_an_earlier_file_stays_when_a_new_one_cannot_be_written(organization, tmp_path):
    (tmp_path / "labels.pdf" / "something").mkdir(parents=True)
    with pytest.raises(OutputError):
        print_labels(
            labels_of_kinds(organization, EVERYTHING),
            LabelOrder(LABEL_STOCKS["5160"]),
            date(2026, 11, 24),
            tmp_path / "labels.pdf",
        )
    assert [path.name for path in tmp_path.iterdir()] == ["labels.pdf"]


def test_sheets_are_tagged_and_every_code_has_its_words(organization: Organization, sheets) -> None:
    labels: list[LabelContents] = labels_of_kinds(organization, EVERYTHING)
    made = sheets(labels, LABEL_STOCKS["L7160"])
    with pikepdf.open(made.path) as pdf:
        assert bool(pdf.Root.MarkInfo.Marked)
        assert str(pdf.Root.Lang) == "en"
        with pdf.open_metadata() as metadata:
            assert metadata["dc:title"] == "Labels: Example Corp hardware MFA"
            assert metadata["pdfuaid:part"] == "1"
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "A")
        figures = [
            str(item.Alt)
            for item in pdf.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/S") == "/Figure"
        ]
    assert sorted(figures) == sorted(f"QR code: {label.data[0]}" for label in labels)
