"""RabbitMQ has another password than every transport_url.

Who is connected stays, who is not gets no more in.
"""

from __future__ import annotations

from ..breaking.hands import on
from ..breaking.model import Break, Confirm
from ..cloud import Cloud


def _as_it_was(cloud: Cloud) -> None:
    password = cloud.secret("rabbit_password")
    on("controller", f"rabbitmqctl change_password openstack {password} </dev/null")(cloud)


_PASSWORD = r"sed -n 's#^transport_url.*//openstack:\(.*\)@.*#\1#p' /etc/nova/nova.conf"

BREAK = Break(
    name="rabbitmq-password",
    title="RabbitMQ's password changed, in the broker only",
    source="BROKEN 5",
    first=r"^broker-login rabbitmq openstack",
    never=(r"no answer within", r"cannot be asked"),
    mended_by="align-message-account openstack",
    confirm=Confirm(f'rabbitmqctl authenticate_user openstack "$({_PASSWORD})" </dev/null', "Success"),
    make=on("controller", "rabbitmqctl change_password openstack another-one </dev/null"),
    take_back=_as_it_was,
    settle=30.0,
    ci=True,
)
