"""What can keep an attempt from delivering a result, told in words that its author can use."""

from __future__ import annotations

from typing import Any

from dojo.judge.verdict import Outcome, Trouble


class AttemptProblem(Exception):
    """The attempt did not deliver a result; `outcome` is what that makes of the check."""

    outcome = Outcome.ERROR


class AttemptTimeout(AttemptProblem):
    outcome = Outcome.TIMEOUT


class AttemptMemory(AttemptProblem):
    outcome = Outcome.MEMORY


class AttemptDied(AttemptProblem):
    pass


MAX_TENSORS = 24  # to tell of where an attempt raised


class AttemptRaised(AttemptProblem):
    """The attempt raised; `kinds` are the names of the exception's class and its bases."""

    def __init__(self, error: dict[str, Any]) -> None:
        self.kinds = [text(kind) for kind in listed(error.get("kinds"))] or ["Exception"]
        self.text = text(error.get("message", ""))
        self.frames = [frame for frame in listed(error.get("frames")) if isinstance(frame, dict)]
        self.is_stub = bool(error.get("stub"))
        line = error.get("line")
        self.line: int | None = line if isinstance(line, int) else None
        if self.frames and isinstance(self.frames[-1].get("line"), int):
            self.line = self.frames[-1]["line"]
        super().__init__(self._describe())

    @property
    def tensors(self) -> dict[str, str]:
        """The tensors among the variables where it was raised, as dtype and shape, by name."""
        found = self.frames[-1].get("tensors") if self.frames else None
        named = found.items() if isinstance(found, dict) else ()
        return {text(name): text(described) for name, described in list(named)[:MAX_TENSORS]}

    def _describe(self) -> str:
        said = f": {self.text}" if self.text else ""
        where = f" (line {self.line}" if self.line else ""
        code = text(self.frames[-1].get("code", "")) if self.frames else ""
        where += f": {code})" if where and code else ")" if where else ""
        return f"raised {self.kinds[0]}{said}{where}"


class NotLoaded(AttemptProblem):
    """The attempt as a whole cannot be used, so no check can run."""

    def __init__(self, trouble: Trouble, outcome: Outcome) -> None:
        self.trouble = trouble
        self.outcome = outcome
        super().__init__(trouble.message)


def text(value: object) -> str:
    """What a worker sent as text: bounded, and nothing in it that could steer a terminal."""
    return "".join(c if c.isprintable() or c in "\n\t" else "�" for c in str(value)[:2_000])


def listed(value: Any) -> list[Any]:
    """A list that a worker sent, as such; none where it is something else."""
    return value if isinstance(value, list) else []
