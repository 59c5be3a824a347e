"""Settings, read once from the environment. Each is documented where it stands; its unit is in its name."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Settings:
    """Everything that differs between one installation and another."""

    data_dir: Path
    """PORTAL_DATA_DIR: database, files and mail folder. Default: `var/` in the project."""

    index_dir: Path
    """The embedded search index: `search_index/` under PORTAL_DATA_DIR, or in the project when that is not set."""

    database_url: str
    """PORTAL_DATABASE_URL: `postgresql+psycopg://…`, or by default the SQLite file `portal.db` in the data folder."""

    secret_key: str
    """PORTAL_SECRET_KEY: signs cookies and links. Without it one is made and kept in the data folder, readable by the owner only."""

    base_url: str
    """PORTAL_BASE_URL: what links in mails begin with, since a request's Host header proves nothing. Default: http://localhost:PORT."""

    port: int = 8000
    """PORT: where `serve` listens."""

    host: str = "127.0.0.1"
    """PORTAL_HOST: the address `serve` listens on; 0.0.0.0 for a whole network."""

    workers: int = 2
    """PORTAL_WEB_WORKERS: web processes."""

    demo: bool = False
    """PORTAL_DEMO=1: load sample data on the first start and show outgoing mail at /demo/mail. `make run` sets it."""

    smtp_url: str = ""
    """PORTAL_SMTP_URL: `smtp://user:password@host:587` (STARTTLS) or `smtps://…:465`. Without it mail is written to the mail folder."""

    mail_from: str = "物资通 <no-reply@localhost>"
    """PORTAL_MAIL_FROM: sender of all mail."""

    secure_cookies: bool = False
    """True when PORTAL_BASE_URL is https: cookies are then sent over TLS only."""

    trusted_proxies: int = 0
    """PORTAL_TRUSTED_PROXIES: how many proxies stand before us and set X-Forwarded-For/-Proto; 0 ignores those headers."""

    mail_in: str = ""
    """PORTAL_MAIL_IN: the desk's address (`desk@portal.cn`); mails to it open threads. Its domain must also bring `reply+…@` to us: with it set
    our mails can be answered. In demo mode `desk@localhost`."""

    mail_auth_id: str = ""
    """PORTAL_MAIL_AUTH_ID: the name our own mail server writes into Authentication-Results; only its verdicts on senders are then believed."""

    imap_url: str = ""
    """PORTAL_IMAP_URL: `imaps://user:password@host/INBOX`: a letter box to look into every minute, instead of a pipe to `mail-in`."""

    max_upload_mb: int = 20
    """PORTAL_MAX_UPLOAD_MB: largest single file."""

    mail_batch_s: int = 120
    """PORTAL_MAIL_BATCH_S: how long messages are gathered before the absent side is told by mail, and notices of a topic before they are mailed."""

    stream_cap: int = 100
    """PORTAL_STREAM_CAP: live streams one web process serves at once; beyond it pages poll. `serve` gives a process 128 threads."""

    listing_fresh_h: int = 24
    """PORTAL_LISTING_FRESH_H: how long after its confirmation a listing counts as fresh, in hours of trading days."""

    listing_ageing_h: int = 72
    """PORTAL_LISTING_AGEING_H: from then on, counted alike, it is stale; it ages in between."""

    listing_rest_d: int = 14
    """PORTAL_LISTING_REST_D: unconfirmed for so many days a listing is shown no more, until somebody confirms it."""

    landed_tonnes: str = "30"
    """PORTAL_LANDED_TONNES: for how many tonnes a landed price is reckoned where nobody says: a lorry."""

    landed_draft: str = "1.5"
    """PORTAL_LANDED_DRAFT: what an acceptance draft costs over cash, per cent."""

    landed_underweight: str = ""
    """PORTAL_LANDED_UNDERWEIGHT: by how much goods sold by theory are light, per cent, of a category or a mill's: `rebar=3,rebar@敬业=3.5`."""

    house_name: str = "物资通"
    """PORTAL_HOUSE_NAME: the house's full company name, as quotations and orders are headed."""

    house_address: str = ""
    """PORTAL_HOUSE_ADDRESS: its address on them."""

    house_phone: str = ""
    """PORTAL_HOUSE_PHONE: its telephone on them."""

    house_tax_no: str = ""
    """PORTAL_HOUSE_TAX_NO: its 统一社会信用代码 on them."""

    house_bank: str = ""
    """PORTAL_HOUSE_BANK: bank and account on them."""

    search_engine: str = "auto"
    """PORTAL_SEARCH_ENGINE: `whoosh` (embedded) or `postgres`; by default `auto`: postgres where the database is PostgreSQL."""

    search_log_d: int = 90
    """PORTAL_SEARCH_LOG_D: how many days it is kept what was searched for, by everybody in figures and by each person for themselves."""

    claim_quality_d: int = 5
    """PORTAL_CLAIM_QUALITY_D: calendar days after delivery in which a quality claim is raised in time."""

    claim_weight_d: int = 1
    """PORTAL_CLAIM_WEIGHT_D: the same for a weight claim."""

    claim_tolerance: str = "3"
    """PORTAL_CLAIM_TOLERANCE: by how much two weighbridges may differ, per mille, without it being a claim."""

    claim_silence_d: int = 7
    """PORTAL_CLAIM_SILENCE_D: a remedy the customer neither confirms nor disputes for so many days counts as accepted."""

    recovery_follow_up_d: int = 7
    """PORTAL_RECOVERY_FOLLOW_UP_D: the follow-up date that a recovery proposes, in days from today."""

    rating_link_d: int = 30
    """PORTAL_RATING_LINK_D: how many days the link to rate, sent by mail, works."""

    rating_change_d: int = 7
    """PORTAL_RATING_CHANGE_D: how many days a customer may change a rating."""

    metrics_token: str = ""
    """PORTAL_METRICS_TOKEN: lets `/metrics` be read from afar (`Authorization: Bearer …`). Without it only from private addresses."""

    testing: bool = False

    @property
    def files_dir(self) -> Path:
        return self.data_dir / "files"

    @property
    def mail_dir(self) -> Path:
        return self.data_dir / "mail"

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> Settings:
        """Read the environment; makes the data folder and the secret key when they are not there yet."""
        own_dir = environ.get("PORTAL_DATA_DIR", "")
        data_dir = Path(own_dir).resolve() if own_dir else ROOT / "var"
        index_dir = data_dir / "search_index" if own_dir else ROOT / "search_index"
        data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        port = int(environ.get("PORT", "8000"))
        base_url = environ.get("PORTAL_BASE_URL", f"http://localhost:{port}").rstrip("/")
        return cls(
            data_dir=data_dir,
            index_dir=index_dir,
            database_url=environ.get("PORTAL_DATABASE_URL", f"sqlite:///{data_dir / 'portal.db'}"),
            secret_key=environ.get("PORTAL_SECRET_KEY") or _kept_secret(data_dir / "secret_key"),
            base_url=base_url,
            port=port,
            host=environ.get("PORTAL_HOST", "127.0.0.1"),
            workers=int(environ.get("PORTAL_WEB_WORKERS", "2")),
            demo=environ.get("PORTAL_DEMO", "0") == "1",
            smtp_url=environ.get("PORTAL_SMTP_URL", ""),
            mail_from=environ.get("PORTAL_MAIL_FROM", cls.mail_from),
            mail_in=environ.get("PORTAL_MAIL_IN", "desk@localhost" if environ.get("PORTAL_DEMO", "0") == "1" else ""),
            mail_auth_id=environ.get("PORTAL_MAIL_AUTH_ID", ""),
            imap_url=environ.get("PORTAL_IMAP_URL", ""),
            secure_cookies=base_url.startswith("https://"),
            trusted_proxies=int(environ.get("PORTAL_TRUSTED_PROXIES", "0")),
            max_upload_mb=int(environ.get("PORTAL_MAX_UPLOAD_MB", "20")),
            mail_batch_s=int(environ.get("PORTAL_MAIL_BATCH_S", "120")),
            stream_cap=int(environ.get("PORTAL_STREAM_CAP", "100")),
            listing_fresh_h=int(environ.get("PORTAL_LISTING_FRESH_H", "24")),
            listing_ageing_h=int(environ.get("PORTAL_LISTING_AGEING_H", "72")),
            listing_rest_d=int(environ.get("PORTAL_LISTING_REST_D", "14")),
            landed_tonnes=environ.get("PORTAL_LANDED_TONNES", cls.landed_tonnes),
            landed_draft=environ.get("PORTAL_LANDED_DRAFT", cls.landed_draft),
            landed_underweight=environ.get("PORTAL_LANDED_UNDERWEIGHT", ""),
            house_name=environ.get("PORTAL_HOUSE_NAME", "") or cls.house_name,
            house_address=environ.get("PORTAL_HOUSE_ADDRESS", ""),
            house_phone=environ.get("PORTAL_HOUSE_PHONE", ""),
            house_tax_no=environ.get("PORTAL_HOUSE_TAX_NO", ""),
            house_bank=environ.get("PORTAL_HOUSE_BANK", ""),
            search_engine=environ.get("PORTAL_SEARCH_ENGINE", "") or "auto",
            search_log_d=int(environ.get("PORTAL_SEARCH_LOG_D", "90")),
            claim_quality_d=int(environ.get("PORTAL_CLAIM_QUALITY_D", "5")),
            claim_weight_d=int(environ.get("PORTAL_CLAIM_WEIGHT_D", "1")),
            claim_tolerance=environ.get("PORTAL_CLAIM_TOLERANCE", cls.claim_tolerance),
            claim_silence_d=int(environ.get("PORTAL_CLAIM_SILENCE_D", "7")),
            recovery_follow_up_d=int(environ.get("PORTAL_RECOVERY_FOLLOW_UP_D", "7")),
            rating_link_d=int(environ.get("PORTAL_RATING_LINK_D", "30")),
            rating_change_d=int(environ.get("PORTAL_RATING_CHANGE_D", "7")),
            metrics_token=environ.get("PORTAL_METRICS_TOKEN", ""),
        )


def _kept_secret(path: Path) -> str:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(48))
    return path.read_text().strip()
