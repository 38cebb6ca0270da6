"""SMS gateway, Zalo and push services that are late, lost, wrong or down: each message goes once, and the log says what was."""

import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from django.test import Client

from tinhso.kernel import http
from tinhso.kernel.actor import system_actor
from tinhso.kernel.clock import at_local, frozen
from tinhso.services.notifications import api
from tinhso.services.notifications.adapters import channels, sms_gateway, web_push, zalo
from tinhso.services.notifications.domain import push_encryption as push
from tinhso.services.notifications.errors import BadSubscription, Undeliverable
from tinhso.services.notifications.models import Attempt, Message, PushSubscription
from tinhso.services.notifications.simulator import Partners, partners
from tinhso.services.notifications.tests.conftest import Scene
from tinhso.services.notifications.types import Subscription

NOON = at_local(2026, 11, 24, 12, 0)
BROWSER = ec.derive_private_key(7, ec.SECP256R1())
AUTH = b"sixteen bytes ok"


@pytest.fixture
def there(scene: Scene, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Partners]:
    with partners() as state:
        secret = tmp_path / "secret"
        secret.write_text("bi-mat\n")
        settings.SMS_ADAPTER, settings.SMS_URL, settings.SMS_BRAND = "gateway", state.address, "DVC"
        settings.SMS_SECRET_FILE = settings.ZALO_SECRET_FILE = settings.ZALO_OA_SECRET_FILE = str(secret)
        settings.ZALO_ADAPTER, settings.ZALO_URL = "zns", state.address
        settings.ZALO_TOKEN_URL, settings.ZALO_APP_ID = f"{state.address}/token", "4321"
        first = tmp_path / "refresh"
        first.write_text("refresh-1")
        settings.ZALO_REFRESH_TOKEN_FILE = str(first)
        settings.PUSH_ADAPTER, settings.PUSH_SERVICES = "webpush", [state.address, "https://*.push.example"]
        settings.PUSH_CONTACT, settings.KEYS_DIR = "mailto:van-hanh@example.vn", settings.KEYS_DIR
        channels.forget()
        # Nobody waits ten seconds here for an answer that the script keeps back; a good one has all its time.
        whole = http.send

        def bounded(*given: Any, **named: Any) -> http.Answer:
            return whole(*given, **{**named, "seconds": 0.5 if "slow" in state.script else 30})

        for adapter in (sms_gateway, zalo, web_push):
            monkeypatch.setattr(adapter.http, "send", bounded)
        yield state


def send(after: timedelta = timedelta(0)) -> int:
    with frozen(NOON + after):
        return api.send_due(actor=system_actor())


def tell(scene: Scene, channel: str, template: str = "thing.zalo") -> Message:
    """One message on that channel alone."""
    with frozen(NOON):
        scene.tell(template)
    if not Message.objects.filter(channel=channel).update(next_at=NOON):
        Message.objects.filter(channel="zalo").update(channel=channel)
    Message.objects.exclude(channel=channel).delete()
    return Message.objects.latest("id")


def texts_kept(there: Partners) -> list[str]:
    return [one["text"] for one in there.texts.values()]


def test_a_text_message_goes_in_one_part_to_the_international_number(scene: Scene, there: Partners) -> None:
    row = tell(scene, "sms", "thing.done")
    assert send() == 1
    (text,) = there.texts.values()
    assert text == {
        "request_id": str(row.bundle_id), "brand": "DVC", "to": "84900000001", "text": "Viec H61-0001 da xong, moi ban xem.",
    }  # fmt: skip
    assert Message.objects.get().reference == "sms-1"


@pytest.mark.parametrize("step", ["slow", "lost", "html", "html-sent", "down", "wrong", "flood", "busy"])
def test_whatever_the_gateway_does_once_the_text_goes_once(scene: Scene, there: Partners, step: str) -> None:
    tell(scene, "sms", "thing.done")
    there.script = [step]
    assert send() == 0
    assert Message.objects.get().state == "waiting"
    assert send(timedelta(minutes=2)) == 1
    assert len(texts_kept(there)) == 1
    assert list(Attempt.objects.order_by("id").values_list("outcome", flat=True)) == ["later", "sent"]


def test_a_gateway_that_is_down_for_five_minutes_loses_nothing(scene: Scene, there: Partners) -> None:
    tell(scene, "sms", "thing.done")
    there.is_down = True
    assert [send(timedelta(minutes=one)) for one in (0, 2)] == [0, 0]
    there.is_down = False
    assert send(timedelta(minutes=8)) == 1
    assert len(texts_kept(there)) == 1


