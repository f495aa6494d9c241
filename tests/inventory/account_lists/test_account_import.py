"""Lists of accounts as people have them: each says the same account, gaps are marked, what contradicts is told."""

from collections.abc import Callable
from pathlib import Path

import pytest

from mfa_binder.errors import DeviceListError, EditError
from mfa_binder.findings import Finding, Severity
from mfa_binder.inventory.account_lists.account_formats import lists_accounts, read_accounts
from mfa_binder.inventory.account_lists.account_import import import_accounts
from mfa_binder.inventory.lists.list_import import ListImport
from mfa_binder.inventory.lists.list_text import ListText, read_list_text
from mfa_binder.organization.aws_accounts import Account, AccountStatus

ImportAccounts = Callable[..., ListImport]

INVENTORY = """\
schema: 1
document: {title: Lists, dated: 2026-11-24, owner: ida, classification: INTERNAL, review_every_days: 90}
organizations:
  main: {name: Lists, id: o-listsexample, partition: aws, management_account: "222233334444", region: us-east-1}
people:
  ida: {name: Ida Berg, email: ida@example.com, phone: "+1 206 555 0111"}
accounts:   # the first is the management account
  "222233334444":
    name: management
    ou: Root
    root: {intended: kept, email: root@example.com}   # its mailbox is shared
  "555566667777":
    name: prod   # renamed in spring
    root: {intended: removed, email: aws+prod@example.com}
"""

NEW = '"000123456789"'
ARN = "arn:aws:organizations::222233334444:account/o-listsexample/"


@pytest.fixture
def take(tmp_path: Path) -> ImportAccounts:
    """Takes a list over into a small inventory, in memory."""
    inventory = tmp_path / "inventory.yaml"

    def take_over(
        content: str | bytes, forced: str | None = None, into: str = INVENTORY, organization: str | None = None
    ) -> ListImport:
        inventory.write_text(into, encoding="utf-8")
        path = tmp_path / "list"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        source = read_list_text(path)
        assert forced is not None or lists_accounts(source)
        return import_accounts(inventory, read_accounts(source, forced), organization)

    return take_over


def account(done: ListImport, key: str = "000123456789") -> Account:
    return done.edited.inventory.organization.accounts[key]


def refused(take: ImportAccounts, content: str) -> list[Finding]:
    with pytest.raises(DeviceListError) as error:
        take(content)
    return list(error.value.findings)


