"""What happens to contracts: drafted, generated, agreed, signed, cancelled."""

from datetime import date

from matchmaking.accounts.viewer import Viewer
from matchmaking.contracts.models import Contract
from matchmaking.contracts.signals import contract_signed
from matchmaking.contracts.states import CONTRACT_STATES, SIGNED
from matchmaking.deals import logs


def mark_signed(contract: Contract, *, sha256: str, signed_on: date, actor: Viewer | None) -> None:
    """An agreed contract is signed: `sha256` of the signed text. Raises RuleBroken for one that is not agreed."""
    CONTRACT_STATES.move(contract, SIGNED, actor=actor, sha256=sha256)
    contract.signed_on, contract.signed_sha256 = signed_on, sha256
    logs.keep(contract.deal, "contracts.signed", actor=actor, contract_id=contract.id, sha256=sha256)
    contract_signed.send(contract, actor=actor)
