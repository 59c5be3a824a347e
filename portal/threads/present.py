"""Turns what queries read into what templates show: words in the reader's language, ready addresses, sides and colours."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from babel.dates import format_skeleton
from markupsafe import Markup

from portal.core.clock import SHANGHAI, now
from portal.core.permissions import Actor
from portal.threads import models
from portal.threads.acknowledged import acknowledgement
from portal.threads.listed import tone_of
from portal.threads.policies import EDIT_WINDOW, sees_revisions
from portal.threads.queries import FileView, MessageView, NoteView, Reader, StepView, ThreadView
from portal.threads.unnamed import named
from portal.web.filters import filesize
from portal.web.i18n import LOCALES, _, locale_tag

STATUS_TONES = {
    models.OPEN: "warn",
    models.ANSWERED: "ok",
    models.WAITING: "info",
    models.RESOLVED: "mute",
    models.CLOSED: "mute",
}

BY_MAIL = ("mail-", "letter-")
"""How the keys of messages begin that came by mail: from their writer's own address, or put there by staff."""


@dataclass(frozen=True, slots=True)
class FileOut:
    """A file under a message, as components/message.html wants it."""

    name: str
    url: str
    size: str
    image_url: str


@dataclass(frozen=True, slots=True, eq=False)
class Item:
    """One thing in the conversation: a message, a note, the acknowledgement or a day. What components/message.html wants.

    A message shown again unchanged to the same side is the same object.
    """

    no: str
    side: str
    author: str = ""
    initial: str = ""
    tone: int = 8
    when: str = ""
    body: Markup | str = ""
    read: str = ""
    edited: Markup | str = ""
    source: str = ""
    files: tuple[FileOut, ...] = ()
    edit_url: str = ""
    token: str = ""


def items_of(
    actor: Actor,
    thread: ThreadView,
    messages: Sequence[MessageView],
    *,
    notes: Sequence[NoteView] = (),
    files: Sequence[FileView] = (),
    readers: Sequence[Reader] = (),
    steps: Sequence[StepView] = (),
) -> list[Item]:
    """The conversation in order, with a line where a new day begins. steps: the acknowledgement among them stands in it too."""
    attached = _files_by_parent(thread, files)
    read_words = _read_words(actor, readers)
    edited, old_words, moment = _("已编辑"), _("查看修改前的内容"), now()
    base, automatic = thread.url + "/messages/", _(models.AUTOMATIC)
    rows: list[tuple[datetime, Item]] = []
    for m in messages:
        mine = m.by_staff == actor.is_staff
        own = m.author_id == actor.user_id
        changed: Markup | str = ""
        if m.edited_at:
            changed = edited
            if sees_revisions(actor, by_staff=m.by_staff):
                changed = Markup('<a href="{}{}/history" title="{}">{}</a>').format(base, m.id, old_words, edited)
        rows.append(
            (
                m.created_at,
                _message_item(
                    m,
                    named(m.author_name) if m.author_id is not None else automatic,
                    "mine" if mine else "theirs",
                    read_words(m) if mine else "",
                    changed,
                    attached.get(("m", m.id), ()),
                    f"{base}{m.id}/edit" if own and moment - m.created_at < EDIT_WINDOW else "",
                    m.client_key if own else "",
                    _source(thread, m)
                    if m.client_key.startswith(BY_MAIL)
                    and _has_source(actor, thread, own and m.client_key.startswith(BY_MAIL[0]))
                    else "",
                ),
            )
        )
    for note in notes:
        rows.append(
            (
                note.created_at,
                Item(
                    no=f"n{note.id}",
                    side="note",
                    author=note.author_name,
                    initial=note.author_name[:1],
                    tone=tone_of(note.author_id),
                    when=_time(note.created_at),
                    body=Markup(note.html),  # noqa: S704  # as above
                    files=attached.get(("n", note.id), ()),
                ),
            )
        )
    said = [step for step in steps if step.kind == "acknowledged"]
    rows += [(step.created_at, _system_item(acknowledgement(step.facts), step.created_at)) for step in said]
    if notes or said:
        rows.sort(key=lambda row: row[0])
    return _with_days(rows)


@lru_cache(maxsize=1024)
def _system_item(words: str, moment: datetime) -> Item:
    return Item(no="ack", side="system", body=words, when=_time(moment))


@lru_cache(maxsize=4096)
def _message_item(
    m: MessageView,
    author: str,
    side: str,
    read: str,
    edited: Markup | str,
    files: tuple[FileOut, ...],
    edit_url: str,
    token: str,
    source: Markup | str,
) -> Item:
    return Item(
        no=f"m{m.id}",
        side=side,
        author=author,
        initial=author[:1],
        tone=tone_of(m.author_id or 0),
        when=_time(m.created_at),
        body=Markup(m.html),  # noqa: S704  # rendered and sanitised when it was written
        read=read,
        edited=edited,
        files=files,
        edit_url=edit_url,
        token=token,
        source=source,
    )


