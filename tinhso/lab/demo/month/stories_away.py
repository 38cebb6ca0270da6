"""Stories of the post, the portal and of what people say. Each says what it does and what must be named at the end."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from tinhso.casework.dossiers import api as dossiers
from tinhso.casework.dossiers.types import FilingChannel, ReturnMethod
from tinhso.kernel.actor import system_actor
from tinhso.lab.demo.month.people import PURPOSE
from tinhso.lab.demo.month.scene import MINUTE, Scene
from tinhso.services.national_portal import api as national_portal
from tinhso.services.national_portal.types import InboundKind

_HOUR = timedelta(hours=1)


def refused_and_rated(scene: Scene) -> None:
    """Refused at intake; the applicant says what they think of it, and thinks again the next day."""
    dossier_id = scene.file()
    scene.people.refuse(dossier_id)
    scene.agenda.after(2 * _HOUR, lambda: scene.rate(dossier_id, "unsatisfied"))
    scene.agenda.after(timedelta(days=1), lambda: scene.rate(dossier_id, "satisfied"))


def returned_by_post(scene: Scene) -> None:
    """Filed with return by post; fee and postage paid at once, signed, sent home by itself and handed over: returned."""
    dossier_id = scene.file(method=ReturnMethod.POSTAL)
    scene.people.press(dossier_id, "accepted")
    scene.partners.pay(*scene.order(dossier_id))
    scene.agenda.after(2 * _HOUR, lambda: _signed(scene, dossier_id))
    scene.agenda.after(5 * _HOUR, lambda: scene.rate(dossier_id, "very_satisfied"))


def nobody_at_home(scene: Scene) -> None:
    """Filed at the counter with return by post; the letter comes back, and the applicant fetches the result there."""
    dossier_id = scene.file(channel=FilingChannel.COUNTER, method=ReturnMethod.POSTAL)
    scene.people.press(dossier_id, "accepted")
    scene.take_cash(dossier_id)
    scene.partners.letter_fails(scene.code(dossier_id))
    scene.agenda.after(2 * _HOUR, lambda: _signed(scene, dossier_id))
    scene.agenda.after(5 * _HOUR, lambda: scene.people.press(dossier_id, "returned"))


def _signed(scene: Scene, dossier_id: UUID) -> None:
    scene.people.decide(dossier_id)
    scene.rounds(1, 2, 4, 8, 12)


def collected_at_home(scene: Scene) -> None:
    """Filed with papers to be fetched at home. The post is down when it is asked, then answers too late, then in doubt."""
    dossier_id = scene.file(collects=True)
    scene.partners.post_is_down(2)
    scene.partners.post_is_late()
    scene.rounds(1, 3, 6, 10, 20)
    scene.agenda.after(_HOUR, lambda: scene.people.press(dossier_id, "accepted"))
    scene.agenda.after(2 * _HOUR, lambda: scene.partners.pay(*scene.order(dossier_id)))


def filed_on_the_portal(scene: Scene) -> None:
    """The portal hands over what was filed there, each twice; one is for a place that the province does not have. The
    desk asks for something, the portal brings the answer, twice again, and the dossier is taken in."""
    for body in scene.script["filings"]:
        _twice(scene, InboundKind.DOSSIER, body)
    scene.expected.append(("inbound.waits", ""))
    code = str(scene.script["filings"][0]["MaHoSo"])
    scene.agenda.after(2 * MINUTE, lambda: _ask(scene, code))
    scene.agenda.after(_HOUR, lambda: _twice(scene, InboundKind.SUPPLEMENT, _answer(scene, code)))
    scene.agenda.after(2 * _HOUR, lambda: scene.people.press(_known_as(code), "accepted"))
    scene.mended.append(code)


def _twice(scene: Scene, kind: InboundKind, body: Any) -> None:
    scene.partners.met["twice"] += 1
    for _ in range(2):
        national_portal.receive(kind=kind, body=body, actor=system_actor())


def _known_as(code: str) -> UUID:
    found = national_portal.subject_of(code)
    assert found is not None, f"the portal's {code} became no dossier"
    return found


def _ask(scene: Scene, code: str) -> None:
    dossier_id, asked = _known_as(code), scene.script["asked"]
    shown = dossiers.get_dossier(dossier_id, actor=scene.people.desk, purpose=PURPOSE)
    dossiers.ask_supplement(
        dossier_id=dossier_id,
        items=[dossiers.AskedItem(component=asked["component"], ask=asked["ask"], reason=asked["reason"])],
        version=shown.version,
        actor=scene.people.desk,
    )


def _answer(scene: Scene, code: str) -> dict[str, Any]:
    """What the applicant sends on the portal: words, and a paper that the portal keeps at an address of its own."""
    asked = scene.script["asked"]
    paper = scene.partners.portal_keeps(asked["paper"])
    part = {"MaThanhPhanHoSo": asked["component_there"], "GiayToDinhKem": [paper]}
    return {"MaHoSo": code, "NoiDungBoSung": asked["answer"], "ThanhPhanHoSo": [part]}


def portal_lies(scene: Scene) -> None:
    """The portal keeps another status than the one that it was told and said yes to."""
    dossier_id = scene.accepted()
    scene.partners.pay(*scene.order(dossier_id))
    code = scene.code(dossier_id)
    scene.expected.append(("national.differs", code))

    def lie() -> None:
        scene.partners.met["wrong"] += 1
        scene.partners.portal.portal.dossiers[code]["TrangThaiHoSo"] = "1"

    scene.agenda.after(timedelta(days=2), lie)
