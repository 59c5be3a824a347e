"""Compiles each template once a language and settles at that moment what cannot change later: plain texts, static addresses.

A page has some fifty texts, and looking each of them up again for every reader took a third of its time. Texts with
parameters, plurals and everything else stay calls. Knows nothing of any particular template.
"""

from __future__ import annotations

import re
import weakref
from collections.abc import Callable, MutableMapping
from typing import Any

from flask.templating import Environment
from jinja2 import Template, nodes
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from portal.web.escaping import Generator, shown

# Functions that answer the same for the same constants, as long as the process runs and the language stays.
SETTLED = ("_", "gettext", "asset", "icon")
_PLACE = re.compile(r"%\((\w+)\)s")


class HouseTemplate(Template):
    """A template whose globals are the environment's and nobody else's: what imports it shares one module of it."""

    def _get_default_module(self, ctx: Any = None) -> Any:
        # Jinja compares the globals of both at every import, fifteen times a page, in case somebody passed other ones.
        if self._module is None:
            self._module = self.make_module()
        return self._module


class FoldingEnvironment(Environment):
    """Flask's environment with one set of compiled templates a language.

    language: which one the reader has; translate: a text in that language.
    """

    template_class = HouseTemplate
    code_generator_class = Generator
    shown = staticmethod(shown)
    language: Callable[[], str] = staticmethod(lambda: "")
    translate: Callable[[str], str] = staticmethod(lambda text: text)

    def _load_template(self, name: str, globals: MutableMapping[str, Any] | None) -> Template:
        # As in Jinja, but the key of the cache names the language too.
        if self.loader is None:
            raise TypeError("no loader for templates")
        key: Any = (weakref.ref(self.loader), name, self.language())
        if self.cache is not None:
            known: Template | None = self.cache.get(key)
            if known is not None and (not self.auto_reload or known.is_up_to_date):
                if globals:
                    known.globals.update(globals)
                return known
        template = self.loader.load(self, name, self.make_globals(globals))
        if self.cache is not None:
            self.cache[key] = template
        return template

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        escape = self.autoescape(name) if callable(self.autoescape) else self.autoescape
        folded: nodes.Template = _Fold(self, own_names(tree), escape=bool(escape)).visit(tree)
        return folded


def own_names(tree: nodes.Template) -> set[str]:
    """Names the template gives a meaning of its own: imported, assigned, or parameters."""
    names = {node.name for node in tree.find_all(nodes.Name) if node.ctx != "load"}
    names |= {macro.name for macro in tree.find_all(nodes.Macro)}
    for imported in tree.find_all(nodes.FromImport):
        names |= {name if isinstance(name, str) else name[1] for name in imported.names}
    return names


class _Fold(NodeTransformer):
    def __init__(self, environment: FoldingEnvironment, taken: set[str], *, escape: bool) -> None:
        self.environment = environment
        self.taken = taken
        self.escape = escape

    def visit_Call(self, node: nodes.Call) -> nodes.Node:
        self.generic_visit(node)
        name = node.node.name if isinstance(node.node, nodes.Name) else ""
        if name not in SETTLED or name in self.taken or node.dyn_args or node.dyn_kwargs:
            return node
        if name in ("_", "gettext") and node.kwargs:
            return self.filled_in(node) or node
        values = [*node.args, *(pair.value for pair in node.kwargs)]
        function = self.environment.globals.get(name)
        if function is None or not all(isinstance(value, nodes.Const) for value in values):
            return node
        return nodes.Const(self.settle(name, function, node), lineno=node.lineno, environment=self.environment)

    def filled_in(self, node: nodes.Call) -> nodes.Node | None:
        """A text with parameters: its pieces settled, the parameters between them. None where it is not that simple."""
        if len(node.args) != 1 or not isinstance(node.args[0], nodes.Const):
            return None
        given = {pair.key: pair.value for pair in node.kwargs}
        pieces = _PLACE.split(self.environment.translate(node.args[0].value))
        if any("%" in text for text in pieces[::2]) or not set(pieces[1::2]) <= given.keys():
            return None
        place = {"lineno": node.lineno, "environment": self.environment}
        joined: list[nodes.Expr] = []
        for number, piece in enumerate(pieces):
            if number % 2:
                joined.append(given[piece])
            elif (
                piece
            ):  # a translation of ours is trusted as the template is; what comes between is escaped by the join
                joined.append(nodes.Const(Markup(piece) if self.escape else piece, **place))  # noqa: S704
        return nodes.Concat(joined, **place)

    def settle(self, name: str, function: Any, node: nodes.Call) -> str:
        arguments = [arg.value for arg in node.args if isinstance(arg, nodes.Const)]
        keywords = {pair.key: pair.value.value for pair in node.kwargs if isinstance(pair.value, nodes.Const)}
        if name in ("_", "gettext"):
            # Jinja's function wants a context only to know whether to escape; translations of ours are trusted as the template is.
            text = self.environment.translate(arguments[0]) % {}
            return Markup(text) if self.escape else text  # noqa: S704  a constant of ours, never a reader's word
        settled: str = function(*arguments, **keywords)
        return settled
