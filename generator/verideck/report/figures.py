"""Words what is wrong with a figure that was to be shown."""

from __future__ import annotations

from typing import assert_never

from verideck.model import Diagnostic, FigureUnfit


def figure_unfit(problem: FigureUnfit) -> Diagnostic:
    code, message, help = words(problem)
    return Diagnostic(code, message, problem.ran.fence.span, help=help)


def words(problem: FigureUnfit) -> tuple[str, str, str]:
    """The code, the message and the help."""
    close = "or close it with `plt.close()`"
    match problem.reason:
        case "no-alt":
            help = f'write what it shows, as in `alt="The loss falls to 0.1"`, {close}'
            return "figure-without-alt", "a figure is shown without a description", help
        case "no-figure":
            help = "remove `alt=`, or leave a figure of `matplotlib.pyplot` open at the end of the code"
            return "alt-without-figure", "`alt=` describes a figure, but none is open after this code has run", help
        case "several":
            help = "split the code, draw into one figure with `plt.subplots`, or close the others"
            return "several-figures", f"{problem.detail} figures are open after this code has run", help
        case "at-prompt":
            return "figure-at-prompt", "a `pycon` fence cannot show a figure", f"draw in a `python` fence, {close}"
        case "unsafe":
            help = "leave out links (`set_url`) and whatever else does more than draw"
            return "figure-unsafe", f"the figure {problem.detail}", help
        case "animated":
            help = "delete the animation and draw one of its frames, or some of them side by side"
            return "animated-figure", "the figure is animated, and a card cannot move", help
        case "too-large":
            help = "choose a smaller `figsize`; 5 by 3 inches are easy to read on a phone"
            return "figure-too-large", f"the figure is too large: {problem.detail}", help
        case "too-heavy":
            help = "draw fewer points, or write `figure=png`"
            return "figure-too-large", f"the figure's file is too large: {problem.detail}", help
        case "no-glyph":
            return "figure-glyph", f"a character would be an empty box: {problem.detail}", "use other characters"
        case "failed":
            return "figure-failed", f"the figure cannot be drawn: {problem.detail}", "mend what is drawn"
        case _:
            assert_never(problem.reason)
