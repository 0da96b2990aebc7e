"""What a program may correct of somebody's account: the name it knows them by, and their roles."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from handrail.identity.account import Account
from handrail.identity.invitee import wrong_roles
from handrail.identity.name import NameRefused, checked
from handrail.kernel.errors import Fault, Invalid
from handrail.kernel.principal import Role


@dataclass(frozen=True, slots=True)
class Correction:
    """None leaves a thing as it is."""

    legal_name: str | None = field(repr=False, default=None)
    roles: frozenset[Role] | None = None

    def of(self, account: Account) -> Account:
        """The account corrected.

        Raises:
            Invalid: names what has to be another, and repeats none of it.
        """
        wrong: list[Fault] = []
        if self.legal_name is not None:
            try:
                account = replace(account, legal_name=checked(self.legal_name))
            except NameRefused as refused:
                wrong.append(Fault("/legal_name", str(refused)))
        if self.roles is not None:
            wrong += wrong_roles(self.roles)
            account = replace(account, roles=self.roles)
        if wrong:
            raise Invalid(faults=tuple(wrong))
        return account
