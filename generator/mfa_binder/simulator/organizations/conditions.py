"""What a person does in the console of AWS Organizations, or with central root access, made to hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from moto.organizations.models import FakeAccount, FakeOrganizationalUnit, FakePolicy

from mfa_binder.simulator.organizations.state import OrganizationState
from mfa_binder.simulator.organizations.tree import ROOT, Member, Tree
from mfa_binder.simulator.world import World

Condition = Mapping[str, str | int | bool]

_CONTENT = (
    '{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*", '
    '"Condition": {"DateLessThan": {"aws:CurrentTime": "2000-01-01T00:00:00Z"}}}]}'
)
"""What a policy says that a person is said to have made: valid, and without effect."""


class OrganizationConditions:
    """Makes conditions about an organization hold. `kinds` are by the word that begins a condition."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.kinds: Mapping[str, Callable[[Condition], None]] = {
            "scp": self._scp,
            "no_scp": self._no_scp,
            "attached": self._attached,
            "detached": self._detached,
            "unit": self._unit,
            "outside": lambda c: self._tree(c["outside"]).leave(str(c["outside"])),
            "root_feature": lambda c: self._state(c["in"]).features.add(str(c["root_feature"])),
            "no_root_feature": lambda c: self._state(c["in"]).features.discard(str(c["no_root_feature"])),
            "trusted": self._trusted,
            "not_trusted": self._not_trusted,
        }

    def _scp(self, condition: Condition) -> None:
        self._made(self._tree(condition["in"]), str(condition["scp"]))

    def _no_scp(self, condition: Condition) -> None:
        tree = self._tree(condition["in"])
        policy = _policy(tree, str(condition["no_scp"]))
        if policy is not None:
            for target in tree.attachments(policy):
                tree.detach(policy, target)
            tree.policies.remove(policy)

    def _attached(self, condition: Condition) -> None:
        tree = self._tree(condition["in"])
        tree.attach(self._made(tree, str(condition["attached"])), _target(tree, str(condition["to"])))

    def _detached(self, condition: Condition) -> None:
        tree = self._tree(condition["in"])
        policy = _policy(tree, str(condition["detached"]))
        if policy is not None:
            tree.detach(policy, _target(tree, str(condition["from"])))

    def _unit(self, condition: Condition) -> None:
        tree = self._tree(condition["of"])
        _member(tree, str(condition["of"])).parent_id = tree.unit(str(condition["unit"])).id

    def _trusted(self, condition: Condition) -> None:
        self._state(condition["in"]).trusted.setdefault(str(condition["trusted"]), self._world.clock.now)

    def _not_trusted(self, condition: Condition) -> None:
        self._state(condition["in"]).trusted.pop(str(condition["not_trusted"]), None)

    def _made(self, tree: Tree, name: str) -> FakePolicy:
        return _policy(tree, name) or tree.policy(name, "", _CONTENT)

    def _state(self, account: str | int | bool) -> OrganizationState:
        return self._world.organization_of(self._world.organization.accounts[str(account)])

    def _tree(self, account: str | int | bool) -> Tree:
        state = self._state(account)
        self._world.before_tree_change(state)
        return self._world.tree(state)


def _policy(tree: Tree, name: str) -> FakePolicy | None:
    return next((policy for policy in tree.policies if policy.name == name), None)


def _target(tree: Tree, where: str) -> FakeOrganizationalUnit | FakeAccount:
    """An account by its id, or a unit by its path."""
    return tree.unit(where) if where.split("/")[0] == ROOT else _member(tree, where)


def _member(tree: Tree, account: str) -> Member:
    member = tree.member(account)
    if member is None:
        raise KeyError(account)
    return member
