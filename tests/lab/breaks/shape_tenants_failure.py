"""An instance in ERROR for a reason of its tenant's: the quota of volumes was used up."""

from __future__ import annotations

import time

from actions.deployments.parts import CINDER

from ..breaking.model import Shape
from ..cloud import Cloud
from ..place import INSTANCE

_NAME = "beyond-its-quota"


def _fail(cloud: Cloud) -> None:
    cloud.openstack("quota set --volumes 1 admin", told="")
    image = cloud.openstack("image list --status active")[0]["ID"]
    flavor = cloud.openstack("flavor list")[0]["ID"]
    cloud.openstack(
        f"server create --image {image} --boot-from-volume 1 --flavor {flavor} --network "
        f"selfservice {_NAME}"
    )
    for _ in range(40):
        told = cloud.openstack(f"server show {_NAME}")
        if told["status"] == "ERROR":
            return
        time.sleep(1)
    raise AssertionError(f"{_NAME} is {told['status']}: {told.get('fault')}")


def _take_back(cloud: Cloud) -> None:
    cloud.openstack(f"server delete --wait {_NAME}", check=False, told="")
    cloud.openstack("quota set --volumes 10 admin", told="")


SHAPE = Shape(
    name="a-tenants-own-failure",
    title="an instance in ERROR, for its tenant's quota was used up",
    needs=(
        CINDER,
        INSTANCE,
    ),
    make=_fail,
    take_back=_take_back,
)
