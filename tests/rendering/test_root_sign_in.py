"""Where a root user signs in, the address stands; what AWS documents is not called our own experience."""

import re

from tests.conftest import Example

_ADDRESS = "`https://console.aws.amazon.com/`"


def test_every_root_sign_in_names_the_address(each_example: Example) -> None:
    steps = [
        (path, line)
        for path, text in each_example.rendered.files.items()
        for line in text.splitlines()
        if re.match(r"\d+\. ", line) and "choose **Root user**" in line
    ]
    assert steps
    assert [(path, line) for path, line in steps if f"{_ADDRESS}, choose **Root user**" not in line] == []


def test_the_reset_of_a_root_password_is_awss_word(each_example: Example) -> None:
    files = each_example.rendered.files
    assert [path for path, text in files.items() if "own experience" in text] == []
    resets = [path for path, text in files.items() if "**Forgot your password?**" in text]
    assert resets
    source = "Reset a lost or forgotten root user password"
    assert [path for path in resets if source not in files[path]] == []


def test_an_account_without_root_leads_to_the_linked_one(examples: dict[str, Example]) -> None:
    card = examples["govcloud"].rendered.files["accounts/707070707002/index.md"]
    assert "[RR-808080808002](../808080808002/root-recovery.md)" in card


def test_an_inventory_is_dated_once(each_example: Example) -> None:
    files = each_example.rendered.files
    assert [path for path, text in files.items() if re.search(r"as of [\d-]+, as of", text)] == []
