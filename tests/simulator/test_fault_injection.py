"""What goes wrong, made to happen: refusals, no network, codes that AWS does not take, sessions that are over."""

from __future__ import annotations

from string import ascii_lowercase, ascii_uppercase

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from mfa_binder.simulator.fault_injection import different_code
from mfa_binder.simulator.simulated_aws import Credentials, SimulatedAws
from tests.simulator.conftest import MANAGEMENT, PROD, Connect

DAN = f"{PROD}/user/dan"


def test_whoever_is_refused_may_still_ask_who_they_are(aws: SimulatedAws, connect: Connect) -> None:
    with aws.trouble.refusing():
        assert connect("sts", DAN).get_caller_identity()["Account"] == PROD
        with pytest.raises(
            ClientError, match=r"\(AccessDenied\).*user/dan is not authorized to perform: iam:ListUsers"
        ):
            connect("iam", DAN).list_users()
        with pytest.raises(ClientError, match=r"\(AccessDeniedException\).*organizations:ListRoots"):
            connect("organizations", MANAGEMENT).list_roots()
    assert connect("iam", PROD).list_users()["Users"]


def test_a_single_operation_can_be_refused(aws: SimulatedAws, connect: Connect) -> None:
    iam = connect("iam", PROD)
    with aws.trouble.refusing("ListRoles"):
        assert iam.list_users()["Users"]
        with pytest.raises(ClientError, match=r"\(AccessDenied\).*iam:ListRoles"):
            iam.list_roles()


def test_nothing_answers_while_the_network_is_away_and_everything_afterwards(
    aws: SimulatedAws, connect: Connect
) -> None:
    iam = connect("iam", PROD)
    before = iam.list_users()["Users"]
    with aws.trouble.unreachable(), pytest.raises(EndpointConnectionError, match="Could not connect to the endpoint"):
        iam.list_users()
    assert iam.list_users()["Users"] == before


def test_a_wrong_code_is_refused_and_the_right_one_still_taken(aws: SimulatedAws, connect: Connect) -> None:
    sts, serial = connect("sts", DAN), aws.serial_number("HT-1", DAN)
    with pytest.raises(ClientError, match="invalid MFA one time pass code"):
        sts.get_session_token(SerialNumber=serial, TokenCode=aws.trouble.wrong_code("HT-1"))
    assert sts.get_session_token(SerialNumber=serial, TokenCode=aws.codes("HT-1")[0])


def test_a_code_that_was_used_up_is_refused_and_the_next_one_taken(aws: SimulatedAws, connect: Connect) -> None:
    sts, serial = connect("sts", DAN), aws.serial_number("HT-1", DAN)
    code, following = aws.codes("HT-1")
    aws.trouble.use_up("HT-1", code)
    with pytest.raises(ClientError, match="invalid MFA one time pass code"):
        sts.get_session_token(SerialNumber=serial, TokenCode=code)
    assert sts.get_session_token(SerialNumber=serial, TokenCode=following)


def test_a_drifted_token_s_codes_can_be_used_up_too(aws: SimulatedAws, connect: Connect) -> None:
    aws.establish({"out_of_sync": "HT-1"})
    codes = aws.codes("HT-1")
    for code in codes:
        aws.trouble.use_up("HT-1", code)
    with pytest.raises(ClientError, match="InvalidAuthenticationCode"):
        connect("iam", PROD).resync_mfa_device(
            UserName="dan",
            SerialNumber=aws.serial_number("HT-1", DAN),
            AuthenticationCode1=codes[0],
            AuthenticationCode2=codes[1],
        )


def test_a_wrong_serial_is_that_of_no_token(aws: SimulatedAws) -> None:
    right, wrong = aws.trouble.serials("HT-1")
    assert right == aws.serial_number("HT-1", DAN)
    assert wrong[:-1] == right[:-1]
    assert wrong not in {aws.serial_number(f"HT-spare-{n}", DAN) for n in range(9)} | {right}


