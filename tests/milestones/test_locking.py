"""Which milestones may be worked on, whatever happened before."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from matchmaking.milestones.locking import Step, reached, settled
from matchmaking.milestones.states import (
    ACCEPTED,
    DELIVERED,
    IS_ACCEPTED,
    LOCKED,
    MILESTONE_STATES,
    OPEN,
    PAID,
    SENT_BACK,
)

STEPS = st.lists(
    st.builds(
        Step,
        st.sampled_from([LOCKED, OPEN, DELIVERED, SENT_BACK, ACCEPTED, PAID]),
        st.sampled_from([Decimal(0), Decimal("0.01"), Decimal("480000.00")]),
        st.booleans(),
    ),
    max_size=6,
)


def test_a_milestone_without_payments_lets_on_when_it_is_accepted() -> None:
    assert settled([Step(LOCKED), Step(LOCKED)]) == [OPEN, LOCKED]
    assert settled([Step(ACCEPTED), Step(LOCKED)]) == [PAID, OPEN]
    assert settled([Step(ACCEPTED, Decimal("0.01")), Step(LOCKED)]) == [ACCEPTED, LOCKED]
    assert settled([Step(ACCEPTED, Decimal("0.01"), True), Step(LOCKED)]) == [ACCEPTED, OPEN]
    assert settled([Step(PAID), Step(LOCKED), Step(OPEN)]) == [PAID, OPEN, LOCKED]


@given(STEPS)
def test_nothing_opens_behind_one_that_is_not_done(steps: list[Step]) -> None:
    after = settled(steps)
    for place, state in enumerate(after):
        holds_back = any(not one.lets_on for one in steps[:place])
        if state == OPEN:
            assert not holds_back
        if state == LOCKED:
            assert holds_back


@given(STEPS)
def test_somebody_can_always_go_on_until_everything_is_done(steps: list[Step]) -> None:
    after = settled(steps)
    assert reached(steps) <= len(steps)
    waits = [one for one in after if one not in IS_ACCEPTED and one != LOCKED]
    owes = any(one.state == ACCEPTED and one.unpaid > 0 for one in steps)
    owes = owes or any(one.state == PAID and one.unpaid > 0 for one in steps)
    assert waits or owes or all(one in IS_ACCEPTED for one in after)


@given(STEPS)
def test_only_steps_that_the_states_allow_are_taken_and_taking_them_again_changes_nothing(steps: list[Step]) -> None:
    after = settled(steps)
    assert all(
        one.state == state or MILESTONE_STATES.allows(one.state, state) for one, state in zip(steps, after, strict=True)
    )
    again = [Step(state, one.unpaid, one.is_waived) for one, state in zip(steps, after, strict=True)]
    assert settled(again) == after
