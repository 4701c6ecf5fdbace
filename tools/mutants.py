"""Changes the rule modules in small ways and reports which changes no test notices: `make mutants`.

The modules and the tests that guard each stand in pyproject.toml, under [tool.mutants]. A mutant is one change:
another comparison, `and` for `or`, a condition turned round, a number one more, a filter's argument left out. It is
killed where one of the module's tests fails, and survives where none does; then a test is missing, or the change has
no meaning. No file is changed: the tests are collected once, and each mutant lives in a forked process of its own.

Only a failing test or an endless loop kills a mutant. A mutant with which the module does not load, and one that was
stopped because the machine was busy, say nothing of the tests: they are counted apart and are in no rate. Before the
mutants, the same statements take their modules' places unchanged, and all tests have to pass with them: a test that
fails then would kill every mutant, whatever it changes.

The changes come from mutmut's table of operators. Its own runner is not used: it leaves out decorated functions (here
every property and every kept query) and the tables of modules, and it knows no sample. Changes that merely crash say
nothing of the tests and are not made: texts, None for a value, a positional argument left out.
"""

from __future__ import annotations
import __future__

import argparse
import difflib
import enum
import functools
import gc
import importlib
import inspect
import os
import random
import resource
import select
import signal
import sys
import time
import tomllib
import types
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import libcst as cst
import pytest
from libcst import matchers
from mutmut.mutation import mutators

BASE = Path(__file__).resolve().parent.parent
OPERATORS = {
    mutators.operator_number,
    mutators.operator_name,
    mutators.operator_remove_unary_ops,
    mutators.operator_keywords,
    mutators.operator_swap_op,
    mutators.operator_if_exp,
    mutators.operator_match,
}
# Calls whose positional arguments are conditions, any of which could be forgotten.
OF_CONDITIONS = {"filter", "exclude", "Q", "any", "all", "frozenset"}
# Calls that are not changed: those of texts, and those that only save time.
PASSED_OVER = {"_", "gettext", "gettext_lazy", "pgettext", "pgettext_lazy", "ngettext", "lru_cache", "dataclass"}
# `all` of a union: each row says which of the united queries it is of, so that none stands twice.
ARGUMENTS_PASSED_OVER = {"all", "strict", "output_field", "update_fields", "maxsize", "batch_size"}
FOR_SPEED = {"BATCH", "CHUNK", "FEW", "KEPT_QUERIES"}
KILLED, SURVIVED, ENDLESS, NOT_LOADED, UNDECIDED = "killed", "survived", "endless", "not loaded", "undecided"
SIGNS = {KILLED: ".", ENDLESS: "t", NOT_LOADED: "x", UNDECIDED: "?"}
# By the code with which a mutant's process ends; any other is a fault of this tool.
RESULTS = {0: SURVIVED, 1: KILLED, 3: NOT_LOADED, -signal.SIGXCPU: ENDLESS}
CODES = {result: code for code, result in RESULTS.items()}
# Seconds after which a mutant's process is stopped: of the processor's time, which another's load does not shorten, and
# by the clock, for one that waits for ever.
LONGEST_COMPUTING, LONGEST_WAITING = 20, 600


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change of a module: the line where it begins, and the module's text.

    `statement` is the code that takes the module's place: the changed statement, and later ones that use it while the
    module loads. `was` is the same without the change.
    """

    module: str
    line: int
    text: str
    statement: str
    was: str

    def survival(self, originals: Mapping[str, str]) -> str:
        """Where the mutant is, and what it changes."""
        before, after = originals[self.module].splitlines(), self.text.splitlines()
        lines = list(difflib.unified_diff(before, after, lineterm="", n=1))
        return "\n".join([f"== survived: {self.module}:{self.line}", *lines[2:]])


class Changes(cst.CSTVisitor):
    """Collects every node of a statement that can be changed, with its line and what would stand in its place."""

    def __init__(self, places: Mapping[cst.CSTNode, Any]) -> None:
        super().__init__()
        self.places = places
        self.found: list[tuple[int, cst.CSTNode, cst.CSTNode]] = []

    def on_visit(self, node: cst.CSTNode) -> bool:
        if is_passed_over(node):
            return False
        if node in self.places:
            self.found.extend((self.places[node].start.line, node, changed) for changed in changes_of(node))
        return True


def is_passed_over(node: cst.CSTNode) -> bool:
    """Can no change of the node alter what the portal answers?"""
    match node:
        case cst.Annotation() | cst.Import() | cst.ImportFrom() | cst.Decorator():
            return True
        case cst.Call():
            return name_of(node) in PASSED_OVER
        case cst.Arg(keyword=cst.Name(value=name)):
            return name in ARGUMENTS_PASSED_OVER
        case cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value=name))]):
            return name in FOR_SPEED
    return False


def changes_of(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """The nodes that may take the node's place."""
    for kind, operator in mutators.mutation_operators:
        if operator in OPERATORS and isinstance(node, kind):
            yield from operator(node)
    if isinstance(node, cst.If | cst.CompIf) and not isinstance(node.test, cst.Comparison | cst.UnaryOperation):
        yield node.with_changes(test=turned_round(node.test))
    if isinstance(node, cst.CompIf):
        yield node.with_changes(test=cst.Name("True"))
    if isinstance(node, cst.Call) and len(node.args) > 1:
        yield from with_less(node)


