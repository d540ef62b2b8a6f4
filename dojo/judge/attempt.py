"""An attempt as hidden tests see it: cases go in, plain tensors or a CheckFailed come out."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import torch
from torch import Tensor

from dojo.catalog import Entry
from dojo.judge import show
from dojo.judge.call import Backward, Call, CheckFailed, Result
from dojo.judge.case import Case
from dojo.judge.problems import AttemptProblem, AttemptRaised, NotLoaded, text
from dojo.judge.session import AttemptSession
from dojo.judge.verdict import Counterexample, Expense
from dojo.worker import wire

# How far `try_each` runs ahead, sent by halves: enough that neither waits for the other (waking a
# process costs as much as a call), and less than a socket's buffer holds, as the judge and the
# worker would otherwise wait for each other to read.
CALLS_AHEAD = 32
BYTES_AHEAD = 32 << 10


@dataclass
class Patience:
    """How many smaller cases may still be tried; a count, as a clock would not repeat itself."""

    tries: int = 0


@dataclass(frozen=True)
class Built:
    """What to call: an object in the worker, or an entry to be built or called afresh."""

    target: dict[str, Any]
    options: Mapping[str, Any] = field(default_factory=dict)


def _have_room(ahead: Iterable[Call], call: Call) -> bool:
    sent = list(ahead)
    return not sent or (len(sent) < CALLS_AHEAD and sum(map(_nbytes, [*sent, call])) <= BYTES_AHEAD)


def _nbytes(call: Call) -> int:
    case, backward = call
    return case.nbytes + (backward.upstream.nbytes if backward else 0)


@dataclass(frozen=True)
class Attempt:
    """The attempt under judgement, on one device.

    calls takes note of what it is called on, expenses of what its calls cost. failures: of the
    checks before this one, by name.
    """

    session: AttemptSession
    entries: tuple[Entry, ...]
    device: str
    advise: Callable[[str], None]
    calls: list[tuple[Case, Backward | None]] = field(default_factory=list)
    patience: Patience = field(default_factory=Patience)
    expenses: list[Expense] = field(default_factory=list)
    failures: Mapping[str, CheckFailed] = field(default_factory=dict)

    def build(self, case: Case) -> Built:
        """Construct the case's class entry, to be called more than once."""
        entry = self._entry(case)
        if entry.kind == "function":
            return self._fresh(case)
        packer = wire.Packer()
        options = {name: packer.pack(value) for name, value in case.options.items()}
        header = {"verb": "construct", "entry": entry.name, "options": options}
        with self.blaming(case):
            reply, _ = self.session.request(header, packer.tensors, self.device)
        handle = reply.get("object")
        if not isinstance(handle, int):  # not what our side of the worker sends: it was replaced
            raise self.fail(case, "its process answered a construction with no object")
        return Built({"object": handle})

    def _fresh(self, case: Case) -> Built:
        entry = self._entry(case)
        return Built({"entry": entry.name, "kind": entry.kind}, case.options)

    def run(
        self,
        case: Case,
        backward: Backward | None = None,
        *,
        grad_mode: bool = True,
        training: bool = True,
        echo: bool = False,
    ) -> Result:
        """`call` on a new instance where the case's entry is a class."""
        built = self._fresh(case)
        return self.call(built, case, backward, grad_mode=grad_mode, training=training, echo=echo)

    def run_each(self, calls: Iterable[Call], **how: bool) -> Generator[Result, None, None]:
        """`run` for one call after another; raises CheckFailed at the first that fails."""
        with closing(self.try_each(calls, **how)) as outcomes:
            for outcome in outcomes:
                if isinstance(outcome, CheckFailed):
                    raise outcome
                yield outcome

    def try_each(
        self, calls: Iterable[Call], **how: bool
    ) -> Generator[Result | CheckFailed, None, None]:
        """What `run` returns or raises for each call, the next ones sent while one is looked at.

        how: what differs from an ordinary call, as `call` has it.
        """
        todo, ahead = deque(calls), deque[Call]()
        try:
            while todo or ahead:
                while todo and _have_room(ahead, todo[0]):
                    case, backward = todo.popleft()
                    request = self._request(self._fresh(case), case, backward, "call", **how)
                    try:
                        with self.blaming(case):
                            self.session.submit(*request, self.device)
                    except CheckFailed as failure:  # too much was used up before
                        if ahead:  # what was sent is told first
                            todo.appendleft((case, backward))
                            break
                        yield failure
                    else:
                        ahead.append((case, backward))
                keep = len(ahead) // 2 if todo else 0
                while len(ahead) > keep:
                    yield self._collect(ahead)
                    if not self.session.is_running(self.device):  # what it was sent is lost too
                        todo.extendleft(reversed(ahead))
                        ahead.clear()
        finally:
            self.session.drop_pending(len(ahead), self.device)

    def _collect(self, ahead: deque[Call]) -> Result | CheckFailed:
        case, _ = ahead.popleft()
        try:
            with self.blaming(case):
                reply, results = self.session.collect(self.device)
            return self.result(case, reply, results)
        except CheckFailed as failure:
            return failure

    def call(
        self,
        built: Built,
        case: Case,
        backward: Backward | None = None,
        *,
        grad_mode: bool = True,
        training: bool = True,
        echo: bool = False,
    ) -> Result:
        """Call what was built on the case's inputs; see Case and Backward.

        grad_mode: whether autograd records. training: whether a module is not told to eval().
        echo: also return the tensors passed in, as they are after the call. Raises CheckFailed
        where no plain tensor comes back.
        """
        header, tensors = self._request(
            built, case, backward, grad_mode=grad_mode, training=training, echo=echo
        )
        with self.blaming(case):
            reply, results = self.session.request(header, tensors, self.device)
        return self.result(case, reply, results)

    def ask(
        self, verb: str, case: Case, backward: Backward | None = None, **how: bool
    ) -> tuple[wire.Header, dict[str, Tensor]]:
        """The worker's answer to the case's call, done as `verb` and `how` say; see its Session."""
        header, tensors = self._request(self._fresh(case), case, backward, verb, **how)
        with self.blaming(case):
            return self.session.request(header, tensors, self.device)

    def _request(
        self,
        built: Built,
        case: Case,
        backward: Backward | None,
        verb: str = "call",
        **how: bool,
    ) -> tuple[wire.Header, dict[str, Tensor]]:
        """how: what differs from an ordinary call, as `header` has it."""
        if verb == "call":
            self.calls.append((case, backward))
        packer = wire.Packer()
        differentiated = backward is not None or verb in ("measure", "profile")
        differentiated = differentiated or not how.get("grad_mode", True)  # in vain
        inputs = [
            tensor.detach().requires_grad_(differentiated and position in case.wrt)
            for position, tensor in enumerate(case.inputs)
        ]
        header: wire.Header = {
            "verb": verb,
            **built.target,
            "args": packer.pack(inputs),
            "options": {name: packer.pack(value) for name, value in built.options.items()},
            "grad_mode": True,
            "training": True,
            "echo": False,
            "autocast": False,
            **how,
        }
        if backward is not None:
            header["upstream"] = packer.pack(backward.upstream)
            if backward.second is not None:
                header["second"] = packer.pack(backward.second)
            if backward.between:
                header["between"] = packer.pack(backward.between)
        return header, packer.tensors

    def describe(self, built: Built, case: Case) -> tuple[dict[str, Any], list[Tensor]]:
        """A constructed module's parameter names, and its buffers' values."""
        with self.blaming(case):
            header: wire.Header = {"verb": "describe", **built.target}
            reply, results = self.session.request(header, {}, self.device)
        return reply, list(results.values())

    def convert(self, built: Built, case: Case, dtype: torch.dtype) -> None:
        """`.to(dtype)` on a constructed module."""
        name = str(dtype).removeprefix("torch.")
        with self.blaming(case):
            self.session.request(
                {"verb": "convert", **built.target, "dtype": name}, {}, self.device
            )

    def fail(
        self,
        case: Case,
        message: str,
        expected: Any = None,
        got: Any = None,
        backward: Backward | None = None,
        subject: str = "",
    ) -> CheckFailed:
        """The failure of a check at `case`, with everything needed to try it by hand.

        backward: where it is the gradient that is wrong, against what. subject: the input that is
        wrong after the call, where it is one.
        """
        upstream = backward.upstream if backward else None
        entry = self._entry(case)

        def tell() -> Counterexample:
            return show.counterexample(entry, case, expected, got, message, upstream, subject)

        return CheckFailed(message, tell, case=case, expected=expected, got=got)

    def input_names(self, case: Case) -> list[str]:
        """What the case's positional inputs are called when something is said about them."""
        return show.input_names(self._entry(case), case)

    @contextmanager
    def blaming(self, case: Case) -> Iterator[None]:
        """Turn a problem of the attempt into the failure of the check at this case."""
        try:
            yield
        except NotLoaded:
            raise
        except AttemptProblem as problem:
            text = f"it {problem}" if isinstance(problem, AttemptRaised) else str(problem)
            stub = isinstance(problem, AttemptRaised) and problem.is_stub
            tensors = problem.tensors if isinstance(problem, AttemptRaised) else {}

            def tell() -> Counterexample:
                example = show.counterexample(self._entry(case), case, None, None, text)
                return replace(example, tensors=tensors)

            raise CheckFailed(text, tell, problem.outcome, stub, case) from problem

    def _entry(self, case: Case) -> Entry:
        for entry in self.entries:
            if case.entry in (None, entry.name):
                return entry
        raise LookupError(f"the kata has no entry {case.entry!r}")

    def result(self, case: Case, reply: wire.Header, results: dict[str, Tensor]) -> Result:
        """What the worker answered, validated; raises CheckFailed where it is no plain tensor."""
        output = results.get("output")
        if reply.get("output") is None or output is None:
            kind = text(reply.get("type"))[:200]
            raise self.fail(case, f"returned a {kind}, not a plain torch.Tensor", got=kind)
        return Result(
            output=output,
            requires_grad=reply.get("requires_grad") is True,
            device=text(reply.get("device"))[:20],
            gradients=tuple(results.get(f"grad{i}") for i in range(len(case.wrt))),
            second=results.get("second0"),
            echo=tuple(
                t for i in range(len(results)) if (t := results.get(f"echo{i}")) is not None
            ),
        )
