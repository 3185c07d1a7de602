"""dpkg-query: which packages a host has."""

from __future__ import annotations

from fnmatch import fnmatchcase

from actions.sim.call import Call, Run, options


async def dpkg_query(call: Call) -> int:
    """Print packages by a format: -W -f '${Package} ${Version}\\n' NAMES; 1 where one is missing."""
    chosen, names = options(call.args, "f")
    form = chosen.get("f") or chosen.get("showformat") or "${Package}\\t${Version}\\n"
    failed = 0
    for name in names or ["*"]:
        found = [p for p in sorted(call.host.packages) if fnmatchcase(p, name)]
        if not found:
            call.complain(f"dpkg-query: no packages found matching {name}")
            failed = 1
        for package in found:
            line = form.replace("\\n", "\n").replace("\\t", "\t")
            for mark, value in (
                ("${Package}", package),
                ("${binary:Package}", package),
                ("${Version}", call.host.packages[package]),
                ("${db:Status-Abbrev}", "ii "),
                ("${Status}", "install ok installed"),
            ):
                line = line.replace(mark, value)
            call.out(line)
    return failed


COMMANDS: dict[str, Run] = {"dpkg-query": dpkg_query}