RECORD = f'"Id": {NEW}, "Arn": "{ARN}000123456789", "Email": "new@example.com", "Name": "new", "Status": "ACTIVE"'
YAML_RECORD = f"""\
- Arn: {ARN}000123456789
  Email: new@example.com
  Id: '000123456789'
  JoinedMethod: CREATED
  JoinedTimestamp: '2024-03-01T10:00:00.000000+00:00'
  Name: new
  Status: ACTIVE
"""
LISTS = {
    "list-accounts": f'{{\n    "Accounts": [\n        {{{RECORD}}}\n    ]\n}}\n',
    "with tabs": f'{{\n\t"Accounts": [\n\t\t{{{RECORD}}}\n\t]\n}}\n',
    "describe-account": f'{{"Account": {{{RECORD}}}}}',
    "several pages behind each other": f'{{"Accounts": [], "NextToken": "x"}}\n{{"Accounts": [{{{RECORD}}}]}}',
    "two documents that say a part each": f'{{"Account": {{"Id": {NEW}, "Email": "new@example.com"}}}}\n{{"Account": {{"Id": {NEW}, "Name": "new"}}}}',
    "the same page twice": f'{{"Accounts": [{{{RECORD}}}]}}\n{{"Accounts": [{{{RECORD}}}]}}',
    "a list by --query": f"[{{{RECORD}}}]",
    "YAML": f"Accounts:\n{YAML_RECORD}",
    "YAML of two pages": f"Accounts: []\nNextToken: x\nAccounts:\n{YAML_RECORD}",
    "YAML documents": f"---\nAccounts: []\n---\nAccounts:\n{YAML_RECORD}",
    "YAML stream": "- Accounts:\n" + "".join(f"  {line}\n" for line in YAML_RECORD.splitlines()),
    "colours of jq": f'{{\x1b[34;1m"Accounts"\x1b[0m: [{{{RECORD}}}]}}',
    "Identity Center": f'{{"accountList": [{{"accountId": {NEW}, "accountName": "new", "emailAddress": "new@example.com"}}]}}',
    "landing zone with ids": """\
mandatoryAccounts:
  - name: Management   # the accelerator's own name
    email: root@example.com
    organizationalUnit: Root
workloadAccounts:
  - name: new
    description: none
    email: new@example.com
    organizationalUnit: Work/Dev
accountIds:
  - email: NEW@example.com
    accountId: 000123456789
""",
    "org-formation": """\
AWSTemplateFormatVersion: '2010-09-09-OC'
Organization:
  Master: {Type: OC::ORG::MasterAccount, Properties: {AccountName: management, AccountId: '222233334444'}}
  WorkOU: {Type: OC::ORG::OrganizationalUnit, Properties: {OrganizationalUnitName: Work, OrganizationalUnits: !Ref DevOU}}
  DevOU:
    Type: OC::ORG::OrganizationalUnit
    Properties:
      OrganizationalUnitName: Dev
      Accounts:
        - !Ref NewAccount
  NewAccount:
    Type: OC::ORG::Account
    Properties:
      RootEmail: new@example.com
      AccountName: new
      AccountId: 000123456789
      ServiceControlPolicies: !Ref Policy
""",
    "the console's CSV": f"\ufeffAccount ID,ARN,Email,Name,Status\r\n000123456789,{ARN}000123456789,new@example.com,new,Active\r\n",
    "a CSV with grouped ids": "Account number;Account name;Root email\n0001-2345-6789;new;new@example.com\n",
    "a CSV of a query": "id,name,email,status\n000123456789,new,new@example.com,ACTIVE\n",
}  # fmt: skip


@pytest.mark.parametrize("name", LISTS)
def test_each_list_says_the_same_account(take: ImportAccounts, name: str) -> None:
    done = take(LISTS[name])
    assert done.added == ("000123456789",)
    new = account(done)
    assert (new.name, new.root.email, new.status) == ("new", "new@example.com", AccountStatus.ACTIVE)
    assert new.ou == ("Root/Work/Dev" if name in ("landing zone with ids", "org-formation") else None)
    assert f"  {NEW}:   # to be filled in: " in done.edited.after
    assert done.edited.after.startswith(INVENTORY)


def test_nothing_of_the_inventory_is_lost_and_a_second_time_changes_nothing(take: ImportAccounts) -> None:
    first = take(LISTS["list-accounts"])
    again = take(LISTS["list-accounts"], into=first.edited.after)
    assert (again.unchanged, again.edited.diff()) == (("000123456789",), "")


def test_an_account_is_known_by_its_id_else_by_its_address(take: ImportAccounts) -> None:
    by_id = take('{"Accounts": [{"Id": "555566667777", "Name": "prod", "Email": "AWS+prod@example.com"}]}')
    assert by_id.unchanged == ("555566667777",)
    by_email = take("workloadAccounts:\n- {name: prod, email: aws+prod@example.com, organizationalUnit: Work/Prod}\n")
    assert (by_email.filled_in, account(by_email, "555566667777").ou) == (("555566667777",), "Root/Work/Prod")
    assert "name: prod   # renamed in spring" in by_email.edited.after


def test_another_name_and_unit_are_told_and_left(take: ImportAccounts) -> None:
    done = take("mandatoryAccounts:\n- {name: payer, email: root@example.com, organizationalUnit: Core}\n")
    assert [each.severity for each in done.warnings] == [Severity.WARNING] * 2
    assert {"payer", "management"} <= set(done.warnings[0].message.split('"'))
    assert done.edited.diff() == ""


