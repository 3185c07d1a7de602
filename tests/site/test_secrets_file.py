"""The site's own passwords: made once, kept, and kept from others."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from actions.model.errors import SiteError
from actions.model.secret import Secret
from actions.model.site import Site
from actions.site.secrets_file import ensure_secrets, load_secrets


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site("lab", path=str(tmp_path / "new" / "site.toml"))


def file_of(site: Site) -> Path:
    return Path(site.path).with_name("site.secrets.toml")


def test_a_password_is_made_once(site: Site) -> None:
    assert load_secrets(site) == {}
    made = ensure_secrets(site, ["nova", "admin_password", "nova"])
    assert set(made) == {"nova", "admin_password"}
    assert all(re.fullmatch("[A-Za-z0-9]{32}", secret.reveal()) for secret in made.values())
    assert made["nova"] != made["admin_password"]
    assert file_of(site).stat().st_mode & 0o777 == 0o600
    again = ensure_secrets(site, ["nova", "glance"])
    assert {"nova": again["nova"], "admin_password": again["admin_password"]} == made
    assert load_secrets(site) == again
    assert [path.name for path in file_of(site).parent.iterdir()] == ["site.secrets.toml"]


def test_an_operators_own_password_stays(site: Site) -> None:
    path = file_of(site)
    path.parent.mkdir()
    path.write_text('nova = "it\'s \\"mine\\" \\\\ \\u001b é"\n')
    path.chmod(0o600)
    ensure_secrets(site, ["a key.with dots"])
    assert load_secrets(site)["nova"] == Secret('it\'s "mine" \\ \x1b é')
    assert "a key.with dots" in load_secrets(site)


@pytest.mark.parametrize(
    ("text", "mode", "said"),
    [
        ('nova = "x"', 0o640, r"others can read it \(mode 640\): chmod 600 /"),
        ("nova = ", 0o600, "Invalid value"),
        ("nova = 7", 0o600, "nova must be a text between quotes"),
    ],
)
def test_a_file_that_cannot_be_used(site: Site, text: str, mode: int, said: str) -> None:
    path = file_of(site)
    path.parent.mkdir()
    path.write_text(text)
    path.chmod(mode)
    with pytest.raises(SiteError, match=said):
        load_secrets(site)
    with pytest.raises(SiteError, match=said):
        ensure_secrets(site, ["glance"])
    assert path.read_text() == text
