"""The instance's image: Debian's cloud kernel, an initramfs of busybox and dropbear, an empty disk.

No image of a distribution can be downloaded here. This one asks for its address by DHCP, for its name
and its key from the metadata service, and lets that key in over SSH as root and as cirros.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from .image import chroot, digest, ensure_base, made
from .overlay import mount_overlay, unmount
from .packages import GROUPS, ensure_index, repository_path
from .paths import IMAGES
from .shell import run, timed
from .system import System

FILES = {"image": "disk.raw", "kernel": "vmlinuz", "ramdisk": "initramfs.gz"}
"""What the parts are called, by the keys of [install.tenant]."""

_DISK_BYTES = 16 * 1024 * 1024
_MODULES = (
    "drivers/virtio",
    "drivers/block/virtio_blk.ko",
    "drivers/net/net_failover.ko",
    "drivers/net/virtio_net.ko",
    "net/core/failover.ko",
)
_PROGRAMS = ("usr/sbin/dropbear", "usr/bin/dropbearkey")

_INIT = """\
#!/bin/busybox sh
/bin/busybox --install -s /bin
export PATH=/bin:/usr/bin:/usr/sbin HOME=/root
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs devtmpfs /dev
mkdir -p /dev/pts && mount -t devpts devpts /dev/pts
# insmod knows nothing of dependencies: what fails for want of another one goes in a later pass.
for pass in 1 2 3 4; do
    for module in /modules/*.ko; do insmod "$module" 2>/dev/null; done
done
hostname guest
ip link set lo up
ip link set eth0 up
dropbearkey -t ed25519 -f /etc/dropbear/dropbear_ed25519_host_key >/dev/null 2>&1
dropbear -s -p 22 -r /etc/dropbear/dropbear_ed25519_host_key
udhcpc -i eth0 -b -t 5 -T 2 -A 2 -s /bin/dhcp-event
/bin/ask-metadata &
while true; do setsid sh -c 'exec sh </dev/ttyS0 >/dev/ttyS0 2>&1'; sleep 1; done
"""
_DHCP_EVENT = """\
#!/bin/sh
case "$1" in
bound | renew) ;;
*) exit 0 ;;
esac
ip address replace "$ip/$mask" dev "$interface"
[ -z "$mtu" ] || ip link set "$interface" mtu "$mtu"
[ -z "$router" ] || ip route replace default via "${router%% *}"
set -- $staticroutes
while [ $# -ge 2 ]; do
    [ "$1" = 0.0.0.0/0 ] || ip route replace "$1" via "$2"
    shift 2
done
"""
_ASK_METADATA = """\
#!/bin/sh
# Not wget: busybox's crashes in Debian 12.
ask() {
    request="GET /latest/meta-data/$1 HTTP/1.0\\r\\nHost: 169.254.169.254\\r\\n\\r\\n"
    answer=$(printf "$request" | nc -w 5 169.254.169.254 80 2>/dev/null | tr -d '\\r')
    case "$answer" in
    "HTTP/1."?" 200"*) echo "$answer" | sed '1,/^$/d' ;;
    *) return 1 ;;
    esac
}
for try in $(seq 60); do
    key=$(ask public-keys/0/openssh-key) && [ -n "$key" ] && break
    sleep 2
done
for home in /root /home/cirros; do
    mkdir -p "$home/.ssh"
    echo "$key" >"$home/.ssh/authorized_keys"
    chmod 0700 "$home" "$home/.ssh"
    chmod 0600 "$home/.ssh/authorized_keys"
done
chown -R cirros /home/cirros
name=$(ask local-hostname) && [ -n "$name" ] && hostname "${name%%.*}"
echo "guest $(hostname) is ready: $(ip -4 -o address show dev eth0)" >/dev/console
"""
_ETC = {
    "passwd": "root:x:0:0:root:/root:/bin/sh\ncirros:x:1000:1000:cirros:/home/cirros:/bin/sh\n",
    "group": "root:x:0:\ncirros:x:1000:\n",
    "shadow": "root:*:1::::::\ncirros:*:1::::::\n",
    "shells": "/bin/sh\n",
    "nsswitch.conf": "passwd: files\ngroup: files\nshadow: files\n",
}
_INSTALL = """\
set -e
apt-get -qy install --no-install-recommends busybox-static dropbear-bin cpio >/dev/null
mkdir /tmp/kernel
dpkg-deb -x /repo/linux-image-*-cloud-amd64_*.deb /tmp/kernel
"""


def guest_path(of: System | None = None) -> Path:
    """Where the guest's files are, or will be."""
    recipe = (GROUPS["guest"], _MODULES, _PROGRAMS, _INIT, _DHCP_EVENT, _ASK_METADATA, _ETC, _INSTALL)
    return IMAGES / f"guest-{digest(repository_path(of).name, recipe)}"


def ensure_guest() -> Path:
    """The folder with the guest's files, made if this recipe has none yet."""
    return made(guest_path(), _build)


def _build(folder: Path) -> None:
    with (
        timed("make the guest"),
        tempfile.TemporaryDirectory(dir=IMAGES, prefix="work-") as name,
    ):
        work = Path(name)
        root = work / "root"
        mount_overlay([ensure_index(), ensure_base()], work / "upper", work / "work", root)
        try:
            run("mount", "--bind", "-o", "ro", str(repository_path()), str(root / "repo"))
            chroot(root, _INSTALL)
            kernel = next((root / "tmp/kernel/boot").glob("vmlinuz-*"))
            (folder / FILES["kernel"]).write_bytes(kernel.read_bytes())
            (folder / FILES["ramdisk"]).write_bytes(_initramfs(root))
        finally:
            unmount(root)
        with (folder / FILES["image"]).open("wb") as disk:
            disk.truncate(_DISK_BYTES)
        for file in folder.iterdir():
            file.chmod(0o644)


def _initramfs(root: Path) -> bytes:
    """The guest's root file system as the kernel unpacks it."""
    tree = root / "tmp/tree"
    for name in ("bin", "dev", "etc/dropbear", "home/cirros", "modules", "proc", "root", "sys", "tmp"):
        (tree / name).mkdir(parents=True)
    for name, text in _ETC.items():
        (tree / "etc" / name).write_text(text)
    scripts = {"init": _INIT, "bin/dhcp-event": _DHCP_EVENT, "bin/ask-metadata": _ASK_METADATA}
    for name, text in scripts.items():
        (tree / name).write_text(text)
        (tree / name).chmod(0o755)
    chroot(root, _COPY)
    return (root / "tmp/initramfs.gz").read_bytes()


# What the programs are linked with comes along; busybox-static is linked with nothing.
_COPY = f"""\
set -e
cd /tmp/tree
cp /bin/busybox bin/
for program in {" ".join(_PROGRAMS)}; do
    mkdir -p "$(dirname "$program")"
    cp "/$program" "$program"
    for library in $(ldd "/$program" | grep -o '/[^ ]*'); do
        mkdir -p ".$(dirname "$library")"
        cp -L "$library" ".$library"
    done
done
for module in {" ".join(_MODULES)}; do
    find /tmp/kernel/lib/modules/*/kernel/"$module"* /tmp/kernel/usr/lib/modules/*/kernel/"$module"* \\
        -name '*.ko*' -exec cp {{}} modules/ \\; 2>/dev/null || true
done
# Debian 13 compresses them.
for module in modules/*.xz; do [ ! -e "$module" ] || busybox unxz "$module"; done
test -s modules/virtio_net.ko
find . | cpio --quiet -o -H newc | gzip -9 >/tmp/initramfs.gz
"""
