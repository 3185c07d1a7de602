"""What went wrong with an API, in one phrase: the libraries' exceptions wrap it many times over."""

from __future__ import annotations

import html
import re
import ssl
from collections.abc import Iterator
from typing import Any

import requests
from keystoneauth1 import exceptions as keystone
from openstack import exceptions as sdk

from actions.formats.repeated_secrets import beginning
from actions.model.errors import LOGIN_REFUSED

_LONGEST, _PAGE = 500, 200
"""Characters of an API's own message that are shown, and of a page that is no message."""


def reason(error: BaseException) -> str:
    """Why a request failed, without the classes and addresses of the libraries' objects."""
    chain = list(_chain(error))
    for one in chain:
        if isinstance(one, ssl.SSLCertVerificationError):
            return f"the TLS certificate is not trusted: {one.verify_message}."
        if isinstance(one, ssl.SSLError):
            return f"TLS failed: {one.reason or one}."
    if timed_out(error):
        return "no answer in time."
    system = next((e for e in chain if isinstance(e, OSError) and e.strerror), None)
    if system is not None:
        return f"{system.strerror}."
    if isinstance(error, keystone.Unauthorized):
        return f"{LOGIN_REFUSED}: {_short(error)}"
    if isinstance(
        error, sdk.ServiceDisabledException | keystone.EndpointNotFound | keystone.EmptyCatalog
    ):
        return "the catalog has no such service in this region."
    if isinstance(error, keystone.DiscoveryFailure):
        return "what answers there does not name its API versions: is the URL right?"
    return _short(error)


def timed_out(error: BaseException) -> bool:
    """Whether nothing came in time: asked again, it would take as long."""
    late = (TimeoutError, requests.Timeout, keystone.ConnectTimeout)
    return any(isinstance(one, late) for one in _chain(error))


def refused(error: BaseException) -> bool:
    """Whether Keystone takes the login for wrong: asked too often, it may lock the account."""
    return isinstance(error, keystone.Unauthorized)


def api_message(answer: Any) -> str:
    """The message inside an API's error: each project wraps it in a word of its own."""
    if not isinstance(answer, dict):
        return beginning(str(answer), _LONGEST)
    if isinstance(answer.get("errors"), list):
        return beginning("; ".join(map(api_message, answer["errors"])), _LONGEST)
    for key in ("message", "detail", "title", "faultstring"):
        if isinstance(answer.get(key), str) and answer[key]:
            return beginning(answer[key], _LONGEST)
    inner = next((value for value in answer.values() if isinstance(value, (dict, str)) and value), "")
    return api_message(inner)


def page_text(page: str, reason: str) -> str:
    """What a page says beside its status, without its tags: HAProxy's and webob's have words."""
    body = re.sub(r"(?is)<(head|style|script)\b.*?</\1>|<!--.*?-->", " ", page)
    text = " ".join(html.unescape(re.sub(r"<[^>]*>?", " ", body)).split())
    text = re.sub(rf"^(\d{{3}} )?{re.escape(reason or '-')}\b[.:]?", "", text).strip().rstrip(".")
    return beginning(text, _PAGE)


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error and all that it was made from."""
    seen: set[int] = set()
    left: list[object] = [error]
    while left:
        one = left.pop(0)
        if isinstance(one, BaseException) and id(one) not in seen:
            seen.add(id(one))
            yield one
            left += [one.__cause__, one.__context__, getattr(one, "reason", None), *one.args]


def _short(error: BaseException) -> str:
    text = " ".join(str(error).split()) or type(error).__name__
    return beginning(text, _LONGEST)
