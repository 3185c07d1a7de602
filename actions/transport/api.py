"""The OpenStack APIs, through openstacksdk's session: catalog, tokens and discovery are the SDK's."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from typing import Any

import openstack.connection
import requests
from openstack import exceptions as sdk

from actions.facts.keystone.catalog import ELSEWHERE, UNVERIFIED
from actions.model.command import Api, Undo
from actions.model.errors import NoAnswer, NotConfigured
from actions.model.query import ApiQuery, UrlQuery, UrlResult
from actions.model.secret import Secret
from actions.model.site import Site
from actions.transport.api_body import FileBody, filled
from actions.transport.api_config import region_of
from actions.transport.api_errors import api_message, page_text, reason, refused, timed_out
from actions.transport.api_pages import Rows, next_marker, paged
from actions.transport.gc_control import cpu_section
from actions.transport.lazy import Lazy
from actions.transport.silence import BRIEF, KEPT, Silence
from actions.transport.threads import Threads
from actions.transport.token_warmup import TokenWarmup, own_token

_LOGIN = 7.0
"""Seconds for Keystone's version document and a token."""

_CONNECT, _READ = 4.0, 7.0
"""Seconds for a connection, and for one answer to begin; a list of many pages may take longer."""

_IDENTITY = "a token"
"""What the login is called among what is silent."""

STALE = 10.0
"""Seconds after which a connection that misses an endpoint is made anew: the catalog may be old."""

_CATALOG = ("identity", "/auth/catalog")
"""Service and path of the question whose answer comes with a token."""


