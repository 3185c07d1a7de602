"""What a plan's script begins with: the functions that its steps call."""

from __future__ import annotations

import inspect

from actions.formats import oslo_ini
from actions.formats.config_edit import CHANGED

FUNCTIONS = r"""
step() { printf '\n== %s\n' "$1" >&2; }

# quote WORD: the word as another shell reads it.
quote() { printf %s "$1" | sed "s/'/'\\\\''/g; 1s/^/'/; \$s/\$/'/"; }

# allow CODES COMMAND: run a command of which these exit codes are well too.
allow() {
    local code=0 codes=,$1,
    shift
    "$@" || code=$?
    [ "$code" -eq 0 ] || [[ $codes == *,$code,* ]]
}
"""

FILES = r"""
# put_file HOST FILE MODE OWNER GROUP COUNT WAS: a whole file, from standard input; what was there is
# kept once. It was made of what the file held when this was planned: WAS, as COUNT tells of it.
put_file() {
    local file new
    file=$(quote "$2") new=$(quote "$2.stackmend-new")
    on "$1" "cp -an $file $file.before-stackmend 2>/dev/null
install -m $3 -o $4 -g $5 /dev/stdin $new || exit
now=\$(LC_ALL=C grep -a '' $file 2>/dev/null | $6)
[ \"\$now\" = $(quote "$7") ] || cmp -s $file $new || {
rm -f $new; echo $file was changed since this was planned: nothing was written >&2; exit @changed@; }
mv $new $file"
}
""".replace("@changed@", str(CHANGED))

LINES = r"""
# put_lines HOST FILE MODE OWNER GROUP: a file that was not there when this was planned, from standard
# input. If its package has brought one, each line takes the place of those with the same first word.
put_lines() {
    local file new
    file=$(quote "$2") new=$(quote "$2.stackmend-new")
    on "$1" "if [ -e $file ]; then cp -an $file $file.before-stackmend 2>/dev/null
awk $(quote "$MERGE") - $file | install -m 0600 /dev/stdin $new &&
chown --reference=$file $new && chmod --reference=$file $new
else install -m $3 -o $4 -g $5 /dev/stdin $new; fi && mv $new $file"
}
# shellcheck disable=SC2016  # awk's own fields
MERGE='function first(line) {
    sub(/^[ \t]*(export[ \t]+)?/, "", line)
    sub(/[ \t=].*/, "", line)
    return line
}
NR == FNR && /^[^#[]/ {
    word = first($0)
    if (word in lines) lines[word] = lines[word] "\n" $0
    else { lines[word] = $0; order[++count] = word }
}
NR == FNR { next }
/^[^#[]/ && first($0) in lines { if (!done[first($0)]++) print lines[first($0)]; next }
{ print }
END { for (n = 1; n <= count; n++) if (!(order[n] in done)) print lines[order[n]] }'
"""

KEYS = r"""
# set_keys HOST FILE: set keys of a configuration file, key by key, from standard input; what was
# there is kept once. The program is stackmend's own (actions/formats/oslo_ini.py), by the rules of
# oslo.config.
set_keys() { on "$1" "python3 -c $(quote "$KEYS_PROGRAM") $(quote "$2")"; }
read -r -d '' KEYS_PROGRAM <<'END_OF_PROGRAM' || true
@editor@END_OF_PROGRAM
"""

API = r"""
# words WORD...: the words as another shell reads them, a blank in front of each.
words() { local one; for one in "$@"; do printf ' %s' "$(quote "$one")"; done; }
"""

API_HERE = r"""
# The openstack client runs on this machine. Where its standard input is no terminal, it would take
# that for the data of an image that it creates: it gets one for that.
openstack() {
    if [ "$1 $2" != "image create" ]; then command openstack "$@"
    else script -qec "openstack$(words "$@")" /dev/null </dev/null; fi
}
"""

