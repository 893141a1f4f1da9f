"""Commands for the optional sentence model: is it usable, and compute all vectors now."""

import time
from pathlib import Path

import click
from flask import current_app

from matchmaking.matching.cli import matching_commands
from matchmaking.matching.meaning import ONNX
from matchmaking.matching.sentence_jobs import keep_vectors
from matchmaking.matching.sentence_meaning import loaded
from matchmaking.matching.sentence_model import ModelError
from matchmaking.matching.term_weights import Text

EXAMPLE = Text("减速器漏油", "输出轴端渗油，要换密封。")
OTHERS = (Text("旋转轴唇形密封件", "耐高温低摩擦的油封。"), Text("杨梅保鲜", "冷链运输中的保鲜包装。"))


@matching_commands.command("check-model")
def check_model() -> None:
    """Load the sentence model of MEANING_URL=onnx:FOLDER and say what it is; nothing is changed."""
    kind, _, address = current_app.config["MEANING_URL"].partition(":")
    if kind != ONNX:
        raise click.ClickException("no sentence model is set: MEANING_URL=onnx:FOLDER")
    try:
        start = time.perf_counter()
        meaning = loaded(Path(address))
        took = time.perf_counter() - start
    except ModelError as error:
        raise click.ClickException(str(error)) from None
    model = meaning.model
    click.echo(f"{address}: {model.size} numbers a text, pooling {model.pooling}, at most {model.longest} pieces")
    click.echo(f"version {meaning.version}, loaded in {took:.1f} s")
    start = time.perf_counter()
    near, far = meaning.similarities(EXAMPLE, OTHERS)
    each = (time.perf_counter() - start) / 3 * 1000
    click.echo(
        f"“{EXAMPLE.title}” and “{OTHERS[0].title}”: {near}; and “{OTHERS[1].title}”: {far}; {each:.0f} ms a text"
    )


@matching_commands.command("embed")
def embed() -> None:
    """Compute and keep the vectors of all published texts now; the worker does it every day."""
    count = keep_vectors()
    if count is None:
        raise click.ClickException("no sentence model can be used; see `flask matching check-model`")
    click.echo(f"{count} texts kept")