@pytest.mark.parametrize(
    "state",
    ['"Status": "SUSPENDED"', '"Status": "ACTIVE", "State": "PENDING_CLOSURE"', '"State": "CLOSED"', '"State": "PENDING_ACTIVATION"'],
)  # fmt: skip
def test_a_suspended_account_is_carried_over_and_told(take: ImportAccounts, state: str) -> None:
    done = take(f'{{"Accounts": [{{"Id": "555566667777", "Name": "prod", {state}}}, {{"Id": {NEW}, "Email": "n@example.com", {state}}}]}}')  # fmt: skip
    assert account(done, "555566667777").status is AccountStatus.SUSPENDED
    assert account(done).status is AccountStatus.SUSPENDED
    assert any("555566667777" in each.message for each in done.warnings)
    assert "or closed with closed_on" in done.edited.after


def test_an_account_that_lives_again_is_a_contradiction(take: ImportAccounts) -> None:
    with pytest.raises(DeviceListError) as error:
        take(
            '{"Accounts": [{"Id": "555566667777", "Status": "ACTIVE", "Email": "aws+prod@example.com"}]}',
            into=INVENTORY.replace("    name: prod", "    status: suspended\n    name: prod"),
        )
    assert "suspended" in error.value.findings[0].message


TERRAFORM = """\
module "one" {
  control_tower_parameters = {
    AccountEmail = "gap@example.com"   # new
    AccountName  = "gap"
    ManagedOrganizationalUnit = "Sandbox (ou-abcd-12345678)"
  }
}
"""
WITHOUT_ID = {
    "landing zone": "workloadAccounts:\n- name: gap\n  email: gap@example.com\n  organizationalUnit: Sandbox\n",
    "deployment framework": "accounts:\n- account_full_name: gap\n  organizational_unit_path: /Sandbox\n  email: gap@example.com\n",
    "landing zone's predecessor": '{"workload-account-configs": {"a": {"account-name": "gap", "email": "gap@example.com", "ou": "Sandbox"}}}',
    "account factory": TERRAFORM,
}  # fmt: skip


@pytest.mark.parametrize("name", WITHOUT_ID)
def test_an_account_without_id_is_a_gap_that_is_marked_once(take: ImportAccounts, name: str) -> None:
    done = take(WITHOUT_ID[name])
    assert (done.added, done.gaps) == ((), ("gap",))
    mark = "  # to be filled in: the account gap, whose id the list does not have: email gap@example.com, ou Root/Sandbox\n"
    assert done.edited.after == INVENTORY + mark
    assert "list-accounts" in done.warnings[0].hint
    assert take(WITHOUT_ID[name], into=done.edited.after).edited.diff() == ""


def test_resources_of_terraform_are_read_where_they_are_written_out(take: ImportAccounts) -> None:
    resource = 'resource "aws_organizations_account" "x" {\n  name = "gap"\n  email = "gap@example.com"\n  tags = {\n    name = "no"\n  }\n}\n'
    assert take(resource).gaps == ("gap",)
    for value in ("each.value.email", '"gap@${var.domain}"'):
        (finding,) = refused(take, resource.replace('"gap@example.com"', value))
        assert finding.place.line == 3


