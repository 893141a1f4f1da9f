"""Keeps generated texts: each version with its clauses, its hash, the .docx and the PDF; clauses worded anew."""

from typing import Any

from flask_babel import gettext as _

from matchmaking.accounts.viewer import Viewer
from matchmaking.contracts import queries
from matchmaking.contracts.checks import musts
from matchmaking.contracts.drafting import values_of
from matchmaking.contracts.fields import template_for
from matchmaking.contracts.generating import Generated, digest_of, generate, lost_amounts
from matchmaking.contracts.models import Contract, ContractVersion
from matchmaking.contracts.services import check_open, tell, touch
from matchmaking.contracts.signals import contract_versioned
from matchmaking.contracts.standard_templates import standard_template
from matchmaking.core.db import current_session, now
from matchmaking.core.errors import RuleBroken
from matchmaking.deals import logs
from matchmaking.files import disk
from matchmaking.files.contents import OFFICE, Content
from matchmaking.files.services import keep

DOCX, PDF = "docx", "pdf"
LONGEST_CLAUSE = 6000


def template_bytes(code: str) -> tuple[bytes, int]:
    """The template in use and its number; 0 is the platform's own."""
    used = queries.template_in_use(code)
    if used is not None and used.file is not None:
        path = disk.path_of(used.file.token)
        if path.is_file():
            return path.read_bytes(), used.number
    return standard_template(code), 0


def check_ready(contract: Contract) -> None:
    """Raises RuleBroken that names everything that is missing before a text can be generated."""
    check_open(contract)
    lacking = musts(contract, contract.deal)
    if lacking:
        raise RuleBroken(_("还不能生成，缺少：%(words)s。", words=_("；").join(one.words for one in lacking)))


def draft_of(contract: Contract) -> tuple[Generated, str, int]:
    """The text as it would be now, with the code and number of the template. Only reads."""
    code = template_for(contract.kind, contract.sub_kind)
    template, number = template_bytes(code)
    return generate(template, values_of(contract), contract.rewordings), code, number


def keep_version(
    contract: Contract, made: Generated, pdf: bytes, *, template: tuple[str, int], actor: Viewer, side: str
) -> ContractVersion:
    """Keep a text as the next version; the same words as the newest make no new one. Raises RuleBroken, FileRefused."""
    check_ready(contract)
    newest = queries.newest_version(contract)
    if newest is not None and newest.sha256 == made.sha256:
        contract.changed_at = min(contract.changed_at, newest.at)
        return newest
    version = ContractVersion(
        contract=contract, number=newest.number + 1 if newest else 1, clauses=made.clauses, sha256=made.sha256,
        facts=_facts(contract), template_code=template[0], template_number=template[1], at=now(),
        by_id=actor.user_id, side=side,
    )  # fmt: skip
    current_session().add(version)
    # The files belong to the version.
    current_session().flush()
    name = f"{contract.number}-{version.number}"
    deal = contract.deal
    owner = deal.party_id(side) or deal.centre_id or deal.seller_id
    version.docx = keep(
        Content(made.docx, f"{name}.docx", OFFICE["docx"][0]), version, DOCX, actor, organisation_id=owner
    )
    version.pdf = keep(Content(pdf, f"{name}.pdf", "application/pdf"), version, PDF, actor, organisation_id=owner)
    current_session().flush()
    logs.keep(
        contract.deal, "contracts.version", actor=actor, contract_id=contract.id, version=version.number,
        sha256=version.sha256, docx=version.docx.sha256, pdf=version.pdf.sha256,
    )  # fmt: skip
    contract_versioned.send(contract, actor=actor, version=version)
    if contract.state != "draft":
        tell(contract, "version", version.number, actor=actor, number=version.number)
    return version


def _facts(contract: Contract) -> dict[str, Any]:
    """Plain values for whoever compares versions later."""
    return {
        "kind": contract.kind, "sub_kind": contract.sub_kind, "amount": str(contract.amount),
        "technology_amount": str(contract.technology_amount), "ownership": contract.ownership,
        "payments": [str(one.amount) for one in contract.payments],
    }  # fmt: skip


def reword(contract: Contract, clause: str, text: str, *, plain: str, actor: Viewer) -> None:
    """Word a clause anew; an empty text takes the template's words (`plain`) again. Raises RuleBroken.

    Amounts that stand in the clause must stay: they are changed in their own step, so that the check of the sums and
    the text never disagree.
    """
    check_open(contract)
    rewordings = dict(contract.rewordings)
    if not text or text == plain:
        rewordings.pop(clause, None)
    else:
        lost = lost_amounts(plain, text)
        if lost:
            raise RuleBroken(
                _("这一条里的金额要保留原样：%(amounts)s。要改金额，请到“价款与支付”一步。", amounts=_("、").join(lost))
            )
        rewordings[clause] = {"text": text, "was": digest_of(plain)}
    contract.rewordings = rewordings
    touch(contract, actor=actor)
    logs.keep(
        contract.deal,
        "contracts.reworded",
        actor=actor,
        contract_id=contract.id,
        sha256=digest_of(text) if text else None,
    )


def outdated_rewordings(contract: Contract, plain: dict[str, str]) -> list[str]:
    """Clauses that were worded anew before the words that they replace changed, or that are in the text no more."""
    return [
        clause
        for clause, one in contract.rewordings.items()
        if clause not in plain or digest_of(plain[clause]) != one["was"]
    ]
