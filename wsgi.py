"""Entry point for `flask --app wsgi …` and gunicorn (`wsgi:app`)."""

import os

from portal import create_app

# Database, files and mails belong to who runs the portal, whatever the data folder itself allows others.
os.umask(0o077)

app = create_app()
