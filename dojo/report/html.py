"""One grading as a piece of HTML for a notebook: what the terminal says, nothing fetched."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from dojo.judge.verdict import CheckResult, Counterexample, Grading, Kind, Outcome
from dojo.report import wording
from dojo.worker.lines import lines_of

# Text takes the page's own colour, and marks carry their own background: both read well on a light
# and on a dark page, whichever way that page chose its theme.
STYLE = """
.dojo {font: 14px/1.5 system-ui, sans-serif; max-width: 60em}
.dojo h3, .dojo h4, .dojo p {margin: .8em 0 .3em}
.dojo h3 {font-size: 1.15em} .dojo h4 {font-size: 1em}
.dojo .facts {opacity: .75; margin-top: 0}
.dojo ul {list-style: none; margin: 0; padding: 0}
.dojo li {padding: .15em 0}
.dojo .mark {display: inline-block; min-width: 3.6em; padding: 0 .5em; border-radius: .3em;
  text-align: center; font-weight: 600; color: #fff; background: #b3261e}
.dojo .mark.good {background: #1a6b30} .dojo .mark.other {background: #7a5200}
.dojo .points {opacity: .75}
.dojo .why {margin: .1em 0 .1em 4.6em}
.dojo .note {border-left: .25em solid #7a5200; padding-left: .8em}
.dojo pre, .dojo code {font: 13px/1.5 ui-monospace, monospace; background: none; color: inherit}
.dojo pre {white-space: pre-wrap; overflow-wrap: anywhere; margin: .1em 0 .1em 4.6em}
.dojo pre.flush {margin-left: 0}
""".strip()


def html(grading: Grading, again: wording.Again, source: str) -> str:
    """The grading; source: the graded text, shown with the line numbers that the verdict uses."""
    return "\n".join(_parts(grading, again, source))


def _parts(grading: Grading, again: wording.Again, source: str) -> Iterator[str]:
    yield f'<div class="dojo"><style>{STYLE}</style>'
    mark = {Kind.ACCEPTED: "good", Kind.INCOMPLETE: "other", Kind.INVALID: "other"}
    verdict = _mark(wording.VERDICTS[grading.kind], mark.get(grading.kind, ""))
    yield f"<h3>{escape(grading.kata)}: {verdict} {escape(wording.points(grading))}</h3>"
    facts = f"{grading.attempt}, {', '.join(grading.devices)}, seed {grading.seed}"
    yield f'<p class="facts">{escape(facts)}, {grading.seconds["total"]:.1f} s</p>'
    for use in grading.forbidden:
        yield f"<p>{escape(wording.forbidden(use))}</p>"
    if grading.trouble:
        yield f'<pre class="flush">{escape(grading.trouble.message)}</pre>'
    yield from _diagnoses(grading)
    for section in wording.sections(grading):
        yield f"<h4>{section.category}, {section.points} of {section.max_points}</h4><ul>"
        for check, message, counterexample in section.told():
            yield _check(check, message, counterexample)
        yield "</ul>"
    yield from _expenses(grading)
    for text in grading.advice:
        yield f'<p class="note">Advice (no points): {escape(text)}</p>'
    if lines := wording.printed(grading, again):
        yield f'<h4>It printed</h4><pre class="flush">{escape(chr(10).join(lines))}</pre>'
    next_step = escape(wording.next_step(grading, again)).replace("\n", "<br>")
    yield f"<p>{next_step}</p>"
    numbered = (f"{n:>3}  {line.rstrip()}" for n, line in enumerate(lines_of(source), 1))
    yield "<details><summary>What was graded</summary>"
    yield f'<pre class="flush">{escape(chr(10).join(numbered))}</pre></details>'
    yield "</div>"


def _expenses(grading: Grading) -> Iterator[str]:
    for table in wording.expenses(grading.expenses):
        yield f"<h4>What a call costs: {escape(table.call)}</h4><table><tr>"
        yield "".join(f"<th>{name}</th>" for name in wording.EXPENSE_HEADING)
        for row in table.rows:
            yield "</tr><tr>" + "".join(f"<td>{escape(figure)}</td>" for figure in row)
        yield "</tr></table>"


def _diagnoses(grading: Grading) -> Iterator[str]:
    mistakes = wording.mistakes(grading)
    if above := wording.several(grading):
        yield f"<h4>{above}</h4>"
    for mistake in mistakes:
        facts = (f"<b>{label}:</b> {escape(text)}" for label, text in mistake.facts.items())
        yield f'<div class="note">{"<br>".join(facts)}'
        if mistake.telling:
            yield f"<br>{wording.TELLING}{_example(mistake.telling)}"
        yield "</div>"


def _check(check: CheckResult, message: str, counterexample: Counterexample | None) -> str:
    mark = {Outcome.PASSED: "good", Outcome.SKIPPED: "other"}.get(check.outcome, "")
    points = f'<span class="points">{check.points}/{check.max_points}</span>'
    word = _mark(wording.OUTCOMES[check.outcome], mark)
    lines = [f"<li>{word} {escape(wording.title(check))} {points}"]
    if check.outcome is not Outcome.PASSED:
        lines.append(f'<div class="why">{escape(message)}</div>')
    if counterexample:
        lines.append(_example(wording.example(counterexample)))
    return "".join(lines) + "</li>"


def _example(facts: dict[str, str]) -> str:
    column = max(map(len, facts)) + 1
    text = "\n".join(f"{name:<{column}}{value}" for name, value in facts.items())
    return f"<pre>{escape(text)}</pre>"


def _mark(word: str, kind: str) -> str:
    return f'<span class="mark {kind}">{escape(word)}</span>'