def test_a_number_that_does_not_exist_is_not_tried_again_for_anything(scene: Scene, there: Partners) -> None:
    tell(scene, "sms", "thing.done")
    there.script = ["no"]
    send()
    assert Message.objects.get(channel="sms").state == "failed"
    calls = there.calls
    with frozen(NOON):
        scene.tell("thing.remind")
    send(timedelta(minutes=1))
    # The next message goes by e-mail (the stand-in), and nobody calls the gateway for that number.
    assert there.calls == calls
    found = dict(Message.objects.filter(notice__template="thing.remind").values_list("channel", "state"))
    assert found == {"email": "sent", "sms": "failed"}


@pytest.mark.parametrize("number", ["12", "+1 202 555 0100", ""])
def test_what_is_no_number_of_this_country_is_not_dialled(number: str) -> None:
    with pytest.raises(Undeliverable):
        sms_gateway.international(number)


def test_zalo_gets_the_approved_template_with_the_way_to_the_dossier(scene: Scene, there: Partners) -> None:
    row = tell(scene, "zalo")
    assert send() == 1
    (sent,) = there.zalo
    assert sent == {
        "phone": "84900000001", "template_id": "9001", "template_data": {"ma": "H61-0001", "duong_dan": "ho-so/"},
        "tracking_id": str(row.bundle_id),
    }  # fmt: skip
    assert there.refreshed == 1
    tell(scene, "zalo")
    assert send() == 1
    assert there.refreshed == 1


@pytest.mark.parametrize("step", ["slow", "lost", "html", "html-sent", "wrong", "flood"])
def test_what_zalo_may_have_sent_is_not_sent_again_and_its_report_settles_it(
    scene: Scene, there: Partners, step: str, client: Client
) -> None:
    row = tell(scene, "zalo")
    with frozen(NOON):
        zalo._token()
    there.script = [step]
    assert send() == 0
    assert Message.objects.get(channel="zalo").state == "uncertain"
    send(timedelta(minutes=30))
    assert len(there.zalo) == (0 if step == "html" else 1)
    # The law requires this notice: it goes by text message as well.
    assert Message.objects.get(channel="sms").state == "sent"
    assert report_zalo(client, str(row.bundle_id)) == {"known": True}
    row.refresh_from_db()
    assert (row.state, row.delivered_at is not None) == ("sent", True)
    tries = Attempt.objects.count()
    assert report_zalo(client, str(row.bundle_id)) == {"known": True}
    assert Attempt.objects.count() == tries


def report_zalo(client: Client, tracking_id: str, secret: str = "bi-mat") -> dict[str, bool] | int:
    body = json.dumps(
        {"event_name": "user_received_message", "timestamp": "1763960400000", "message": {"tracking_id": tracking_id}}
    )
    mac = hashlib.sha256(f"4321{body}1763960400000{secret}".encode()).hexdigest()
    answer = client.post(
        "/thong-bao/bao-phat/zalo/",
        body,
        content_type="application/json",
        headers={"X-ZEvent-Signature": f"mac={mac}"},
    )
    return answer.json() if answer.status_code == 200 else answer.status_code


def test_without_a_zalo_account_the_text_message_goes_instead(scene: Scene, there: Partners) -> None:
    tell(scene, "zalo")
    with frozen(NOON):
        zalo._token()
    there.script = ["no"]
    send()
    states = dict(Message.objects.values_list("channel", "state"))
    assert states == {"zalo": "failed", "sms": "waiting"}
    send(timedelta(seconds=5))
    assert len(texts_kept(there)) == 1


def test_zalo_over_quota_or_with_a_stale_token_is_for_later(scene: Scene, there: Partners) -> None:
    tell(scene, "zalo")
    with frozen(NOON):
        zalo._token()
    there.script = ["busy"]
    assert send() == 0
    there.token = "another"
    assert send(timedelta(minutes=2)) == 0
    assert send(timedelta(minutes=8)) == 1
    assert there.refreshed == 2


def test_a_refresh_token_that_was_lost_says_what_the_operator_does(
    scene: Scene, there: Partners, settings: Any
) -> None:
    tell(scene, "zalo")
    there.refresh = "lost-in-a-crash"
    send()
    assert "lấy mã làm mới (refresh token) ở trang quản lý OA" in Attempt.objects.get().answer
    Path(settings.ZALO_REFRESH_TOKEN_FILE).write_text("lost-in-a-crash")
    assert send(timedelta(minutes=2)) == 1


def test_a_forged_report_changes_nothing(scene: Scene, there: Partners, client: Client) -> None:
    row = tell(scene, "sms", "thing.done")
    send()
    body = json.dumps({"request_id": str(row.bundle_id), "status": "failed", "code": "unknown_subscriber"})
    for secret in ("sai", ""):
        signature = hmac.new(secret.encode(), body.encode(), hashlib.sha256).hexdigest()
        answer = client.post(
            "/thong-bao/bao-phat/sms/", body, content_type="application/json",
            headers={"X-Signature": f"sha256={signature}"},
        )  # fmt: skip
        assert answer.status_code == 422
    assert report_zalo(client, str(row.bundle_id), "sai") == 422
    assert Message.objects.get().state == "sent"
    signature = hmac.new(b"bi-mat", body.encode(), hashlib.sha256).hexdigest()
    answer = client.post(
        "/thong-bao/bao-phat/sms/",
        body,
        content_type="application/json",
        headers={"X-Signature": f"sha256={signature}"},
    )
    assert answer.json() == {"known": True}
    row.refresh_from_db()
    assert (row.state, row.error) == ("failed", "Cổng SMS báo không đến: unknown_subscriber.")


