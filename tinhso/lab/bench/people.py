"""Who the bench signs in: officers and a citizen of the sample, with real sessions."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tinhso.casework.dossiers import api as dossiers
from tinhso.foundation.identity import api as identity
from tinhso.kernel.actor import Actor, Channel, system_actor
from tinhso.lab.bench.server import Server
from tinhso.lab.demo.api import Visitor


@dataclass(frozen=True)
class Session:
    """A signed-in person: the headers that a browser would send, and who acts."""

    username: str
    actor: Actor
    headers: dict[str, str]


def read(folder: Path, name: str) -> Any:
    """A file of the sample."""
    return yaml.safe_load((folder / f"{name}.yaml").read_text(encoding="utf-8"))


def busy_officers(folder: Path, *, count: int, at_least: int) -> list[tuple[str, Actor]]:
    """Officers of the sample with so many open tasks or more, the busiest first."""
    found = []
    for one in read(folder, "people")["officers"]:
        account = identity.create_citizen(username=one["username"], full_name="", actor=system_actor())
        held = identity.held_posts(account.person_id)
        if not held:
            continue
        actor = Actor(
            channel=Channel.COUNTER,
            person_id=account.person_id,
            user_id=account.user_id,
            post_id=held[0].post.id,
            agency_id=held[0].agency.id,
        )
        waiting = dossiers.to_do_count(actor=actor)
        if waiting >= at_least:
            found.append((waiting, one["username"], actor))
    found.sort(key=lambda one: (-one[0], one[1]))
    return [(username, actor) for _, username, actor in found[:count]]


def sign_in(server: Server, folder: Path, username: str, actor: Actor | None) -> Session:
    """Sign in over HTTP; officers with the second factor."""
    demo = read(folder, "people")["demo"]
    visitor = Visitor(server.address)
    visitor.sign_in(username, demo["password"], secret=demo["totp_secret"] if actor else "")
    cookies = {cookie.name: cookie.value or "" for cookie in visitor.http.cookies.jar}
    token = next((value for name, value in cookies.items() if "csrf" in name), "")
    account = identity.create_citizen(username=username, full_name="", actor=system_actor())
    return Session(
        username=username,
        actor=actor or Actor(channel=Channel.ONLINE, person_id=account.person_id, user_id=account.user_id),
        headers={
            "Host": server.address.removeprefix("http://"),
            "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
            "X-CSRFToken": token,
        },
    )