def with_less(call: cst.Call) -> Iterator[cst.Call]:
    """The call without each of the arguments that it can do without."""
    for number, argument in enumerate(call.args):
        optional = argument.keyword or name_of(call) in OF_CONDITIONS
        if optional and not argument.star and not is_passed_over(argument):
            yield call.with_changes(args=[*call.args[:number], *call.args[number + 1 :]])


def turned_round(test: cst.BaseExpression) -> cst.BaseExpression:
    inner = test.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
    return cst.UnaryOperation(cst.Not(), inner)


def name_of(call: cst.Call) -> str:
    """The called function's or method's name."""
    called = call.func.attr if isinstance(call.func, cst.Attribute) else call.func
    return called.value if isinstance(called, cst.Name) else ""


def mutants_of(module: str, source: str, most: int, chance: random.Random) -> list[Mutant]:
    """At most so many of the module's mutants, drawn at random, in the order of lines; all of them for 0."""
    wrapped = cst.MetadataWrapper(cst.parse_module(source))
    places = wrapped.resolve(cst.metadata.PositionProvider)
    found = []
    for statement in wrapped.module.body:
        changes = Changes(places)
        statement.visit(changes)
        found += [(statement, *change) for change in changes.found]
    chance.shuffle(found)
    drawn: dict[str, Mutant] = {}
    for statement, line, old, new in found:
        changed: Any = statement.deep_replace(old, new)
        body: list[Any] = [changed if one is statement else one for one in wrapped.module.body]
        text = wrapped.module.with_changes(body=body).code
        if text != source and is_python(text):
            after: Any = resting_on(statement, wrapped.module.body)
            code, was = (cst.Module([one, *after]).code for one in (changed, statement))
            drawn[text] = Mutant(module, line, text, code, was)
        if len(drawn) == most:
            break
    return sorted(drawn.values(), key=lambda mutant: mutant.line)


class AtLoading(cst.CSTVisitor):
    """The names that a statement uses while its module loads; what stands inside a function is used later."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def on_visit(self, node: cst.CSTNode) -> bool:
        if isinstance(node, cst.Name):
            self.names.add(node.value)
        if isinstance(node, cst.FunctionDef):
            node.params.visit(self)
        return not isinstance(node, cst.Annotation | cst.FunctionDef | cst.Lambda)


def resting_on(statement: cst.CSTNode, body: Sequence[cst.CSTNode]) -> list[cst.CSTNode]:
    """The later statements that use what this one defines while loading: a default, a table, a constant made of it."""
    defined, found = defined_by(statement), []
    for later in body[body.index(statement) + 1 :]:
        asked = AtLoading()
        later.visit(asked)
        if defined & asked.names:
            found.append(later)
            defined |= defined_by(later)
    return found


def defined_by(statement: cst.CSTNode) -> set[str]:
    """The names that a statement of the module binds."""
    match statement:
        case cst.FunctionDef(name=name) | cst.ClassDef(name=name):
            return {name.value}
        case cst.SimpleStatementLine(body=[cst.Assign(targets=targets)]):
            names = [name for one in targets for name in matchers.findall(one.target, matchers.Name())]
            return {name.value for name in names if isinstance(name, cst.Name)}
        case cst.SimpleStatementLine(body=[cst.AnnAssign(target=cst.Name(value=name))]):
            return {name}
    return set()


def is_python(text: str) -> bool:
    try:
        compile(text, "mutant", "exec")
    except (SyntaxError, ValueError):
        return False
    return True


def unchanged(mutants: Iterable[Mutant]) -> list[Mutant]:
    """Of each module the statements that its mutants change, as they are."""
    statements: dict[str, dict[str, None]] = {}
    for mutant in mutants:
        statements.setdefault(mutant.module, {})[mutant.was] = None
    return [Mutant(module, 0, "", "".join(found), "") for module, found in statements.items()]


# ---- A mutant takes the module's place ----------------------------------------------------------------------


def come_alive(mutant: Mutant) -> bool:
    """Run the changed statement in its module, and let every reference lead to what it defines; False if it fails."""
    module = importlib.import_module(mutant.module.removesuffix(".py").replace("/", "."))
    before = dict(vars(module))
    flags = __future__.annotations.compiler_flag if "annotations" in before else 0
    try:
        exec(compile(mutant.statement, mutant.module, "exec", flags, dont_inherit=True), vars(module))  # noqa: S102
    except Exception:  # noqa: BLE001 — the module could not even be loaded.
        return False
    for name, new in list(vars(module).items()):
        old = before.get(name)
        if old is not None and new is not old:
            take_over(module, name, old, new)
    forget_answers()
    return True


def take_over(module: types.ModuleType, name: str, old: Any, new: Any) -> None:
    """The old function or class, known by reference in many places, does what the new one does."""
    if isinstance(old, type) and not issubclass(old, enum.Enum):
        for part, value in vars(new).items():
            fixed = part in ("__dict__", "__weakref__") or isinstance(value, types.MemberDescriptorType)
            if not fixed and part in vars(old) and not take_code(vars(old)[part], value):
                setattr(old, part, value)
        setattr(module, name, old)
    elif take_code(old, new):
        setattr(module, name, old)
    else:
        for other in list(sys.modules.values()):
            if vars(other).get(name) is old:
                setattr(other, name, new)


def take_code(old: Any, new: Any) -> bool:
    """Give the old function the new one's code; False where these are no functions."""
    mine, its = function_in(old), function_in(new)
    if not (isinstance(mine, types.FunctionType) and isinstance(its, types.FunctionType)):
        return False
    mine.__code__, mine.__defaults__, mine.__kwdefaults__ = its.__code__, its.__defaults__, its.__kwdefaults__
    return True


