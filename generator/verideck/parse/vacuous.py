"""Claims that are not evidence: asserts that cannot fail, and those that read nothing that the code computed."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from verideck.parse.expressions import CONSTANTS, nodes_in

LOOKS = frozenset({"all", "any", "bool", "callable", "hasattr", "id", "isinstance", "issubclass", "len", "type"})
"""Built-in functions that compute nothing: a call is as good as what it looks at."""

BINDING = frozenset(
    (
        ast.Import,
        ast.ImportFrom,
        ast.FunctionDef,
        ast.AsyncFunctionDef,
        ast.ClassDef,
        ast.Name,
        ast.arg,
        ast.ExceptHandler,
        ast.MatchAs,
        ast.MatchStar,
        ast.MatchMapping,
        ast.Attribute,
        ast.Subscript,
    )
)
"""Kinds of nodes that may bind a name or change what it holds."""


@dataclass(frozen=True, slots=True)
class Names:
    """What code imports, `import x` apart from `from x import y`, what it only defines, and all else that it binds."""

    modules: frozenset[str]
    imported: frozenset[str]
    defined: frozenset[str]
    bound: frozenset[str]

    def is_computed(self, name: str) -> bool:
        """Whether the code gave the name its value. A name that it does not explain may come from an earlier fence."""
        if name in self.bound or name in self.defined:
            return True
        return name not in self.modules | self.imported | CONSTANTS and not hasattr(builtins, name)


def names_in(nodes: Iterable[ast.AST]) -> Names:
    """The names that code binds, in whatever scope; `nodes` are all of its tree."""
    modules, imported, defined, bound = set[str](), set[str](), set[str](), set[str]()
    for node in filter(may_bind, nodes):
        match node:
            case ast.Import(names=aliases):
                modules |= {alias.asname or alias.name.partition(".")[0] for alias in aliases}
            case ast.ImportFrom(names=aliases):
                imported |= {alias.asname or alias.name for alias in aliases}
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                defined.add(name)
            case _:
                bound |= set(bound_by(node))
    return Names(frozenset(modules), frozenset(imported), frozenset(defined), frozenset(bound))


def may_bind(node: ast.AST) -> bool:
    """Whether it is worth a closer look. Most are not, and parsing is what an unchanged build spends its time on."""
    return type(node) in BINDING and not isinstance(getattr(node, "ctx", None), ast.Load)


def bound_by(node: ast.AST) -> Iterator[str]:
    """The names that a node binds, or changes something of: `module.x = 1`."""
    match node:
        case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name):
            yield name
        case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
            yield name
        case ast.MatchMapping(rest=str(name)):
            yield name
        case ast.Attribute(value=inner, ctx=ast.Store()) | ast.Subscript(value=inner, ctx=ast.Store()):
            while isinstance(inner, ast.Attribute | ast.Subscript):
                inner = inner.value
            if isinstance(inner, ast.Name):
                yield inner.id


def why_vacuous(test: ast.expr, names: Names) -> str | None:
    """What is wrong with the condition of a claim, None where it is evidence."""
    try:
        if always_true(test, names):
            return "cannot fail, whatever the code does"
        own = {name for node in filter(may_bind, nodes_in(test)) for name in bound_by(node)}
        return None if computes(test, names, own) else "reads nothing that the code computed"
    except RecursionError:
        return None  # too deep to judge


def always_true(node: ast.expr, names: Names) -> bool:
    """Whether a condition holds by its form alone."""
    match node:
        case ast.Constant(value=value):
            return bool(value)
        case ast.JoinedStr(values=parts):
            return any(isinstance(part, ast.Constant) for part in parts)
        case ast.Tuple(elts=entries) | ast.List(elts=entries) | ast.Set(elts=entries):
            return any(not isinstance(entry, ast.Starred) for entry in entries)
        case ast.Dict(keys=keys):
            return any(key is not None for key in keys)
        case ast.Lambda() | ast.GeneratorExp():
            return True
        case ast.Name(id=name):
            return name in (names.modules | names.defined) - names.bound
        case ast.NamedExpr(value=value):
            return always_true(value, names)
        case ast.BoolOp(op=ast.And(), values=parts):
            return all(always_true(part, names) for part in parts)
        case ast.BoolOp(values=parts):
            return any(always_true(part, names) for part in parts)
        case ast.IfExp(body=body, orelse=other):
            return always_true(body, names) and always_true(other, names)
        case ast.Compare(left=left, ops=operators, comparators=others):
            return all(map(holds, operators, *zip(*pairwise([left, *others]), strict=True)))
        case ast.Call(func=ast.Name("isinstance" | "issubclass"), args=[_, ast.Name("object")]):
            return True
        case _:
            return False


def holds(operator: ast.cmpop, left: ast.expr, right: ast.expr) -> bool:
    """Whether a comparison holds by its form: both sides are the same text and call nothing, or `len(x) >= 0`."""
    match (left, operator, right):
        case (ast.Call(func=ast.Name("len")), ast.GtE(), ast.Constant(0)):
            return True
        case (ast.Constant(0), ast.LtE(), ast.Call(func=ast.Name("len"))):
            return True
        case (_, ast.Eq() | ast.Is() | ast.LtE() | ast.GtE(), _):
            same = type(left) is type(right) and ast.dump(left) == ast.dump(right)
            return same and not any(map(acts, ast.walk(left)))
        case _:
            return False


def acts(node: ast.AST) -> bool:
    """Whether evaluating it twice may come to two values."""
    return isinstance(node, ast.Call | ast.Await | ast.Yield | ast.YieldFrom | ast.NamedExpr)


def computes(node: ast.AST, names: Names, own: set[str]) -> bool:
    """Whether a part of a condition reads what the code computed, or computes something by a call.

    `own` are names that the condition itself binds, such as a comprehension's.
    """
    match node:
        case ast.Name(id=name):
            return name not in own and names.is_computed(name)
        case ast.Lambda():
            return False
        case ast.Call(func=ast.Name(function), args=arguments) if function in LOOKS and not names.is_computed(function):
            return any(computes(each, names, own) or of_a_library(each, names, function) for each in arguments)
        case ast.Call() | ast.Await() | ast.Yield() | ast.YieldFrom():
            return True
        case ast.Compare(left=left, comparators=others) if any(reads_library(each, names) for each in (left, *others)):
            return True
        case _:
            return any(computes(child, names, own) for child in ast.iter_child_nodes(node))


def reads_library(operand: ast.expr, names: Names) -> bool:
    """Whether a comparison's operand is a library's: `math.pi > 3` may be false in another version."""
    match operand:
        case ast.Name(id=name):
            return name in names.imported
        case ast.Attribute(value=ast.Name(id=name)):
            return name in names.modules | names.imported
        case ast.Attribute(value=ast.Attribute() as inner):
            return reads_library(inner, names)
        case _:
            return False


def of_a_library(argument: ast.expr, names: Names, function: str) -> bool:
    """Whether a look at it tells something of a library: `hasattr(tf, "x")`, `issubclass(keras.Model, Layer)`."""
    match argument:
        case ast.Name(id=name):
            return name in names.imported or (name in names.modules and function == "hasattr")
        case ast.Attribute(value=ast.Name(id=name)):
            return name in names.modules | names.imported
        case ast.Attribute(value=ast.Attribute() as inner):
            return of_a_library(inner, names, function)
        case _:
            return False
