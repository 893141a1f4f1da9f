"""The person who is looking, as plain data: what every permission is decided on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

from matchmaking.accounts.models import Role

EDITING = {"owner", "editor"}


@dataclass(frozen=True)
class Viewer:
    """Somebody who looks at a page or acts. Nobody signed in: `Viewer.nobody()`.

    `organisation_id` is the organisation that the person acts for now; `memberships` maps every organisation that the
    person belongs to, to the role there ("owner", "editor" or "reader").
    """

    user_id: int | None = None
    name: str = ""
    role: str | None = None
    county_code: str | None = None
    organisation_id: int | None = None
    organisation_name: str = ""
    memberships: Mapping[int, str] = field(default_factory=dict)
    organisation_names: Mapping[int, str] = field(default_factory=dict)

    @classmethod
    def nobody(cls) -> Self:
        return cls()

    @property
    def is_signed_in(self) -> bool:
        return self.user_id is not None

    @property
    def is_admin(self) -> bool:
        return self.role == Role.ADMINISTRATOR

    @property
    def is_broker(self) -> bool:
        return self.role == Role.BROKER

    @property
    def is_city_officer(self) -> bool:
        return self.role in {Role.CITY_OFFICER, Role.ADMINISTRATOR}

    @property
    def is_officer(self) -> bool:
        """A county or city officer, or an administrator."""
        return self.is_city_officer or self.role == Role.COUNTY_OFFICER

    def looks_after(self, county_code: str | None) -> bool:
        """Whether an officer is responsible for a county; the city looks after all of them."""
        return self.is_city_officer or (
            self.role == Role.COUNTY_OFFICER and county_code is not None and county_code == self.county_code
        )

    def belongs_to(self, organisation_id: int | None) -> bool:
        return organisation_id in self.memberships

    def edits_for(self, organisation_id: int | None) -> bool:
        """Whether the person may write in the name of an organisation."""
        return self.memberships.get(organisation_id or 0) in EDITING

    def owns(self, organisation_id: int | None) -> bool:
        return self.memberships.get(organisation_id or 0) == "owner"