CONTRADICTIONS = {
    "two names of one id": '{"Accounts": [{"Id": "1", "Name": "x"}]}'.replace('{"Id": "1", "Name": "x"}', f'{{"Id": {NEW}, "Email": "a@b.org", "Name": "x"}}, {{"Id": {NEW}, "Email": "a@b.org", "Name": "y"}}'),
    "one address of two ids": f'[{{"Id": {NEW}, "Email": "a@b.org"}}, {{"Id": "000123456780", "Email": "A@b.org"}}]',
    "another address": '[{"Id": "555566667777", "Email": "else@b.org"}]',
    "another id": f'[{{"Id": {NEW}, "Email": "root@example.com"}}]',
    "an id and an ARN": f'[{{"Id": "000123456780", "Arn": "{ARN}000123456789", "Email": "a@b.org"}}]',
    "another organization": f'[{{"Id": {NEW}, "Arn": "arn:aws:organizations::222233334444:account/o-elsewhere12/000123456789", "Email": "a@b.org"}}]',
    "another management account": "Organization:\n  M: {Type: OC::ORG::MasterAccount, Properties: {AccountName: m, AccountId: '555566667777'}}\n",
    "two ids of one address": "accountIds:\n- {email: a@b.org, accountId: '000123456789'}\n- {email: a@b.org, accountId: '000123456780'}\nworkloadAccounts:\n- {name: a, email: a@b.org}\n",
    "lists that stand twice": "workloadAccounts:\n- {name: a, email: a@b.org}\nworkloadAccounts:\n- {name: b, email: b@b.org}\n",
    "an id without its zeros": "Account ID,Name,Email\n123456789,new,new@example.com\n",
    "a rounded id": "Account ID,Name,Email\n1.23457E+11,new,new@example.com\n",
    "no address": f'[{{"Id": {NEW}, "Email": "nobody"}}]',
    "a name with a direction mark": f'[{{"Id": {NEW}, "Email": "a@b.org", "Name": "a\\u202eb"}}]',
    "no state of AWS": f'[{{"Id": {NEW}, "Email": "a@b.org", "Status": "SLEEPING"}}]',
    "two titles": "Account ID,Account number,Email,Email\n000123456789,1,a@b.org,b@b.org\n",
}  # fmt: skip


@pytest.mark.parametrize("name", CONTRADICTIONS)
def test_what_contradicts_or_cannot_be_is_told_with_its_place(take: ImportAccounts, name: str) -> None:
    found = refused(take, CONTRADICTIONS[name])
    assert all(each.place.line > 0 and each.hint for each in found)


def test_zeros_in_front_are_proposed(take: ImportAccounts) -> None:
    (finding,) = refused(take, CONTRADICTIONS["an id without its zeros"])
    assert "000123456789" in finding.hint


PRINTED = {
    "table": "-------------------------\n|     ListAccounts      |\n+-----------------------+\n",
    "text": f"ACCOUNTS\t{ARN}000123456789\tnew@example.com\t000123456789\tCREATED\tnew\tACTIVE\n",
    "profiles": "[default]\nregion = us-east-1\n[profile dev]\nsso_account_id = 000123456789\n",
    "none": '{"Accounts": []}',
}


@pytest.mark.parametrize("name", PRINTED)
def test_output_that_does_not_say_what_is_what_names_the_right_one(take: ImportAccounts, name: str) -> None:
    (finding,) = refused(take, PRINTED[name])
    assert "--output json" in finding.hint


def test_a_page_that_is_not_the_last_is_told(take: ImportAccounts) -> None:
    done = take(f'{{"Accounts": [{{{RECORD}}}], "NextToken": "abc"}}')
    assert [each.id for each in done.warnings] == ["list-incomplete"]


def test_several_organizations_are_told_apart(take: ImportAccounts) -> None:
    second = '  other: {name: Other, id: o-otherexample, partition: aws, management_account: "555566667777", region: us-east-1}\n'
    into = INVENTORY.replace("people:\n", second + "people:\n").replace(
        "    name: management", "    organization: main\n    name: management"
    )
    into = into.replace("    name: prod", "    organization: other\n    name: prod")
    assert account(take(LISTS["list-accounts"], into=into)).organization == "main"
    bare = LISTS["Identity Center"]
    with pytest.raises(DeviceListError) as error:
        take(bare, into=into)
    assert "--organization" in error.value.findings[0].hint
    assert account(take(bare, into=into, organization="other")).organization == "other"


def test_a_comment_is_never_lost_in_braces(take: ImportAccounts) -> None:
    start = INVENTORY.index("accounts:")
    into = (
        INVENTORY[:start] + 'accounts: {"222233334444": {name: m, root: {intended: kept, email: root@example.com}}}\n'
    )
    with pytest.raises(EditError, match="braces"):
        take(LISTS["list-accounts"], into=into)


def test_devices_are_no_accounts() -> None:
    for text in ("id,model,serial\n", "Asset Tag,Model,Email\n", "81\n", '{"rows": []}', "Name,Type,Site\n"):
        assert not lists_accounts(ListText("list", text))
