"""How values get onto a page: escaped as Jinja does, without wrapping each piece in a Markup that is joined away at once."""

from __future__ import annotations

from typing import Any

import markupsafe
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from markupsafe import Markup, escape

_inner: Any = getattr(markupsafe, "_escape_inner", escape)


def shown(value: Any) -> str:
    """The value as it may stand in HTML; what is markup already stays as it is."""
    kind = type(value)
    if kind is str:
        escaped: str = _inner(value)
        return escaped
    if kind is Markup:
        markup: str = value
        return markup
    if kind is int:
        return str(value)
    return escape(value)


_BLOCK = "yield from context.blocks["


class Generator(CodeGenerator):
    """Jinja's code, with `shown` where a value is put out and blocks joined."""

    def writeline(self, x: str, node: nodes.Node | None = None, extra: int = 0) -> None:
        # A block's pieces are joined where it stands instead of being handed up piece by piece through every layout.
        if x.startswith(_BLOCK):
            x = f"yield concat({x.removeprefix('yield from ')})"
        super().writeline(x, node, extra)

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.shown(")
