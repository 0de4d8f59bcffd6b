"""Claims in functions that TensorFlow traces: AutoGraph reads their source and knows nothing of instrumented asserts.

So the tree that AutoGraph made of the source gets the claims, too: `assert x.dtype == tf.int32` becomes

    assert claims_of_verideck(0, x.dtype == tf.int32)

What is known while the function is traced, such as a dtype or a shape, is tested then. A tensor of the graph has no
value yet: TensorFlow refuses to assert it, and such a claim is not reached.
"""

from __future__ import annotations

import ast
import builtins
import sys
from functools import partial
from types import ModuleType
from typing import Any

from .claims import Recorder
from .imports import after_import

PARSER = "tensorflow.python.autograph.pyct.parser"
NAME = "claims_of_verideck"


def watch_imports(recorder: Recorder) -> None:
    """Watch AutoGraph, be it imported by now or later, for the sake of a program's claims."""
    if not recorder.slots:
        return
    if PARSER in sys.modules:
        watch(sys.modules[PARSER], recorder)
    else:
        after_import({PARSER: partial(watch, recorder=recorder)})


def watch(parser: ModuleType, recorder: Recorder) -> None:
    """Have AutoGraph's parser mark the claims of what it parses. `parser` is the module PARSER."""
    parse, parse_expression = parser.parse_entity, parser.parse_expression

    def parse_entity(entity: Any, *arguments: Any, **named: Any) -> Any:
        node, source = parse(entity, *arguments, **named)
        code = getattr(entity, "__code__", None)
        if code is not None:
            path = recorder.authors.path(code.co_filename) or code.co_filename
            for each in ast.walk(node):
                slot = recorder.slots.get((path, code.co_firstlineno + getattr(each, "lineno", 0) - 1))
                if slot is not None and type(each).__name__ == "Assert":
                    marked = parse_expression(f"{NAME}({slot}, None)")
                    marked.args[1], each.test = each.test, marked  # type: ignore[attr-defined]  # gast has its own nodes
        return node, source

    def claim(slot: int, value: object) -> object:
        return recorder.traced(slot, value)

    claim.autograph_info__ = {}  # type: ignore[attr-defined]  # AutoGraph calls what has it as it is
    setattr(builtins, NAME, claim)
    vars(parser)["parse_entity"] = parse_entity
