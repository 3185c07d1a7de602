"""What Keystone logs, and what services log of it: as in `compute`."""

from __future__ import annotations

IDENTITY = (
    (
        "fernet-keys-missing",
        r"\[fernet_tokens\] key_repository does not exist|key_repository does not exist or Keystone",
        "Keystone's Fernet keys are not there, or it may not read them",
        "copy them from another controller, owned by keystone, or make them anew (fernet_setup)",
        "Pike",
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
        r"Unable to establish connection to \S*(?::5000|/identity)|Identity server .*unreachable"
        r"|Unable to validate token: Unable to establish",
        "Keystone cannot be reached at the URL of this configuration",
        "see Keystone's unit, and auth_url and www_authenticate_uri here",
        "",
        "keystonemiddleware",
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
        r"^(?!.*(?:AMQP server|(?:MySQL|MariaDB) server on)).*CERTIFICATE_VERIFY_FAILED",
        "a certificate is not trusted here, or has run out",
        "see its dates, and whether cafile of this section has its authority",
        "",
        "PLATFORMS of this project",
    ),
    (
        "http-on-https",
        r"Remote end closed connection without response|wrong version number|WRONG_VERSION_NUMBER",
        "one side speaks http and the other https",
        "compare the scheme of the URL with what the port serves",
        "",
        "PLATFORMS of this project",
    ),
)
