# Completes loss-dojo's commands, options and katas in fish, for `python grader.py ...` and
# `./grader.py ...`. To switch it on, put this line into ~/.config/fish/config.fish:
#
#     @PYTHON@ @GRADER@ completion fish | source

function __loss_dojo_start --description 'which word is the script'
    set -l words (commandline -opc)
    if string match -q '*grader.py' -- $words[1]
        echo 1
    else
        echo 2
    end
end

function __loss_dojo_here --description 'whether it is loss-dojo that the line runs'
    set -l words (commandline -opc)
    set -l script $words[(__loss_dojo_start)]
    test -n "$script"; or return 1
    set -l path (realpath -- (string replace -r '^~' $HOME -- $script) 2>/dev/null)
    test "$path" = @GRADER@
end

function __loss_dojo_complete
    set -lx _ARGCOMPLETE (__loss_dojo_start)
    set -lx _ARGCOMPLETE_DFS \t
    set -lx _ARGCOMPLETE_IFS \n
    set -lx _ARGCOMPLETE_SHELL fish
    set -lx _ARGCOMPLETE_SUPPRESS_SPACE 1
    set -lx COMP_LINE (commandline -pc)
    set -lx COMP_POINT (string length -- $COMP_LINE)
    set -lx COMP_TYPE 9
    @PYTHON@ @GRADER@ 8>&1 9>/dev/null >/dev/null 2>&1
end

for command in python python3 grader.py
    complete --command $command --condition __loss_dojo_here --no-files \
        --arguments '(__loss_dojo_complete)'
end
