"""The questions that stand above the interview's screen until they are answered."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Label, OptionList


class Confirm(ModalScreen[bool]):
    """A question that is answered with y or n."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("y", "answer(True)", "yes"),
        ("n,escape", "answer(False)", "no"),
    ]

    def __init__(self, question: str) -> None:
        super().__init__()
        self._question = question

    def compose(self) -> ComposeResult:
        yield Label(f"{self._question}\n\ny yes   n no", id="box", markup=False)

    def action_answer(self, answer: bool) -> None:
        self.dismiss(answer)


class Talk(ModalScreen[str]):
    """One line of what the candidate says."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape", "dismiss('')", "cancel")]

    def __init__(self, prompt: str) -> None:
        super().__init__()
        self._prompt = prompt

    def compose(self) -> ComposeResult:
        with Vertical(id="box"):
            yield Label(self._prompt, markup=False)
            yield Input(placeholder="say it, then Enter; Escape says nothing")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self.dismiss(event.value.strip())


class Clarify(ModalScreen[int]):
    """The clarifying questions, one of which is asked."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape", "dismiss(-1)", "cancel")]

    def __init__(self, questions: list[str]) -> None:
        super().__init__()
        self._questions = questions

    def compose(self) -> ComposeResult:
        with Vertical(id="box"):
            yield Label("Ask the interviewer (Enter asks, Escape closes):")
            yield OptionList(*self._questions, markup=False)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option_index)