def subscribe(scene: Scene, there: Partners, path: str = "/push/1", key: ec.EllipticCurvePrivateKey = BROWSER) -> None:
    given = Subscription(
        endpoint=f"{there.address}{path}",
        p256dh=push.to_base64(push.public_bytes(key.public_key())),
        auth=push.to_base64(AUTH),
    )
    api.subscribe_push(subscription=given, actor=scene.me)


def test_a_browser_decrypts_what_was_pushed_and_the_push_service_verifies_who_sent_it(
    scene: Scene, there: Partners
) -> None:
    subscribe(scene, there)
    row = tell(scene, "push")
    assert send() == 1
    (pushed,) = there.pushes
    said = json.loads(push.decrypt(pushed["body"], receiver=BROWSER, auth=AUTH))
    assert said == {
        "title": "Việc H61-0001 đã xong", "body": "", "url": "http://localhost:8000/ho-so/", "tag": str(row.bundle_id),
    }  # fmt: skip
    headers = pushed["headers"]
    assert (headers["content-encoding"], headers["topic"]) == ("aes128gcm", row.bundle_id.hex)
    assert int(headers["ttl"]) > 0
    token, _, key = headers["authorization"].removeprefix("vapid t=").partition(", k=")
    head, claims, signature = token.split(".")
    raw = push.from_base64(signature)
    r, s = int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big")
    signer = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), push.from_base64(key))
    signer.verify(encode_dss_signature(r, s), f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))
    told = json.loads(push.from_base64(claims))
    assert (told["aud"], told["sub"]) == (there.address, "mailto:van-hanh@example.vn")
    assert 0 < told["exp"] - NOON.timestamp() <= 24 * 3600


def test_the_encryption_gives_the_message_of_rfc_8291_appendix_a() -> None:
    sender = ec.derive_private_key(
        int.from_bytes(push.from_base64("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"), "big"), ec.SECP256R1()
    )
    body = push.encrypt(
        b"When I grow up, I want to be a watermelon",
        p256dh=push.from_base64(
            "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
        ),
        auth=push.from_base64("BTBZMqHH6r4Tts7J_aSIgg"),
        sender=sender,
        salt=push.from_base64("DGv6ra1nlYgDCS1FRnbzlw"),
    )
    assert push.to_base64(body) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_"
        "yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


@pytest.mark.parametrize("step", ["slow", "lost", "down", "busy"])
def test_a_push_goes_again_under_the_same_topic_so_that_a_copy_shows_as_one(
    scene: Scene, there: Partners, step: str
) -> None:
    subscribe(scene, there)
    row = tell(scene, "push")
    there.script = [step]
    assert send() == 0
    assert send(timedelta(minutes=2)) == 1
    assert {one["headers"]["topic"] for one in there.pushes} == {row.bundle_id.hex}


def test_a_browser_that_ended_its_subscription_is_forgotten_and_the_other_one_still_gets_it(
    scene: Scene, there: Partners
) -> None:
    subscribe(scene, there, "/push/1")
    subscribe(scene, there, "/push/2", ec.derive_private_key(8, ec.SECP256R1()))
    tell(scene, "push")
    there.script = ["no"]
    assert send() == 1
    assert [one["path"] for one in there.pushes] == ["/push/2"]
    assert PushSubscription.objects.count() == 1


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://169.254.169.254/latest", "https://evil.example/push", "https://a.push.example.evil.example/",
        "https://a.push.example@evil.example/", "file:///etc/passwd", "https://push.example:99999/", "https://push.example/x",
    ],
)  # fmt: skip
def test_a_page_cannot_make_us_call_anybody_but_browser_makers(scene: Scene, there: Partners, endpoint: str) -> None:
    key = push.to_base64(push.public_bytes(BROWSER.public_key()))
    with pytest.raises(BadSubscription):
        api.subscribe_push(
            subscription=Subscription(endpoint=endpoint, p256dh=key, auth=push.to_base64(AUTH)), actor=scene.me
        )
    bad_key = push.to_base64(b"\x04" + b"\1" * 64)
    broken = Subscription(endpoint="https://a.push.example/1", p256dh=bad_key, auth="AAAA")
    with pytest.raises(BadSubscription):
        api.subscribe_push(subscription=broken, actor=scene.me)
    assert PushSubscription.objects.count() == 0
