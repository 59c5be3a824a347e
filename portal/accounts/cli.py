"""Commands about people: a token for a program, the first administrator."""

from __future__ import annotations

import secrets

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from portal.accounts.addresses import check_email, fold_email
from portal.accounts.models import User
from portal.accounts.passwords import check_password, hash_password
from portal.accounts.services.sessions import person
from portal.accounts.services.tokens import make_token
from portal.core.audit import audit
from portal.core.clock import now
from portal.core.errors import Invalid
from portal.core.permissions import SYSTEM
from portal.web.uow import writing


@click.command("token")
@click.argument("email")
@click.option("--label", default="flask token", help="What the token is for.")
@with_appcontext
def token(email: str, label: str) -> None:
    """Make an API token for the person with this address and print it, once."""
    try:
        with writing() as session:
            user = session.scalars(
                select(User).where(User.email == fold_email(email), User.disabled_at.is_(None))
            ).first()
            if user is None:
                raise click.ClickException(f"nobody is registered with {email}")
            made = make_token(session, person(user), label=label[:60])
    except Invalid as error:
        raise click.ClickException(error.message % error.params) from error
    click.echo(made)


@click.command("create-admin")
@click.argument("email")
@click.option("--name", default="管理员", help="How the person is called on screen.")
@click.option("--ask", is_flag=True, help="Ask for the password instead of making one.")
@with_appcontext
def create_admin(email: str, name: str, ask: bool) -> None:
    """Make an administrator, or give an existing member of staff the right and a new password."""
    try:
        address = check_email(email)
        password = click.prompt("Password", hide_input=True, confirmation_prompt=True) if ask else ""
        if password:
            check_password(password, field="password", personal=(address, name))
    except Invalid as error:
        raise click.ClickException(error.message % error.params) from error
    password = password or secrets.token_urlsafe(12)
    hashed = hash_password(password)
    with writing() as session:
        user = session.scalars(select(User).where(User.email == address)).first()
        if user is None:
            user = User(email=address, name=name, is_staff=True, created_at=now())
            session.add(user)
        elif not user.is_staff:
            raise click.ClickException("this address belongs to a customer")
        user.is_admin, user.disabled_at = True, None
        user.password_hash, user.email_confirmed_at = hashed, now()
        session.flush()  # the audit names its id
        audit(session, SYSTEM, "staff.admin_created", f"user:{user.id}")
    click.echo(f"{address} is an administrator." + ("" if ask else f" Password: {password}"))
