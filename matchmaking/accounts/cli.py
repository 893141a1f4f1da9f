"""Commands about accounts."""

import secrets

import click
from flask.cli import AppGroup

from matchmaking.accounts.models import Role
from matchmaking.accounts.passwords import weakness
from matchmaking.accounts.people import create_user
from matchmaking.core.db import unit_of_work
from matchmaking.core.errors import RuleBroken

accounts = AppGroup("accounts", help="People and their roles.")


@accounts.command("create")
@click.option("--email", required=True)
@click.option("--name", required=True)
@click.option("--role", required=True, type=click.Choice([role.value for role in Role]))
@click.option("--county", default=None, help="GB/T 2260 code, for county officers.")
@click.option("--prompt", is_flag=True, help="Ask for a password instead of making one.")
def create(email: str, name: str, role: str, county: str | None, prompt: bool) -> None:
    """Make an account that can be used at once. A made-up password is printed once and stored nowhere."""
    password = click.prompt("Password", hide_input=True, confirmation_prompt=True) if prompt else ""
    weak = weakness(password, email=email, name=name) if prompt else None
    if weak:
        raise click.ClickException(weak)
    made = "" if prompt else "-".join(secrets.token_hex(3) for _ in range(4))
    try:
        with unit_of_work():
            user = create_user(email=email, name=name, role=role, password=password or made, county_code=county)
    except RuleBroken as error:
        raise click.ClickException(error.message) from error
    click.echo(f"{user.email} ({user.role}) can sign in now.")
    if made:
        click.echo(f"Password: {made}")
