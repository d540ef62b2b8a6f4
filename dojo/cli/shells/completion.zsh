# Completes loss-dojo's commands, options and katas in zsh, for `python grader.py ...` and
# `./grader.py ...`. To switch it on, put this line into ~/.zshrc, below compinit where it has one:
#
#     source <(@PYTHON@ @GRADER@ completion zsh)

_loss_dojo() {
    local start=2
    [[ ${words[1]} == *grader.py ]] && start=1
    local script=${(Q)words[start]}
    if ((CURRENT <= start)) || ! [[ ${script/#\~/$HOME} -ef @GRADER@ ]]; then
        # Not ours: complete as before.
        ${_loss_dojo_before:-_default} "$@"
        return
    fi
    local line="${(j: :)words[1,CURRENT-1]} $PREFIX"
    local -a found
    found=("${(@f)$(
        COMP_LINE=$line COMP_POINT=${#line} COMP_TYPE=9 \
        _ARGCOMPLETE=$start _ARGCOMPLETE_SHELL=zsh _ARGCOMPLETE_IFS=$'\n' \
        _ARGCOMPLETE_SUPPRESS_SPACE=1 \
            @PYTHON@ @GRADER@ 8>&1 9>/dev/null >/dev/null 2>&1 </dev/null
    )}")
    found=(${found:#})
    if [[ ${#found} == 1 && ${found[1]} == */:* ]]; then
        _describe loss-dojo found -S ''
    else
        _describe loss-dojo found
    fi
}

if ! ((${+functions[compdef]})); then
    autoload -Uz compinit && compinit
fi
if [[ ${_comps[python]} != _loss_dojo ]]; then
    _loss_dojo_before=${_comps[python]}
fi
compdef _loss_dojo python python3 grader.py