@pytest.mark.parametrize(
    ("word", "taken"),
    [
        ("THEX00000101", {f"THEX{number:08}" for number in range(1000)}),
        ("GAHT-A9", {f"GAHT-A{number}" for number in range(10)} | {f"GAHT-{letter}9" for letter in ascii_uppercase}),
        ("ZZ", {f"{one}{two}" for one in ascii_uppercase for two in ascii_uppercase}),
        ("dan", {f"da{letter}" for letter in ascii_lowercase}),
        ("444455556666", {f"44445555666{number}" for number in range(10)}),
        ("--", set()),
        ("ß", {"ß0", "ß1"}),
    ],
)
def test_another_word_is_like_it_and_free_however_many_are_taken(word: str, taken: set[str]) -> None:
    found = different_code(word, lambda candidate: candidate in taken)
    assert found != word
    assert found not in taken
    if len(found) == len(word):
        assert sum(one != two for one, two in zip(word, found, strict=True)) == 1
    else:
        assert found.startswith(word)


def test_a_mistyped_name_is_nobody_s(aws: SimulatedAws, connect: Connect) -> None:
    """Whatever the case: IAM takes no second name that differs by it alone."""
    iam = connect("iam", PROD)
    for letter in ascii_lowercase:
        if f"da{letter}" != "dan":
            iam.create_user(UserName=f"Da{letter}")
    wrong = aws.trouble.mistyped("dan", PROD)
    with pytest.raises(ClientError, match="NoSuchEntity"):
        iam.get_user(UserName=wrong)
    assert wrong.casefold() not in {user["UserName"].casefold() for user in iam.list_users()["Users"]}


def test_a_mistyped_account_is_none_of_the_inventory(aws: SimulatedAws) -> None:
    wrong = aws.trouble.mistyped(PROD, PROD)
    assert len(wrong) == 12
    assert wrong not in aws.organization.accounts


def test_a_user_filled_up_takes_no_further_device(aws: SimulatedAws, connect: Connect) -> None:
    aws.trouble.fill(DAN)
    assert len(connect("iam", PROD).list_mfa_devices(UserName="dan")["MFADevices"]) == 8
    first, second = aws.codes("HT-spare-1")
    with pytest.raises(ClientError, match="LimitExceeded"):
        connect("iam", PROD).enable_mfa_device(
            UserName="dan",
            SerialNumber=aws.serial_number("HT-spare-1", DAN),
            AuthenticationCode1=first,
            AuthenticationCode2=second,
        )


@pytest.mark.parametrize(
    ("over", "refusal"), [(False, "Cannot call GetSessionToken with session credentials"), (True, "ExpiredToken")]
)
def test_a_session_of_a_user_is_good_or_over(over: bool, refusal: str, aws: SimulatedAws, connect: Connect) -> None:
    session = aws.trouble.session(DAN, over)
    held = Credentials(session.access_key_id, session.secret_access_key, session.session_token)
    with pytest.raises(ClientError, match=refusal):
        connect("sts", held).get_session_token()


@pytest.mark.parametrize(
    ("error", "operation"),
    [
        ("LimitExceeded", "generate_credential_report"),
        ("ReportInProgress", "get_credential_report"),
        ("ReportNotPresent", "get_credential_report"),
        ("ReportExpired", "get_credential_report"),
    ],
)
def test_a_credential_report_is_put_off_and_given_out_afterwards(
    aws: SimulatedAws, connect: Connect, error: str, operation: str
) -> None:
    iam = connect("iam", PROD)
    iam.generate_credential_report()
    with aws.trouble.putting_off(error), pytest.raises(ClientError, match=rf"\({error}\)"):
        getattr(iam, operation)()
    iam.generate_credential_report()
    assert iam.get_credential_report()["Content"]


def test_nobody_is_put_off_with_what_aws_does_not_say(aws: SimulatedAws) -> None:
    with pytest.raises(ValueError, match="'Later'"), aws.trouble.putting_off("Later"):
        pass
