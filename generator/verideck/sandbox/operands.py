"""The parts of an assert's test that explain its outcome, wrapped so that what they come to is remembered."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import TypeVar, cast

from .authors import clip

Node = TypeVar("Node", bound=ast.AST)

NAME = "@claims"
"""The name of the recorder in `builtins`. No author can write it."""

TEXT = 500
"""How many characters of an operand's source and repr are kept, and of the assert's message."""


class Operands:
    """Wraps the operands of one assert's test.

    `source` is the file's, which the nodes have their places in. It adds to `sources` each operand as written, and to
    `equal` the places of two that should be equal.
    """

    def __init__(self, slot: int, source: str, sources: list[str], equal: list[tuple[int, int]]) -> None:
        self.slot = slot
        self.source = source
        self.sources = sources
        self.equal = equal

    def test(self, node: ast.expr) -> ast.expr:
        """The test with the parts that explain its outcome wrapped: what is compared, joined, negated or passed on."""
        match node:
            case ast.Compare():
                self.compared(node)
            case ast.BoolOp():
                node.values = [self.test(part) for part in node.values]
            case ast.UnaryOp(op=ast.Not(), operand=ast.Call() as negated):
                node.operand = self.operand(negated)
            case ast.UnaryOp(op=ast.Not()):
                node.operand = self.test(node.operand)
            case ast.Call(func=ast.Attribute(value=ast.Compare() as inner, attr="all"), args=[]):
                self.compared(inner)
            case ast.Call(args=args, keywords=keywords) if args or keywords:
                place = self.place(node)
                self.passed(node)
                return placed(call("result", self.slot, place, node), node)
            case _:
                return self.operand(node)
        return node

    def compared(self, node: ast.Compare) -> None:
        parts = [node.left, *node.comparators]
        node.left, *node.comparators = wrapped = [self.operand(part) for part in parts]
        if isinstance(node.ops[0], ast.Eq):
            self.note_equal(wrapped[0], wrapped[1], parts)

    def passed(self, node: ast.Call) -> None:
        """Wraps the arguments; of `all(... for x in xs)` what its last test compared, which is the one that failed."""
        parts = list(node.args)
        if isinstance(node.func, ast.Attribute):
            node.func.value = self.name(node.func.value)
        node.args = [self.argument(part, is_all(node)) for part in parts]
        for keyword in node.keywords:
            keyword.value = self.operand(keyword.value) if keyword.arg else keyword.value
        if called(node) in EQUALITIES and len(parts) > 1:
            self.note_equal(node.args[0], node.args[1], parts)

    def argument(self, node: ast.expr, of_all: bool) -> ast.expr:
        match node:
            case ast.GeneratorExp(generators=[first, *_]):
                first.iter = self.operand(first.iter)
                node.elt = self.test(node.elt) if of_all else node.elt
                return node
            case ast.Compare():
                return self.test(node)
            case _:
                return self.operand(node)

    def note_equal(self, one: ast.expr, other: ast.expr, parts: Sequence[ast.expr]) -> None:
        """Remembers two operands, if both were wrapped, that the assert says are equal."""
        if one is not parts[0] and other is not parts[1]:
            self.equal.append((place_of(one), place_of(other)))

    def operand(self, node: ast.expr) -> ast.expr:
        """The node wrapped, and what a call of it is made of: `len(xs)` is explained by `xs`, too."""
        if isinstance(node, ast.Starred | ast.GeneratorExp) or is_literal(node):
            return node  # whose text says nothing, or nothing more than the source
        place = self.place(node)
        if isinstance(node, ast.Call):
            self.inner(node)
        return placed(call("operand", self.slot, place, node), node)

    def place(self, node: ast.expr) -> int:
        """Adds a source to the operands'."""
        self.sources.append(clip(ast.get_source_segment(self.source, node) or ast.unparse(node), TEXT))
        return len(self.sources) - 1

    def inner(self, node: ast.Call) -> None:
        node.args = [self.name(part) for part in node.args]
        if isinstance(node.func, ast.Attribute):
            node.func.value = self.name(node.func.value)

    def name(self, node: ast.expr) -> ast.expr:
        """A name within an operand, wrapped. More of it would be more than one can read."""
        return self.operand(node) if isinstance(node, ast.Name) else node


EQUALITIES = frozenset({"allclose", "array_equal", "array_equiv", "isclose"})


def called(node: ast.Call) -> str:
    """The last part of the name of what is called."""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def is_all(node: ast.Call) -> bool:
    return isinstance(node.func, ast.Name) and node.func.id == "all"


def place_of(wrapped: ast.expr) -> int:
    """The second argument of `@claims.operand(slot, place, value)`."""
    place = cast(ast.Constant, cast(ast.Call, wrapped).args[1]).value
    assert isinstance(place, int)
    return place


def is_literal(node: ast.expr) -> bool:
    try:
        ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError):
        return False
    return True


def call(method: str, *arguments: int | ast.expr) -> ast.Call:
    values = [ast.Constant(value) if isinstance(value, int) else value for value in arguments]
    return ast.Call(attribute(method), values, [])


def attribute(name: str) -> ast.Attribute:
    return ast.Attribute(ast.Name(NAME, ast.Load()), name, ast.Load())


def placed(node: Node, original: ast.AST) -> Node:
    """The node at the original's lines, so that tracebacks through it are right."""
    return ast.fix_missing_locations(ast.copy_location(node, original))
