"""What Keystone logs, and what services log of it: as in `compute`."""

from __future__ import annotations

IDENTITY = (
    (
        "fernet-keys-missing",
        r"\[fernet_\w+\] key_repository does not exist|No encryption keys found; run",
        "Keystone's Fernet keys are not there, or it may not read them",
        "copy them from another controller, owned by keystone, or make them anew (fernet_setup)",
        "Pike",
        "keystone fernet_utils.py",
    ),
    (
        "credential-keys-missing",
        r"\[credential\] key_repository does not exist",
        "the keys with which Keystone encrypts credentials are not there, or it may not read them",
        "copy them from another controller, owned by keystone; credential_setup where none has any",
        "Newton",
        "keystone fernet_utils.py",
    ),
    (
        "fernet-keys-differ",
        r"Could not recognize Fernet token|This is not a recognized Fernet token",
        "the token was made with keys that this Keystone has not: controllers' keys differ",
        "copy the Fernet keys from one controller to all others",
        "Kilo",
        "keystone token_formatters.py; hotsos",
    ),
    (
        "credential-key",
        r"Credential could not be decrypted|Unable to decrypt credential",
        "the keys that encrypted Keystone's credentials are gone or differ between controllers",
        "copy the credential keys from the controller that has them",
        "Newton",
        "keystone credential providers",
    ),
    (
        "service-account-refused",
        r"Identity server rejected authorization",
        "Keystone refuses the service's own account",
        "compare user and password of [keystone_authtoken] and its like with Keystone's account",
        "",
        "keystonemiddleware",
    ),
    (
        "account-in-section",
        r"The request you have made requires authentication\. \(HTTP 401\)",
        "Keystone refuses an account that this configuration names",
        "the lines before say for whom: often [placement], [neutron], [cinder] or [service_user]",
        "",
        "BROKEN of this project",
    ),
    (
        "token-refused",
        r"Token authorization failed|Authorization failed for token",
        "a user's token is not accepted: it ran out, was revoked, or keys differ",
        "many at once: see the Fernet keys and the clocks of all controllers",
        "",
        "hotsos token_auth_failed",
    ),
    (
        "keystone-unreachable",
        r"^(?!.*(?:Remote end closed|\[SSL: |\[Errno (?:-\d|101|113)|No route)).*"
        r"(?:(?:Unable to establish connection|Request) to \S*(?::5000|:35357|/identity|/auth/tokens)"
        r"|Identity server .*unreachable|Unable to validate token: Unable to establish"
        r"|versioned identity endpoints.*Unable to establish connection)",
        "Keystone cannot be reached at the URL of this configuration",
        "see Keystone's unit, and auth_url and www_authenticate_uri here",
        "",
        "keystonemiddleware",
    ),
    (
        "keystone-discovery",
        r"Could not find versioned identity endpoints"
        r"(?!.*(?:Unable to establish connection|CERTIFICATE_VERIFY_FAILED|WRONG_VERSION_NUMBER))",
        "auth_url of this configuration does not lead to a Keystone that answers well",
        "see what `curl -i AUTH_URL` says on this host: an error of a balancer's, or another service",
        "",
        "keystoneauth1/identity/generic/base.py",
    ),
    (
        "keystone-unavailable",
        r"The Keystone service is temporarily unavailable",
        "the service that was asked could not have a token checked by Keystone",
        "see that service's log: Keystone is down, or refuses its account in [keystone_authtoken]",
        "",
        "keystonemiddleware/auth_token/__init__.py",
    ),
    (
        "account-absent",
        r"An auth plugin is required to determine endpoint URL|Unknown auth type: None"
        r"|No authentication information found for placement API",
        "a section of this configuration has no account for the service that it calls",
        "set auth_type, auth_url and the account in [placement], [neutron], [cinder] or [service_user]",
        "",
        "keystoneauth1/session.py; nova/scheduler/client/report.py",
    ),
    (
        "account-incomplete",
        r"Auth plugin requires parameters which were not given: (?P<named>\w[\w, ]*)",
        "an account in this configuration lacks [one of its keys]",
        "the lines before say of which section: often [keystone_authtoken], [placement] or [neutron]",
        "",
        "keystoneauth1/loading/base.py",
    ),
    (
        "region-unknown",
        r"public endpoint for \S+ service in \S+ region not found|EndpointNotFound",
        "the catalog has no such endpoint in the region of this configuration",
        "compare region_name here with the regions of `openstack endpoint list`",
        "",
        "transcripts of this project",
    ),
    (
        "certificate-verify",
        r"^(?!.*(?:AMQP server|impl_rabbit|(?:MySQL|MariaDB) server on)).*CERTIFICATE_VERIFY_FAILED",
        "a certificate is not trusted here, or has run out",
        "see its dates, and whether cafile of this section has its authority",
        "",
        "PLATFORMS of this project",
    ),
    (
        "http-on-https",
        r"^(?!.*(?:AMQP server|impl_rabbit|(?:MySQL|MariaDB) server on)).*"
        r"(?:wrong version number|WRONG_VERSION_NUMBER|plain HTTP request was sent to HTTPS port"
        r"|speaking plain HTTP to an SSL-enabled server port)",
        "one side speaks http and the other https",
        "compare the scheme of the URL with what the port serves",
        "",
        "PLATFORMS of this project",
    ),
    (
        "remote-closed",
        r"Remote end closed connection without response",
        "the other side closed the connection without an answer: restarted, or an idle one let go",
        "many at once: see its log, and compare keep-alive timeouts there, here and in the balancer",
        "",
        "Python http.client; urllib3",
    ),
)