def function_in(value: Any) -> Any:
    """The function inside a property, a kept property, a class's own method or a decorator."""
    for name in ("fget", "func", "__func__"):
        value = getattr(value, name, None) or value
    return inspect.unwrap(value) if callable(value) else value


def forget_answers() -> None:
    """Forget the cached answers of the unchanged module."""
    for thing in gc.get_objects():
        # Not isinstance(), which wakes lazy things.
        if type(thing) is functools._lru_cache_wrapper:
            thing.cache_clear()


# ---- The tests ----------------------------------------------------------------------------------------------


class Trial:
    """Runs the tests once as they are, and then those of its module for each mutant in a process of its own."""

    def __init__(
        self, mutants: list[Mutant], originals: Mapping[str, str], tests: Mapping[str, list[str]], workers: int
    ) -> None:
        self.mutants, self.originals, self.tests, self.workers = mutants, originals, tests, workers
        self.failed: list[str] = []
        self.seconds: dict[str, float] = {}
        self.results: dict[int, str] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.seconds[report.nodeid] = self.seconds.get(report.nodeid, 0) + report.duration
        if report.failed:
            self.failed.append(report.nodeid)

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Keep pytest from running its own loop."""
        for control in unchanged(self.mutants):
            if not come_alive(control):
                pytest.exit(f"{control.module} does not load once more, without any change.", 1)
        self.run(session.items, session.items[0])
        if self.failed:
            pytest.exit(f"These tests fail with the rules run anew, without any change: {' '.join(self.failed)}", 1)
        waiting = list(enumerate(self.mutants))
        running: dict[int, tuple[int, int, float]] = {}
        while waiting or running:
            while waiting and len(running) < self.workers:
                number, mutant = waiting.pop(0)
                items = self.items_of(mutant, session.items)
                child = self.fork(mutant, items)
                running[os.pidfd_open(child)] = number, child, time.monotonic() + LONGEST_WAITING
            self.reap(running)
        return True

    def run(self, items: list[pytest.Item], following: pytest.Item) -> None:
        """Run these up to the first that fails. Fixtures of the session stay set up, as more tests follow."""
        for item, after in zip(items, [*items[1:], following], strict=True):
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=after)
            if self.failed:
                return

    def items_of(self, mutant: Mutant, items: list[pytest.Item]) -> list[pytest.Item]:
        """The tests that guard its module, the quickest of a file first."""
        files = self.tests[mutant.module]
        mine = [item for item in items if item.nodeid.split("::")[0] in files]
        return sorted(mine, key=lambda item: (files.index(item.nodeid.split("::")[0]), self.seconds[item.nodeid]))

    def fork(self, mutant: Mutant, items: list[pytest.Item]) -> int:
        child = os.fork()
        if child:
            return child
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        computing = int(LONGEST_COMPUTING + 10 * sum(self.seconds[item.nodeid] for item in items))
        resource.setrlimit(resource.RLIMIT_CPU, (computing, computing))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        code = 2
        try:
            result = NOT_LOADED
            if come_alive(mutant):
                self.run(items, items[0])
                result = KILLED if self.failed else SURVIVED
            code = CODES[result]
        finally:
            os._exit(code)

    def reap(self, running: dict[int, tuple[int, int, float]]) -> None:
        """Take in what has ended, and end what takes too long."""
        ended, _, _ = select.select(list(running), [], [], 1)
        for handle in list(running):
            number, child, limit = running[handle]
            if handle not in ended and time.monotonic() < limit:
                continue
            if handle not in ended:
                os.kill(child, signal.SIGKILL)
            _pid, status = os.waitpid(child, 0)
            result = UNDECIDED if handle not in ended else RESULTS.get(os.waitstatus_to_exitcode(status))
            if result is None:
                pytest.exit(f"{self.mutants[number].module}: the trial itself failed, status {status}.", 1)
            self.results[number] = result
            told = f"\n{self.mutants[number].survival(self.originals)}\n" if result == SURVIVED else SIGNS[result]
            print(told, end="", flush=True)
            os.close(handle)
            del running[handle]


def rules() -> dict[str, list[str]]:
    """The rule modules, and the tests that guard each."""
    settings = tomllib.loads((BASE / "pyproject.toml").read_text(encoding="utf-8"))
    found: dict[str, list[str]] = settings["tool"]["mutants"]
    return found


def chosen(wanted: Iterable[str], known: Mapping[str, list[str]]) -> list[str]:
    """The modules whose path contains one of the words; all without words."""
    words = list(wanted)
    if unknown := [word for word in words if not any(word in module for module in known)]:
        raise SystemExit(f"No rule module is called so: {', '.join(unknown)}. They stand in pyproject.toml.")
    return [module for module in known if not words or any(word in module for word in words)]


def main() -> int:
    sys.path.insert(0, str(BASE))
    options = arguments()
    known = rules()
    modules = chosen(options.modules, known)
    chance = random.Random(options.seed)  # noqa: S311 — a sample, no secret.
    originals = {module: (BASE / module).read_text(encoding="utf-8") for module in modules}
    sample = [
        mutant for module, source in originals.items() for mutant in mutants_of(module, source, options.sample, chance)
    ]
    trial = Trial(sample, originals, known, options.workers)
    files = sorted({file for module in modules for file in known[module]})
    heard = os.dup(2)
    # What the portal logs of refused requests would stand between the dots.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    ended = pytest.main(["-q", "-n0", "--capture=no", "-p", "no:cacheprovider", "--hypothesis-seed=0", *files], [trial])
    os.dup2(heard, 2)
    if ended or len(trial.results) < len(sample):
        return int(ended) or 1
    print()
    report = "\n".join(lines_of([(sample[number], trial.results[number]) for number in range(len(sample))], originals))
    (BASE / "var").mkdir(exist_ok=True)
    (BASE / "var" / "mutants.txt").write_text(report + "\n", encoding="utf-8")
    print(report)
    return 0


def lines_of(results: list[tuple[Mutant, str]], originals: Mapping[str, str]) -> Iterator[str]:
    """What survived, with its change, and how many were killed in each module."""
    for mutant, result in results:
        if result == SURVIVED:
            yield mutant.survival(originals)
    for module in originals:
        mine = [result for mutant, result in results if mutant.module == module]
        yield rate_line(module, mine)
    yield rate_line("together", [result for _mutant, result in results])


def rate_line(name: str, results: list[str]) -> str:
    """How many of the decided mutants the tests noticed, endless loops included, and how many were undecided."""
    noticed = results.count(KILLED) + results.count(ENDLESS)
    decided = noticed + results.count(SURVIVED)
    apart = "".join(f", {results.count(result)} {result}" for result in (NOT_LOADED, UNDECIDED) if result in results)
    return f"{noticed:4} of {decided:4} killed  {100 * noticed / max(decided, 1):5.1f} %  {name}{apart}"


def arguments() -> argparse.Namespace:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("modules", nargs="*", help="words in the paths of modules; none for all")
    words.add_argument("--sample", type=int, default=4, help="mutants of each module; 0 for all")
    words.add_argument("--seed", type=int, default=1, help="another seed draws another sample")
    words.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    return words.parse_args()


if __name__ == "__main__":
    sys.exit(main())