API_THERE = r"""
# The openstack client, on the host and with the file that the base chapter writes for it; the line
# goes over standard input. A password in it shows in `ps` there while it runs, as with the guide's own.
# Where its standard input is no terminal, it would take that for the data of an image that it creates:
# it gets one for that.
openstack() {
    local line
    line="openstack$(words "$@")"
    [ "$1 $2" != "image create" ] || line="script -qec $(quote "$line") /dev/null"
    printf '. /root/admin-openrc\n%s </dev/null\n' "$line" | on @host@ sh
}
# with_input COMMAND: a client's command there, with this standard input.
with_input() { on @host@ ". /root/admin-openrc;$(words "$@")"; }
"""

SETTLE = r"""
# settle SECONDS: time for what was done to show; Enter goes on at once, SETTLE=0 waits for nothing.
settle() {
    local code=0 most=${SETTLE:-$1}
    echo "   waiting $most s for it to show" >&2
    { read -r -t "$most" _ </dev/tty; } 2>/dev/null || code=$?
    [ "$code" -ne 1 ] || sleep "$most"
}
"""

PASSWORDS = r"""
# Passwords are not in this file. Each is taken from the environment under its name here, or from the
# site's secrets file (mode 0600) under its key there, or asked for.
SECRETS=${SECRETS:-@file@}
# need NAME KEY ABOUT
need() {
    local value=${!1:-}
    if [ -z "$value" ] && [ -n "$2" ] && [ -r "$SECRETS" ]; then
        value=$(sed -n "s/^$2 = \"\(.*\)\"\$/\1/p" "$SECRETS")
    fi
    if [ -z "$value" ]; then
        read -r -s -p "$1 (**** in: $3): " value </dev/tty || value=
        echo >&2
    fi
    if ! [[ $value =~ ^[A-Za-z0-9_.~-]+$ ]]; then
        echo "$1 is empty, or has other characters than letters, digits and - . _ ~" >&2
        exit 1
    fi
    printf -v "$1" %s "$value"
}
"""

PROXIES = r"""
# A ProxyCommand may hold a password, so it is not in this file: each is taken from the environment
# under its name here, as the inventory has it, or asked for.
# proxy NAME ABOUT
proxy() {
    local value=${!1:-}
    if [ -z "$value" ]; then
        read -r -s -p "$1 (the ProxyCommand $2): " value </dev/tty || value=
        echo >&2
    fi
    [ -n "$value" ] || { echo "$1 is empty: it is the ProxyCommand $2" >&2; exit 1; }
    printf -v "$1" %s "$value"
}
"""

_MAIN = """

import os
import shutil
import sys


def main(path):
    if not os.path.exists(path):
        sys.exit(path + " is not there: is its package installed?")
    settings, section = [], "DEFAULT"
    for line in sys.stdin.read().splitlines():
        if line.startswith("[") and line.endswith("]"):
            section = line[1:-1]
        elif line.startswith("unset "):
            settings.append(Setting(section, line[len("unset "):], None))
        elif line.startswith("    "):
            last = settings.pop()
            settings.append(last._replace(value=last.value + "\\n" + line[4:]))
        else:
            key, _, value = line.partition(" = ")
            settings.append(Setting(section, key, value))
    with open(path, encoding="utf-8", newline="") as file:
        text = edited(file.read(), tuple(settings))
    was, kept, new = os.stat(path), path + ".before-stackmend", path + ".stackmend-new"
    if not os.path.lexists(kept):
        shutil.copy2(path, kept)
        os.chown(kept, was.st_uid, was.st_gid)
    with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", newline="") as file:
        os.fchown(file.fileno(), was.st_uid, was.st_gid)
        os.fchmod(file.fileno(), was.st_mode & 0o7777)
        file.write(text)
    os.replace(new, path)


main(sys.argv[1])
"""


def editor() -> str:
    """The program that sets keys of a file on its host, by a python3 that may be 3.6."""
    return inspect.getsource(oslo_ini) + _MAIN