class Cloud:
    """One cloud's APIs; everything that waits does so in the engine's threads.

    Each has a login of its own, and `token_warmup` sees to it that every service is asked with a token
    that none has in its cache yet, so that one which cannot have tokens checked any more is seen at
    once. (The common one is old where clouds.yaml tells the SDK to keep tokens in a keyring,
    `cache: auth: true`.)
    """

    def __init__(
        self, site: Site, secrets: Mapping[str, Secret], threads: Threads, stale: float = STALE
    ) -> None:
        self._site = site
        self._secrets = secrets
        self._threads = threads
        self._looks = Threads()
        """For URLs that may hang: the lists have all of the others."""
        self._stale = stale
        self._made = 0.0
        """When the login ended, by the monotonic clock."""
        self._brought: Any = None
        """The catalog that came with the token, until it was told."""
        self._connection = Lazy(self._connect)
        self._warmup = TokenWarmup()
        self._silence = Silence()
        self._discovering: dict[str, threading.Lock] = defaultdict(threading.Lock)

    async def begin(self) -> None:
        """Log in ahead of the questions; a failure is told to those that follow."""
        with suppress(NoAnswer):
            await self._connection.get()

    async def ask(self, question: ApiQuery, timeout: float) -> Any:
        """The decoded value under the question's key; raises `NoAnswer`."""
        return await self._call(question, timeout, self._get, timeout)

    async def run(
        self, command: Api, output: Callable[[str], None], made: Callable[[Undo], None]
    ) -> int:
        """Send a request that changes something, and give its HTTP status.

        `made` is called with how to take back what it made, where the command says how.
        """
        self._silence.forget()
        status, answer = await self._call(command, command.timeout, self._send)
        ok = status in command.ok
        if ok and command.undo is not None and (undo := filled(command, command.undo, answer)):
            made(undo)
        said = "" if ok else api_message(answer)
        output(f"HTTP {status}{': ' if said else ''}{said}")
        return int(status)

    async def url(self, question: UrlQuery, timeout: float) -> UrlResult:
        """Whether something answers there, without a token."""
        made = self._connection.value
        verify, cert = made.config.get_requests_verify_args() if made else (True, None)
        try:
            return await self._looks.call(timeout + 1, _get_url, question.url, timeout, verify, cert)
        except TimeoutError:
            return UrlResult(0, f"no answer within {timeout:g} s", timeout)

    def forget_silence(self) -> None:
        """Ask again what did not answer a moment ago: something was changed meanwhile."""
        self._silence.forget()

    async def close(self) -> None:
        """Forget the connection."""
        made = self._connection.value
        self._connection.cancel()
        self._looks.close()
        if made is not None:
            made.close()

    async def _connect(self) -> openstack.connection.Connection:
        self._silence.check(_IDENTITY)
        try:
            region = await self._threads.call(_LOGIN, region_of, self._site, self._secrets)
        except TimeoutError:  # a profile may be a URL
            error = NoAnswer(f"The profile that clouds.yaml names gave no answer within {_LOGIN:g} s.")
            raise error from None
        try:
            made = await self._threads.call(_LOGIN, _logged_in, region)
        except TimeoutError:
            error = NoAnswer(f"Keystone at {_auth_url(region)} did not answer in {_LOGIN:g} s.")
            self._silence.silent(_IDENTITY, error)
            raise error from None
        except NoAnswer as error:
            self._silence.silent(_IDENTITY, error, KEPT if isinstance(error, _Costly) else BRIEF)
            raise
        self._made, self._brought = time.monotonic(), _brought(made)
        self._warmup = TokenWarmup()
        return made

    async def _call(
        self, request: ApiQuery | Api, timeout: float, function: Callable[..., Any], *args: Any
    ) -> Any:
        """What the function gives in a thread; a list's service that is known silent is not asked."""
        method = f"{request.method} " if isinstance(request, Api) else ""
        what = f"{request.service} {method}{request.path.partition('?')[0]}"
        began = time.monotonic()
        try:
            self._silence.check(request.service)
            connection = await self._connection.get()  # a login has a bound of its own
            async with self._warmup.turn(request.service, isinstance(request, ApiQuery)) as own:
                check = partial(self._silence.check, request.service)
                call = partial(function, connection, request, *args, **({"own": True} if own else {}))
                async with self._threads.place() as place:
                    answer = asyncio.ensure_future(place.call(timeout, _after, check, call))
                    await self._begun(answer, request, began)
                    return await answer
        except TimeoutError:
            error = NoAnswer(
                f"{what}: no answer within {min(timeout, time.monotonic() - began):.0f} s."
            )
            self._silence.silent(request.service, error, since=began)
            raise error from None
        except _Strange as strange:
            if time.monotonic() - self._made > self._stale:
                self._connection.renew(connection)
            error = NoAnswer(f"{what}: {strange}")
            if strange.silent:
                self._silence.silent(request.service, error, since=began)
            raise error from None

    async def _begun(self, answer: asyncio.Future[Any], request: ApiQuery | Api, began: float) -> None:
        """Give up where nothing came in time: the SDK looks for versions in several places."""
        if isinstance(request, ApiQuery):
            await asyncio.wait([answer], timeout=_READ)
            if not answer.done() and not self._silence.spoke(request.service, began):
                answer.cancel()
                raise TimeoutError

    def _get(
        self,
        connection: openstack.connection.Connection,
        question: ApiQuery,
        timeout: float,
        own: bool = False,
    ) -> Any:
        """In a thread: every page, until the last or until nobody waits any more.

        With a token of its `own` it is the first that the service has to have checked. Who asks for the
        catalog when a token is new is told what came with it, once.
        """
        if (question.service, question.path) == _CATALOG and self._brought:
            catalog, self._brought = self._brought, None
            if time.monotonic() - self._made < self._stale:
                return _marked(catalog, connection)
        end = time.monotonic() + timeout
        rows = Rows()
        marker = ""
        bound = min(timeout, _READ)
        project = str(connection.current_project_id) if "{project}" in question.path else ""
        token = own_token(connection, self._discovering["identity"], (_CONNECT, bound)) if own else {}
        while True:
            path = paged(question, marker).replace("{project}", project)
            try:
                status, page = self._request(
                    connection,
                    question.service,
                    "GET",
                    path,
                    question.microversion,
                    bound,
                    **token,
                )
            except _Strange as strange:
                if question.absent and strange.page_of(path):
                    return None
                raise
            if status == 404 and question.absent:
                return None
            if status >= 400:
                raise _Strange(f"HTTP {status}: {api_message(page)}")
            if not isinstance(page, dict) or question.key not in page:
                raise _Strange(f"the answer has no {question.key!r}: is that another service?")
            value = page[question.key]
            if (question.service, question.path) == _CATALOG:
                value = _marked(value, connection)
            if not question.page or not isinstance(value, list):
                return value
            new = rows.add(value)
            marker = next_marker(page, question, value)
            if not marker or not new:
                return rows.all
            if time.monotonic() > end:
                raise TimeoutError

    def _send(self, connection: openstack.connection.Connection, command: Api) -> tuple[int, Any]:
        body: dict[str, Any] = {"json": _revealed(command.body)}
        if command.file:
            kind = {"Content-Type": "application/octet-stream"}
            body = {"data": FileBody(command.file), "headers": kind}
        return self._request(
            connection,
            command.service,
            command.method,
            command.path,
            command.microversion,
            command.timeout,
            **body,
        )

    def _request(
        self,
        connection: openstack.connection.Connection,
        service: str,
        method: str,
        path: str,
        microversion: str,
        timeout: float,
        **more: Any,
    ) -> tuple[int, Any]:
        """Status and decoded body; raises `_Strange` where there is no such answer."""
        try:
            with self._discovering[service]:
                self._silence.check(service)  # who was before us here may have waited in vain
                proxy = getattr(connection, service.replace("-", "_"))
            response = proxy.request(
                path,
                method,
                microversion=microversion or None,
                timeout=(min(_CONNECT, timeout), timeout),
                # a busy API drops connections; what is sent again must come to the same as once
                connect_retries=2 if method in ("PUT", "PATCH") else 0,
                **more,
            )
        except NoAnswer:
            raise
        except Exception as error:
            raise _Strange(reason(error), silent=timed_out(error)) from error
        self._silence.heard(service)
        return response.status_code, _decoded(response)


