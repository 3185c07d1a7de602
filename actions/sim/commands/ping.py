"""`ping`: an instance answers on its floating IP, where its security groups let ICMP in."""

from __future__ import annotations

from actions.sim.call import Call, Run, options
from actions.sim.reach import behind


async def ping(call: Call) -> int:
    """Send some packets, and say how many came back: -c how many, -i and -W as given."""
    chosen, words = options(call.args, "ciW")
    count, address = int(chosen.get("c", "4")), words[0]
    known = call.cloud.resolve(address, call.host.name) or behind(call.cloud, address, "icmp")
    came = count if known else 0
    call.say(f"PING {address} ({address}) 56(84) bytes of data.")
    for number in range(came):
        call.say(f"64 bytes from {address}: icmp_seq={number + 1} ttl=63 time=0.512 ms")
    lost = 0 if came else 100
    call.say("")
    call.say(f"--- {address} ping statistics ---")
    call.say(f"{count} packets transmitted, {came} received, {lost}% packet loss, time 301ms")
    return 0 if came else 1


COMMANDS: dict[str, Run] = {"ping": ping}