def _has_source(actor: Actor, thread: ThreadView, own: bool) -> bool:
    """Whether the mail a message came in is shown: never to who must not learn who wrote it."""
    return own or (actor.is_staff and not thread.is_masked)


def _source(thread: ThreadView, m: MessageView) -> Markup:
    """A message whose key says it came by mail leads to the mail; the page there looks who asks."""
    return Markup('<a href="{}/messages/{}/mail">{}</a>').format(thread.url, m.id, _("查看原邮件"))


def _with_days(rows: Iterable[tuple[datetime, Item]]) -> list[Item]:
    items: list[Item] = []
    day: date | None = None
    for moment, item in rows:
        local = moment.astimezone(SHANGHAI).date()
        if local != day:
            items.append(Item(no=f"d{local.isoformat()}", side="day", body=day_words(local)))
            day = local
        items.append(item)
    return items


def day_words(day: date) -> str:
    """`今天 11月21日`, `昨天 11月20日`, `11月15日`, `2025年3月2日`."""
    today = now().astimezone(SHANGHAI).date()
    words = _date_words(locale_tag(), day, day.year == today.year)
    age = (today - day).days
    if age == 0:
        return str(_("今天 %(date)s", date=words))
    return str(_("昨天 %(date)s", date=words)) if age == 1 else words


@lru_cache(maxsize=512)
def _date_words(tag: str, day: date, this_year: bool) -> str:
    return str(format_skeleton("MMMd" if this_year else "yMMMd", day, locale=LOCALES[tag]))


def _time(moment: datetime) -> str:
    local = moment.astimezone(SHANGHAI)
    return f"{local.hour:02}:{local.minute:02}"


def _read_words(actor: Actor, readers: Sequence[Reader]) -> Any:
    """For messages of the reader's own side: has the other side seen them? Staff are told by whom."""
    seen, unseen = _("已读"), _("已送达")
    others = [reader for reader in readers if reader.is_staff != actor.is_staff]
    if actor.is_staff:

        def by_names(message: MessageView) -> str:
            names = [reader.name for reader in others if reader.read_to >= message.id]
            return f"{seen} · {'、'.join(names[:3])}" if names else unseen

        return by_names
    read_to = max((reader.read_to for reader in others), default=0)
    return lambda message: seen if message.id <= read_to else unseen


def _files_by_parent(thread: ThreadView, files: Sequence[FileView]) -> dict[tuple[str, int], tuple[FileOut, ...]]:
    found: dict[tuple[str, int], list[FileOut]] = {}
    for file in files:
        parent = ("m", file.message_id) if file.message_id is not None else ("n", file.note_id or 0)
        url = f"{thread.url}/files/{file.id}/{_in_address(file.name)}"
        out = FileOut(file.name, url, filesize(file.size), f"{url}?small" if file.is_picture else "")
        found.setdefault(parent, []).append(out)
    return {parent: tuple(outs) for parent, outs in found.items()}


def _in_address(name: str) -> str:
    from urllib.parse import quote

    return quote(name, safe="")


def waited(since: datetime | None) -> str:
    """`12 分钟`, `3 小时 5 分`, `2 天`: how long somebody has waited."""
    if since is None:
        return ""
    minutes = max(0, int((now() - since).total_seconds() // 60))
    if minutes < 60:
        return str(_("%(n)s 分钟", n=minutes))
    if minutes < 60 * 24:
        return str(_("%(h)s 小时 %(m)s 分", h=minutes // 60, m=minutes % 60))
    return str(_("%(d)s 天", d=minutes // (60 * 24)))


def doing_words(actor: Actor, readers: Sequence[Reader]) -> dict[str, str]:
    """Who types, and for staff which colleague looks on, as words."""
    others = [reader for reader in readers if reader.user_id != actor.user_id and reader.doing]
    typing = [reader for reader in others if reader.doing == "typing"]
    if not actor.is_staff:
        typing = [reader for reader in typing if reader.is_staff]
        return {"typing": str(_("客服正在输入…")) if typing else "", "viewing": ""}
    colleagues = [reader.name for reader in others if reader.is_staff]
    noting = [reader.name for reader in others if reader.doing == "noting"]
    words = [str(_("%(name)s 正在输入…", name="、".join(reader.name for reader in typing)))] if typing else []
    if noting:
        words.append(str(_("%(name)s 正在写备注…", name="、".join(noting))))
    return {
        "typing": "  ".join(words),
        "viewing": str(_("%(names)s 也在看", names="、".join(colleagues))) if colleagues else "",
    }