class _Strange(Exception):
    """No answer as an API gives it; the connection's idea of the catalog may be old."""

    def __init__(self, said: str, missing: str = "", *, silent: bool = False) -> None:
        super().__init__(said)
        self.silent = silent
        """Nothing came in time."""
        self._missing = missing
        """The page that came with HTTP 404."""

    def page_of(self, path: str) -> bool:
        """Whether it is an API's own page for what is not there (Glance's), and no proxy's."""
        return path.rpartition("/")[2] in self._missing


class _Costly(NoAnswer):
    """A login that took its whole time, or one that is refused: Keystone may lock the account."""


def _logged_in(region: Any) -> openstack.connection.Connection:
    try:
        connection = openstack.connection.Connection(config=region)
    except (sdk.ConfigException, AttributeError, LookupError, TypeError, ValueError) as error:
        which = f"The settings of the cloud {region.name!r}"
        raise NotConfigured(f"{which} are none that openstacksdk takes: {reason(error)}") from None
    try:
        connection.session.get_token()
    except Exception as error:
        kind = _Costly if timed_out(error) or refused(error) else NoAnswer
        raise kind(f"Keystone at {_auth_url(region)}: {reason(error)}") from None
    return connection


def _after(check: Callable[[], None], call: Callable[[], Any]) -> Any:
    """Call unless the service fell silent while a thread was waited for."""
    check()
    return call()


def _brought(connection: openstack.connection.Connection) -> Any:
    """The catalog as it came with the token; none where that is of no project, or of the old API."""
    gateway = getattr(connection.session.auth, "auth_ref", None)
    return gateway.service_catalog.catalog if gateway and gateway.version == "v3" else None


def _marked(catalog: Any, connection: openstack.connection.Connection) -> Any:
    """The endpoints, with what the catalog itself cannot tell of them."""
    region = connection.config.get_region_name()
    verify, _ = connection.config.get_requests_verify_args()

    def marked(one: Mapping[str, Any]) -> dict[str, Any]:
        marks = {
            ELSEWHERE: bool(region) and one.get("region_id", one.get("region")) != region,
            UNVERIFIED: verify is False and str(one.get("url")).startswith("https:"),
        }
        return {**one, **{mark: True for mark, is_so in marks.items() if is_so}}

    if not isinstance(catalog, list):
        return catalog
    return [
        {**one, "endpoints": list(map(marked, one["endpoints"]))} if one.get("endpoints") else one
        for one in catalog
    ]


def _auth_url(region: Any) -> str:
    return str(region.config.get("auth", {}).get("auth_url", "?"))


def _decoded(response: requests.Response) -> Any:
    if not response.content:
        return {}
    try:
        with cpu_section():
            return json.loads(response.content)
    except ValueError:
        kind = response.headers.get("content-type", "").partition(";")[0] or "no type"
        if response.status_code >= 400:
            page = response.text if response.status_code == 404 else ""
            text = page_text(response.text, response.reason)
            said = f"HTTP {response.status_code} {response.reason} ({kind}){text and f': {text}'}."
            raise _Strange(said, page) from None
        raise _Strange(
            f"HTTP {response.status_code}, but the answer is no JSON ({kind}) at {response.url}: is"
            " the endpoint right, is a proxy in between?"
        ) from None


def _revealed(value: Any) -> Any:
    """A body as it goes on the wire."""
    if isinstance(value, Secret):
        return value.reveal()
    if isinstance(value, Mapping):
        return {key: _revealed(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_revealed(one) for one in value]
    return value


def _get_url(url: str, timeout: float, verify: Any, cert: Any) -> UrlResult:
    began = time.monotonic()
    try:
        with requests.get(
            url, timeout=timeout, verify=verify, cert=cert, allow_redirects=False, stream=True
        ) as response:
            return UrlResult(response.status_code, took=time.monotonic() - began)
    except requests.RequestException as error:
        return UrlResult(0, reason(error), time.monotonic() - began)
