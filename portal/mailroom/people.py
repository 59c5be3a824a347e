"""Whose letter it may be: people who act for a company, by the sender's address, by its domain, by earlier letters, or as looked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from portal.accounts.addresses import fold_email
from portal.accounts.models import User
from portal.core.permissions import OrgRole
from portal.core.texts import N_
from portal.mailroom.models import Mail
from portal.organisations.models import Membership, Organisation
from portal.threads.models import Message, Thread

SHORTEST = 2
ADDRESS, COLLEAGUE, EARLIER, DOMAIN, FOUND = (
    N_("发件人本人"), N_("发件人的同事（发件人只能查看）"), N_("以前的来信记在此人名下"), N_("邮箱后缀相同"), N_("搜索结果"),
)  # fmt: skip
THEIRS = (ADDRESS, COLLEAGUE)
MOST = 12
FEW = 3
"""Companies under one domain; more of them share a provider, not a house."""
ANYBODYS = frozenset(
    "qq.com foxmail.com vip.qq.com 163.com vip.163.com 126.com yeah.net sina.com sina.cn vip.sina.com sohu.com 139.com 189.cn wo.cn aliyun.com "
    "gmail.com googlemail.com outlook.com hotmail.com live.com live.cn msn.com yahoo.com yahoo.com.cn icloud.com me.com mac.com proton.me "
    "protonmail.com 21cn.com tom.com 188.com".split()
)
"""Where everybody may have a letter box: such a domain says nothing of a company."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person who acts for a company, and why they are named."""

    user_id: int
    name: str
    email: str
    org_name: str
    org_no: str
    why: str


def candidates(session: Session, *, sender: str, mail_id: int, words: str = "") -> list[Candidate]:
    """The likeliest first, each once. words: a name, an address or a company's number that staff look for."""
    sender = fold_email(sender)
    found: dict[int, Candidate] = {}
    if len(words.strip()) >= SHORTEST:
        _add(session, found, _named(words.strip()[:60]), FOUND)
    if sender:
        _add(session, found, User.email == sender, ADDRESS)
        its_company = (
            select(Membership.org_id)
            .join(User, User.id == Membership.user_id)
            .where(User.email == sender, Membership.ended_at.is_(None))
        )
        if not any(one.why == ADDRESS for one in found.values()):
            _add(session, found, Membership.org_id.in_(its_company), COLLEAGUE)
        earlier = (
            select(Message.author_id)
            .join(Mail, Mail.posted_id == Message.id)
            .join(Thread, Thread.id == Message.thread_id)
            .where(
                Mail.sender == sender, Mail.id != mail_id, Mail.handled_by.is_not(None), Thread.is_anonymous.is_(False)
            )
        )
        _add(session, found, User.id.in_(earlier), EARLIER)
        domain = sender.rpartition("@")[2]
        if domain and domain not in ANYBODYS and all(one.why == FOUND for one in found.values()):
            alike: dict[int, Candidate] = {}
            _add(session, alike, User.email.endswith(f"@{domain}", autoescape=True), DOMAIN)
            if len({one.org_no for one in alike.values()}) <= FEW:
                found = alike | found
    return list(found.values())


def has_account(session: Session, sender: str) -> bool:
    """Whether somebody signs in with this address, for a company or not."""
    query = select(User.id).where(
        User.email == fold_email(sender), User.is_staff.is_(False), User.disabled_at.is_(None)
    )
    return session.execute(query).first() is not None


def _named(words: str) -> ColumnElement[bool]:
    return or_(
        Organisation.no == words.upper(),
        Organisation.name.contains(words, autoescape=True),
        Organisation.short_name.contains(words, autoescape=True),
        User.name.contains(words, autoescape=True),
        User.email.contains(fold_email(words), autoescape=True),
    )


def _add(session: Session, found: dict[int, Candidate], condition: ColumnElement[bool], why: str) -> None:
    for row in session.execute(_writers().where(condition).order_by(Organisation.name, Membership.id).limit(MOST)):
        found.setdefault(row.id, Candidate(row.id, row.name, row.email, row[3], row.no, why))


def _writers() -> Select[*tuple[Any, ...]]:
    return (
        select(User.id, User.name, User.email, Organisation.name, Organisation.no)
        .join(Membership, Membership.user_id == User.id)
        .join(Organisation, Organisation.id == Membership.org_id)
        .where(
            Membership.ended_at.is_(None),
            Membership.role != OrgRole.VIEWER.value,
            User.disabled_at.is_(None),
            User.is_staff.is_(False),
        )
    )
