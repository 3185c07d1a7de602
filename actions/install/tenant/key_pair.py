"""The key pair: made by stackmend, and only its public part is sent (TEST-10)."""

from __future__ import annotations

from actions.facts.nova import key_pairs
from actions.install.step import Hopeless
from actions.install.tenant.choices import Choices
from actions.install.tenant.things import seen, tenant_step
from actions.model.command import Api, Undo
from actions.model.plan import Decision, Situation, already, do
from actions.model.secret import PUBLIC_KEY


def plan(situation: Situation, chosen: Choices) -> Decision:
    """The public part that goes with the site's key file."""
    name = chosen.key
    secret = situation.secrets.get(PUBLIC_KEY)
    if secret is None:
        raise Hopeless(
            f"The site's secrets have no {PUBLIC_KEY}: let stackmend make it, by a plan without "
            "--read-only."
        )
    known = seen(situation, key_pairs.PROBE, {})
    if name not in known:
        body = {"keypair": {"name": name, "public_key": secret}}
        show = f"openstack keypair create --public-key **** {name}"
        command = Api("compute", "POST", "/os-keypairs", show, body, undo=_undo(name))
        return do(command, why=f"there is no key pair {name}")
    if known[name].split()[:2] != secret.reveal().split()[:2]:
        raise Hopeless(
            f"The key pair {name} is there, with another public key than stackmend's: choose another "
            "key in [install.tenant], or delete it with `openstack keypair delete`."
        )
    return already(f"{name} is there, with stackmend's public key")


def _undo(name: str) -> Undo:
    return Undo(
        title=f"Delete the key pair {name}",
        method="DELETE",
        path="/os-keypairs/{id}",
        show=f"openstack keypair delete {name}",
        under="keypair",
        id="keypair.name",
    )


STEP = tenant_step(
    "key-pair",
    "The key pair",
    (key_pairs.PROBE,),
    plan,
    deviation="`openstack keypair create --private-key`, which sends the private key over the "
    "network and "
    "leaves it readable by all until `chmod` (TEST-10). Here it is made on the machine that stackmend "
    "runs on, in a 0600 file beside the site's secrets, and only the public part is sent.",
)
