"""`definitions/demo/people.yaml` into accounts, people, organisations and vaults. Loading twice is loading once."""

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from tinhso.foundation.files import api as files
from tinhso.foundation.identity import api as identity
from tinhso.foundation.identity.types import HolderRef, OrganisationKind, PaperInput, PaperKind, Right
from tinhso.kernel.actor import Actor, system_actor
from tinhso.kernel.clock import at_local, today
from tinhso.kernel.ids import new_id
from tinhso.services.papers import api as papers
from tinhso.services.papers.types import QrFacts
from tinhso.services.vault import api as vault

Say = Callable[[str], None]


def load_people(path: Path, *, say: Say) -> None:
    """Everybody in the file. Officers get the file's password, second factor and PIN: for demonstrations only."""
    body = yaml.safe_load(path.read_text(encoding="utf-8"))
    actor = system_actor()
    with transaction.atomic():
        holders = _people(body, actor, say)
        _organisations(body, holders, actor)
        say("Giấy tờ đã cấp trước đây trong kho…")
        for item in body.get("vault", ()):
            _earlier_result(item, holders, actor)


def _people(body: Mapping[str, Any], actor: Actor, say: Say) -> dict[str, HolderRef]:
    demo = body["demo"]
    holders: dict[str, HolderRef] = {}
    # Hashing a secret is slow on purpose; these are the same for everybody, so once is enough.
    password, pin = identity.hash_secret(demo["password"]), identity.hash_secret(demo["pin"])
    say(f"{len(body['officers'])} cán bộ, {len(body['citizens'])} người dân mẫu…")
    for one in body["officers"]:
        account = identity.create_officer(
            username=one["username"],
            password=password,
            full_name=one["full_name"],
            posts=one["posts"],
            personal_number=one.get("personal_number", ""),
            born_on=_day(one.get("born_on")),
            sex=one.get("sex", ""),
            phone=one.get("phone", ""),
            totp_secret=demo["totp_secret"],
            pin=pin,
            actor=actor,
        )
        holders[one["username"]] = HolderRef(kind="person", id=account.person_id)
    for one in body["citizens"]:
        address = one.get("address", {})
        account = identity.create_citizen(
            username=one["username"],
            password=password,
            full_name=one["full_name"],
            personal_number=one.get("personal_number", ""),
            born_on=_day(one.get("born_on")),
            sex=one.get("sex", ""),
            phone=one.get("phone", ""),
            address=address.get("street", ""),
            unit_code=address.get("commune_code", ""),
            nationality=one.get("nationality", "VN"),
            papers=_papers(one),
            is_tied=one.get("tied", True),
            actor=actor,
        )
        holders[one["username"]] = HolderRef(kind="person", id=account.person_id)
    for one in body.get("children", ()):
        guardian = holders[one["guardian"]].id
        if not identity.wards_of(guardian):
            child = identity.register_person(
                full_name=one["full_name"], born_on=_day(one["born_on"]), sex=one["sex"], actor=actor
            )
            identity.set_guardian(
                ward_id=child.id,
                guardian_id=guardian,
                relation=one.get("relation", "mother"),
                valid_from=_day(one["born_on"]) or today(),
                actor=actor,
            )
    return holders


def _papers(one: Mapping[str, Any]) -> list[PaperInput]:
    found = []
    if one.get("passport_number"):
        country = one.get("nationality", "VN")
        found.append(PaperInput(kind=PaperKind.PASSPORT, number=one["passport_number"], country=country))
    if one.get("old_id_number"):
        found.append(PaperInput(kind=PaperKind.OLD_IDENTITY_CARD, number=one["old_id_number"]))
    return found


def _organisations(body: Mapping[str, Any], holders: dict[str, HolderRef], actor: Actor) -> None:
    for one in body.get("organisations", ()):
        kind = (
            OrganisationKind(one["kind"])
            if one["kind"] in {k.value for k in OrganisationKind}
            else OrganisationKind.OTHER
        )
        known = identity.find_organisation(one["tax_code"], kind=kind, actor=actor, purpose="Nạp tỉnh mẫu")
        organisation = known or identity.register_organisation(
            name=one["name"],
            kind=kind,
            tax_code=one["tax_code"],
            address=one["address"].get("street", ""),
            unit_code=one["address"].get("commune_code", ""),
            actor=actor,
        )
        holders[one["code"]] = HolderRef(kind="organisation", id=organisation.id)
        for username in one["represented_by"]:
            identity.grant_membership(
                organisation_id=organisation.id,
                person_id=holders[username].id,
                rights=[Right.VIEW, Right.SUBMIT, Right.MANAGE],
                valid_from=date(2020, 1, 1),
                actor=actor,
            )


def _earlier_result(item: Mapping[str, Any], holders: dict[str, HolderRef], actor: Actor) -> None:
    holder = holders[item["holder"]]
    if vault.find_items(holder=holder, result_code=item["result_code"], actor=actor):
        return
    issuer = identity.find_agency(item["issuer"])
    issued_on = _day(item["issued_on"])
    assert issuer is not None
    assert issued_on is not None
    name = identity.person_names([holder.id])[holder.id]
    pdf = papers.render_paper(
        template="result",
        size="A4",
        context={
            "head": {"parent": "", "unit": issuer.name, "place": issuer.short_name},
            "qr": QrFacts(
                dossier_code=item["number"],
                procedure_code=item["result_code"],
                holder_code="",
                paper_title=item["title"],
                system_name="Bản mẫu",
                issued_at=at_local(issued_on.year, issued_on.month, issued_on.day, 9),
            ),
            "dossier_code": item["number"],
            "applicant_name": name,
            "procedure_title": item["title"],
            "title": item["title"],
            "number": item["number"],
            "issued_on": issued_on,
            "signer_title": "BẢN MẪU",
            "signer_name": "BẢN MẪU",
            "sections": [{"title": "Nội dung", "lines": [{"label": "Cấp cho", "value": name}]}],
        },
    )
    stored = files.store(content=pdf, name="ban-mau.pdf", media_type="application/pdf", actor=actor)
    vault.deposit(
        holder=holder,
        result_code=item["result_code"],
        title=item["title"],
        number=item["number"],
        issuer_agency_id=issuer.id,
        issued_on=issued_on,
        valid_to=_day(item.get("valid_to")),
        file_id=stored.id,
        data={key: str(v) if isinstance(v, date) else v for key, v in item["data"].items()},
        source=("sample", new_id()),
        actor=actor,
    )


def _day(value: Any) -> date | None:
    if isinstance(value, str):
        return date.fromisoformat(value)
    return value if isinstance(value, date) else None
