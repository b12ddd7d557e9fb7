"""Completion in bash, which breaks words at marks that names hold."""

from __future__ import annotations

import os
import re
from typing import Final

from click.shell_completion import BashComplete, add_completion_class, split_arg_string

__all__ = ["register"]

#: What bash takes for words of their own.
_BREAKS: Final = re.compile(r"[@=:><]")


def register() -> None:
    """Have bash complete by `_Bash`."""
    add_completion_class(_Bash)


class _Bash(BashComplete):
    """Completion for bash, which takes `system=SiNPs@MXenes` for five words.

    The words are taken from the line instead, and of each suggestion that part is returned that
    takes the place of the last word of bash.
    """

    name = "bash"
    #: Without a space behind a parameter that lacks its value.
    source_template = BashComplete.source_template.replace(
        'env COMP_WORDS="${COMP_WORDS[*]}" COMP_CWORD=$COMP_CWORD',
        'env COMP_WORDS="${COMP_LINE:0:$COMP_POINT}" COMP_CWORD=-1',
    ).replace(
        "COMPREPLY+=($value)",
        'COMPREPLY+=("$value"); [[ $value == *= ]] && compopt -o nospace',
    )

    def get_completion_args(self) -> tuple[list[str], str]:
        """Return the words before the one that is typed, and that one."""
        line = os.environ.get("COMP_WORDS", "")
        words = split_arg_string(line)
        typed = words.pop() if words and not re.search(r"(?<!\\)\s$", line) else ""
        return words[1:], typed

    def complete(self) -> str:
        """Write the suggestions, each without what bash keeps of the word."""
        args, typed = self.get_completion_args()
        kept = max((found.end() for found in _BREAKS.finditer(typed)), default=0)
        lines = []
        for item in self.get_completions(args, typed):
            if item.type != "plain":
                lines.append(f"{item.type},{item.value}")
            elif item.value.startswith(typed[:kept]):
                lines.append(f"plain,{item.value[kept:]}")
        return "\n".join(lines)
