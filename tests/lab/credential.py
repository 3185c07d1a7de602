"""An application credential as the operator's login: it sees what his password sees."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path

from .asking import report, wait_for, well
from .cloud import Cloud
from .shell import say

CLOUD = "by-credential"


def sees_what_a_password_sees(cloud: Cloud, clouds: Path, account: str, password: str) -> None:
    """Restricted or not: nothing is found; then, that Keystone refuses the password of one account."""
    before = clouds.read_text()
    try:
        for words in ("--restricted", "--unrestricted"):
            clouds.write_text(before + _entry(cloud, before, words))
            wait_for(cloud, well, 300, "--cloud", CLOUD)
            _refused_account_is_seen(cloud, account, password)
            say(f"an application credential, {words[2:]}: {account}'s refused password is seen at once")
    finally:
        clouds.write_text(before)


def _entry(cloud: Cloud, others: str, words: str) -> str:
    """What stands in clouds.yaml beside the others."""
    name = f"stackmend{words}-{time.time():.0f}"
    made = cloud.openstack(f"application credential create {words} {name}")
    given = {key: re.search(rf"{key}: (\S+)", others) for key in ("auth_url", "cacert", "region_name")}
    told = {key: found[1] for key, found in given.items() if found}
    auth_url = told.pop("auth_url")
    more = "".join(f"    {key}: {value}\n" for key, value in told.items())
    return f"""\
  {CLOUD}:
    auth_type: v3applicationcredential
    auth:
      auth_url: {auth_url}
      application_credential_id: {made["id"]}
      application_credential_secret: {made["secret"]}
{more}"""


def _refused_account_is_seen(cloud: Cloud, account: str, password: str) -> None:
    cloud.openstack(f"user set --password another-one {account}", told="")
    try:
        told = report(cloud, "--cloud", CLOUD)
        first = next(iter(told["findings"]), {"code": "", "subject": ""})
        wanted = ("service-account", account)
        assert (first["code"], first["subject"]) == wanted, json.dumps(told, indent=1)
        assert len(told["findings"]) == 1, json.dumps(told, indent=1)
    except AssertionError:
        cloud.openstack(f"user set --password {password} {account}", told="")
        raise
    cloud.mend("align-service-account", account, "--cloud", CLOUD)
    wait_for(cloud, well, 300, "--cloud", CLOUD)
