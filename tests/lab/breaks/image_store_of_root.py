"""The folder of the images is root's: a disk was put in its place."""

from __future__ import annotations

from actions.deployments.parts import GLANCE

from ..breaking.hands import on
from ..breaking.model import Break, Confirm
from ..place import HOST_FILES

BREAK = Break(
    name="image-store-of-root",
    title="glance's folder of images is root's",
    source="issue 9",
    needs=(GLANCE, HOST_FILES),
    first=r"^store-closed controller:/var/lib/glance/images: .*chown glance:",
    why="what lies in the folder, and whose it is to be, a person has to see; the finding has the line",
    confirm=Confirm("stat -c %U /var/lib/glance/images", "glance"),
    make=on("controller", "chown root: /var/lib/glance/images"),
    take_back=on("controller", "chown glance: /var/lib/glance/images"),
)
