"""Which kind of contract fits a deal."""

import pytest

from matchmaking.contracts.proposing import Facts, propose
from matchmaking.contracts.wording import REASONS

GRANTED, PENDING, KNOW_HOW = ("invention", "granted"), ("invention", "pending"), ("know_how", None)


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        (Facts(), ("service", "general_service", "nothing")),
        (Facts(has_demand=True, demand_kind="tackle"), ("development", "commissioned_development", "no_result")),
        (
            Facts(has_demand=True, cooperation_modes=("joint_development",), has_achievement=True, readiness_level=9),
            ("development", "joint_development", "said"),
        ),
        # Two wishes say nothing clear: then the state of the result decides.
        (
            Facts(
                has_demand=True, cooperation_modes=("consulting", "service"), has_achievement=True, readiness_level=4
            ),
            ("development", "commissioned_development", "early"),
        ),
        (
            Facts(has_achievement=True, readiness_level=5, transfer_modes=("joint_use",)),
            ("development", "joint_development", "early_joint"),
        ),
        (
            Facts(has_achievement=True, readiness_level=8, transfer_modes=("transfer",), rights=(GRANTED,)),
            ("transfer", "patent_transfer", "offers_transfer"),
        ),
        (
            Facts(has_achievement=True, readiness_level=8, transfer_modes=("transfer",), rights=(PENDING,)),
            ("transfer", "patent_application_transfer", "offers_transfer"),
        ),
        (
            Facts(has_achievement=True, transfer_modes=("transfer", "licence"), rights=(KNOW_HOW,)),
            ("licence", "know_how_licence", "offers_licence"),
        ),
        (
            Facts(has_achievement=True, readiness_level=9, rights=(("software", "registered"),)),
            ("licence", "software_licence", "has_rights"),
        ),
        (Facts(has_achievement=True, readiness_level=9), ("service", "general_service", "known")),
        (Facts(has_demand=True, demand_kind="testing"), ("service", "general_service", "testing")),
        (
            Facts(has_demand=True, demand_kind="adoption", has_achievement=True, readiness_level=6, rights=(GRANTED,)),
            ("licence", "patent_licence", "has_rights"),
        ),
    ],
)
def test_the_kind_that_the_facts_speak_for(facts: Facts, found: tuple[str, str, str]) -> None:
    made = propose(facts)
    assert (made.kind, made.sub_kind, made.reason) == found
    assert made.reason in REASONS
