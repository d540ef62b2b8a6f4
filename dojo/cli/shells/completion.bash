# Completes loss-dojo's commands, options and katas in bash, for `python grader.py ...` and
# `./grader.py ...`. To switch it on, put this line into ~/.bashrc:
#
#     source <(@PYTHON@ @GRADER@ completion bash)

_loss_dojo() {
    local start=2
    [[ $1 == *grader.py ]] && start=1
    local script=${COMP_WORDS[start - 1]}
    if ((COMP_CWORD < start)) || ! [[ ${script/#\~/$HOME} -ef @GRADER@ ]]; then
        # Not ours: complete as before.
        [[ -n $_loss_dojo_before ]] && "$_loss_dojo_before" "$@"
        return
    fi
    local IFS=$'\013'
    COMPREPLY=($(
        COMP_LINE=$COMP_LINE COMP_POINT=$COMP_POINT COMP_TYPE=$COMP_TYPE \
        _ARGCOMPLETE=$start _ARGCOMPLETE_SHELL=bash \
        _ARGCOMPLETE_COMP_WORDBREAKS=$COMP_WORDBREAKS _ARGCOMPLETE_SUPPRESS_SPACE=1 \
            @PYTHON@ @GRADER@ 8>&1 9>/dev/null >/dev/null 2>&1 </dev/null
    ))
    compopt +o default +o bashdefault 2>/dev/null
    [[ ${COMPREPLY-} == */ ]] && compopt -o nospace 2>/dev/null
    return 0
}

_loss_dojo_before=
if ! complete -p python &>/dev/null && declare -F _completion_loader >/dev/null; then
    _completion_loader python
fi
if [[ $(complete -p python 2>/dev/null) =~ -F\ ([^ ]+) && ${BASH_REMATCH[1]} != _loss_dojo ]]; then
    _loss_dojo_before=${BASH_REMATCH[1]}
fi
complete -o default -o bashdefault -F _loss_dojo python python3 grader.py
