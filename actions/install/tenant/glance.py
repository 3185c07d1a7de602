"""The tenant's images: which there are to be, and how one is entered in Glance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from actions.facts.glance import image_files, images
from actions.facts.glance.images import Image
from actions.install.tenant.choices import Choices
from actions.install.tenant.things import named, seen
from actions.model.command import Api, Undo
from actions.model.plan import Situation


@dataclass(frozen=True)
class Part:
    """One of the files that an image is made of."""

    key: str
    """The key of [install.tenant] that names the file."""
    name: str
    """The image's name in Glance."""
    file: str
    disk_format: str
    container_format: str


def boot_parts(chosen: Choices) -> tuple[Part, ...]:
    """The kernel and the ramdisk of an image that cannot boot by itself."""
    if not chosen.kernel:
        return ()
    name = chosen.image_name
    return (
        Part("kernel", f"{name}-kernel", chosen.kernel, "aki", "aki"),
        Part("ramdisk", f"{name}-ramdisk", chosen.ramdisk, "ari", "ari"),
    )


def disk_part(chosen: Choices) -> Part:
    """The image itself."""
    return Part("image", chosen.image_name, chosen.image, chosen.disk_format, "bare")


def image_of(situation: Situation, part: Part) -> Image | None:
    """The part's image in Glance, if it is there; raises `Blocked`."""
    return named(situation, images.PROBE, part.name, "image")


def check_file(situation: Situation, part: Part) -> int:
    """The size of the part's file; raises `Blocked` where stackmend cannot read it."""
    return seen(situation, image_files.PROBE, 0, part.key)


def _shown(part: Part, key: str, properties: Mapping[str, str]) -> str:
    """A property's value; an id, which is still to come, as one finds it."""
    boot = key.removesuffix("_id")
    if boot == key:
        return properties[key]
    return f'"$(openstack image show -f value -c id {part.name}-{boot})"'


def create_image(part: Part, properties: Mapping[str, str]) -> Api:
    """Enter an image in Glance; its data come later."""
    told = "".join(f" --property {key}={_shown(part, key, properties)}" for key in properties)
    show = (
        f"openstack image create --disk-format {part.disk_format} --container-format "
        f"{part.container_format} --public{told} {part.name}"
    )
    body: dict[str, Any] = {
        "name": part.name,
        "disk_format": part.disk_format,
        "container_format": part.container_format,
        "visibility": "public",
        **properties,
    }
    undo = Undo(
        title=f"Delete the image {part.name}",
        method="DELETE",
        path="/images/{id}",
        show=f"openstack image delete {part.name}",
        under="id",
        id="id",
    )
    return Api("image", "POST", "/images", show, body, undo=undo)
