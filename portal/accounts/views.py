"""Pages of signing in and out, forgotten passwords, language and theme."""

from __future__ import annotations

from typing import Any

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    g,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.blueprints import BlueprintSetupState
from flask_wtf.csrf import CSRFError

from portal.accounts import known_browser, policies
from portal.accounts.addresses import fold_email
from portal.accounts.forms import EmailForm, NewPasswordForm, SignInForm
from portal.accounts.passwords import check_password, hash_password, is_outdated, verify_password
from portal.accounts.queries import find_credentials, find_link
from portal.accounts.services import passwords, profile, sessions
from portal.core.errors import Invalid, NotFound, Throttled
from portal.core.limits import give_back
from portal.web import auth, limits, typed
from portal.web.auth import current_actor, current_token
from portal.web.guards import public, signed_in
from portal.web.i18n import LOCALES, _, locale_tag
from portal.web.paths import WANTED, next_path
from portal.web.templating import THEMES
from portal.web.uow import reading, writing

bp = Blueprint("accounts", __name__)

YEAR_S = 31_536_000


@bp.get("/login")
@public
def login() -> Any:
    """The sign-in form; who is signed in already goes on."""
    if current_actor().is_signed_in:
        return redirect(next_path(_home()), 303)
    onward = next_path("")
    if onward and not onward.startswith("/invitations/"):
        session[WANTED] = onward
    return render_template("accounts/login.html", form=SignInForm(email=request.args.get("email", "")), next=onward)


def sign_in_page(kept: str) -> str:
    """The sign-in form for who was signed out while they typed: `kept` comes back after it (`web.typed`)."""
    return render_template("accounts/login.html", form=SignInForm(formdata=None), next="", kept=kept)


@bp.post("/login")
@public
def do_login() -> Any:
    """Sign in. Unknown address, wrong password, disabled, unconfirmed: one answer, one cost."""
    form = SignInForm()
    if not form.validate():
        return _login_again(form)
    email = fold_email(form.email.data)
    subject = known_browser.attempts_subject(email)
    try:
        limits.count(policies.SIGN_IN_PER_NETWORK, limits.network())
        limits.count(policies.SIGN_IN_PER_ACCOUNT, subject)
    except Throttled as error:
        form.take(Invalid("", "尝试次数太多，请 %(minutes)s 分钟后再试", minutes=-(-error.retry_after_s // 60)))
        return _login_again(form, 429, {"Retry-After": str(error.retry_after_s)})
    with reading() as db:
        found = find_credentials(db, email)
    good = verify_password(found.password_hash, form.password.data)
    token = None
    if good and found.may_sign_in and found.user_id and found.password_hash:
        new_hash = hash_password(form.password.data) if is_outdated(found.password_hash) else None
        with writing() as db:
            token = sessions.begin_session(
                db,
                user_id=found.user_id,
                password_hash=found.password_hash,
                agent=request.headers.get("User-Agent", ""),
                new_hash=new_hash,
            )
            if token:
                give_back(db, policies.SIGN_IN_PER_NETWORK.action, limits.network())
                give_back(db, policies.SIGN_IN_PER_ACCOUNT.action, subject)
    if token is None:
        form.take(Invalid("password", "邮箱或密码不对。刚注册的话，请先打开邮件里的链接完成确认"))
        return _login_again(form)
    onward = next_path("")
    wanted = session.get(WANTED) if onward.startswith("/invitations/") else None
    auth.sign_in(token)
    if wanted:
        session[WANTED] = wanted
    kept = typed.read(request.form.get("kept"))
    response = make_response(typed.again(kept) if kept else redirect(onward or _home(), 303))
    known_browser.remember(response, email)
    return response


def _login_again(form: SignInForm, status: int = 422, headers: dict[str, str] | None = None) -> Any:
    kept = request.form.get("kept", "")
    context = {"next": next_path(""), "kept": kept if typed.read(kept) else ""}
    return render_template("accounts/login.html", form=form, **context), status, headers or {}


def _home() -> str:
    return "/desk" if current_actor().is_staff else "/me"


@bp.post("/logout")
@signed_in
def logout() -> Any:
    """End the session here and in the table; the browser forgets what it kept of private pages."""
    actor = current_actor()
    with writing() as db:
        sessions.end_session(db, actor, token=current_token())
    language = session.get("locale")
    auth.sign_out()
    if language:
        session["locale"] = language
    flash(_("已退出登录"), "success")
    response = make_response(redirect("/", 303))
    # Not cookies: the session's is gone already, theme and known browser are nobody's secret.
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@bp.get("/password/reset")
@public
def reset_request() -> str:
    """Ask for a link."""
    return render_template("accounts/reset_request.html", form=EmailForm(email=request.args.get("email", "")))


@bp.post("/password/reset")
@public
def do_reset_request() -> Any:
    """The same answer for every address; the worker finds out whose it is."""
    form = EmailForm()
    if not form.validate():
        return render_template("accounts/reset_request.html", form=form), 422
    email = fold_email(form.email.data)
    limits.count(policies.RESET_PER_NETWORK, limits.network())
    limits.count(policies.RESET_PER_ACCOUNT, email)
    with writing() as db:
        passwords.request_reset(db, email=email, locale=locale_tag())
    return redirect(url_for("accounts.reset_sent"), 303)


@bp.get("/password/sent")
@public
def reset_sent() -> str:
    """Look into your letter box."""
    return render_template("accounts/reset_sent.html")


@bp.route("/password/reset/<token>", methods=["GET", "POST"])
@public
def reset(token: str) -> Any:
    """Set a new password by link. A dead link says so and how to get another."""
    form = NewPasswordForm()
    try:
        with reading() as db:
            link = find_link(db, token, "reset", "welcome")
        if form.is_submitted() and form.is_right(
            lambda: check_password(form.password.data or "", field="password", personal=(link.email, link.name))
        ):
            hashed = hash_password(form.password.data)
            with writing() as db:
                passwords.set_password(db, token=token, password_hash=hashed)
            flash(_("密码已设置，请用新密码登录"), "success")
            return redirect(url_for("accounts.login", email=link.email), 303)
    except NotFound:
        return render_template("accounts/dead_link.html", again_url=url_for("accounts.reset_request")), 404
    except Invalid as error:
        form.take(error)
    status = 422 if request.method == "POST" else 200
    return render_template("accounts/reset.html", form=form, link=link), status


@bp.route("/confirm-email/<token>", methods=["GET", "POST"])
@public
def confirm_email(token: str) -> Any:
    """Confirm a new address. Opening the link changes nothing: mail scanners open links."""
    try:
        if request.method == "POST":
            with writing() as db:
                email = profile.confirm_email(db, token=token)
            flash(_("登录邮箱已改为 %(email)s", email=email), "success")
            return redirect(
                url_for("accounts_me.show") if current_actor().is_signed_in else url_for("accounts.login"), 303
            )
        with reading() as db:
            link = find_link(db, token, "email")
    except NotFound:
        return render_template("accounts/dead_link.html", again_url=url_for("accounts_me.email")), 404
    return render_template("accounts/confirm_email.html", link=link)


@bp.post("/language")
@public
def language() -> Any:
    """Remember the language: in this browser, and on the account of who is signed in."""
    _from_our_page()
    to = request.form.get("to", "")
    if to in LOCALES:
        session["locale"] = g.locale_tag = to
        actor = current_actor()
        if actor.is_signed_in:
            with writing() as db:
                profile.set_locale(db, actor, to)
    return redirect(next_path("/"), 303)


@bp.post("/theme")
@public
def theme() -> Any:
    """Remember light or dark in a cookie, for readers without script."""
    _from_our_page()
    response: Response = make_response(redirect(next_path("/"), 303))
    to = request.form.get("to", "")
    if to in THEMES:
        response.set_cookie("theme", to, max_age=YEAR_S, samesite="Lax")
    return response


def _from_our_page() -> None:
    """Refuse what a foreign page sends. Raises: CSRFError.

    Every page has these two forms. A token in them would set a cookie at every visitor's first look; so a visitor's form has
    none, and the browser's own word must do for a choice that is nobody's secret. Who is signed in sends the token.
    """
    if not current_app.config.get("WTF_CSRF_ENABLED", True):
        return
    if current_actor().is_signed_in:
        current_app.extensions["portal.csrf"].protect()
        return
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    ours = (request.host_url.rstrip("/"), current_app.config["PORTAL"].base_url)
    if site not in ("same-origin", "none", None) or (site is None and origin is not None and origin not in ours):
        raise CSRFError


@bp.record_once
def _without_token(setup: BlueprintSetupState) -> None:
    for view in (language, theme):
        setup.app.extensions["portal.csrf"].exempt(view)
