"""What the source scan reports, with which name and line, and what it leaves alone."""

import textwrap

import pytest

from dojo.judge.families import Rules
from dojo.judge.source import find_forbidden

RULES = Rules(("losses", "softmax"))
ENTRY = "CrossEntropyLoss"

FORBIDDEN = {
    "attribute chain": ("import torch\ndef f(x, t):\n    return torch.nn.functional.cross_entropy(x, t)",
                        "torch.nn.functional.cross_entropy", 3),
    "alias of a module": ("import torch.nn.functional as F\ndef f(x, t):\n    return F.nll_loss(x, t)",
                          "torch.nn.functional.nll_loss", 3),
    "alias of a function": ("from torch.nn.functional import log_softmax as ls\ndef f(x):\n    return ls(x)",
                            "torch.nn.functional.log_softmax", 3),
    "a name given on": ("import torch.nn.functional as F\nG = F\ndef f(x, t):\n    return G.cross_entropy(x, t)",
                        "torch.nn.functional.cross_entropy", 4),
    "a module's class": ("from torch import nn\ndef f(x):\n    return nn.LogSoftmax(dim=1)(x)",
                         "torch.nn.LogSoftmax", 3),
    "a loss of another name": ("from torch import nn\ndef f(x, t):\n    return nn.MultiMarginLoss()(x, t)",
                               "torch.nn.MultiMarginLoss", 3),
    "getattr": ("import torch\ndef f(x):\n    return getattr(torch, 'softmax')(x, 1)", "torch.softmax", 3),
    "an operator": ("import torch\ndef f(x):\n    return torch.ops.aten._log_softmax.default(x, 1, False)",
                    "torch.ops.aten._log_softmax.default", 3),
    "torch._C": ("import torch\ndef f(x, t):\n    return torch._C._nn.cross_entropy_loss(x, t)",
                 "torch._C._nn.cross_entropy_loss", 3),
    "distributions": ("from torch.distributions import Categorical\ndef f(x, t):\n"
                      "    return -Categorical(logits=x).log_prob(t)",
                      "torch.distributions.Categorical", 3),
    "another library": ("from scipy.special import log_softmax\ndef f(x):\n    return log_softmax(x)",
                        "scipy.special.log_softmax", 3),
    "imported where it is used": ("def f(x, t):\n    import torch.nn.functional as F\n    return F.cross_entropy(x, t)",
                                  "torch.nn.functional.cross_entropy", 3),
    "through a helper": ("import torch.nn.functional as F\ndef g(x, t):\n    return F.cross_entropy(x, t)\n"
                         "def f(x, t):\n    return g(x, t)", "torch.nn.functional.cross_entropy", 3),
    "a base class": ("from torch import nn\nclass f(nn.CrossEntropyLoss):\n    pass",
                     "torch.nn.CrossEntropyLoss", 2),
    "a default": ("import torch\ndef f(x, g=torch.softmax):\n    return g(x, 1)", "torch.softmax", 2),
    "a branch never taken": ("import torch\ndef f(x):\n    if x is None:\n        return torch.softmax(x, 1)",
                             "torch.softmax", 4),
    "a guard for anything else": ("import torch\nif __name__ != '__main__':\n    f = torch.softmax",
                                  "torch.softmax", 3),
    "beside the self-test": ("import torch\nif __name__ == '__main__':\n    pass\nelse:\n    f = torch.softmax",
                             "torch.softmax", 5),
    "a name given on in a function": ("import torch\ndef f(x):\n    F = torch.nn.functional\n    return F.log_softmax(x, 1)",
                                      "torch.nn.functional.log_softmax", 4),
    "an import beside a local of another function": (
        "from torch import softmax\ndef g(x):\n    softmax = x\n    return softmax\ndef f(x):\n    return softmax(g(x), 1)",
        "torch.softmax", 6),
    "a helper defined in a branch": ("import torch\ntry:\n    import numpy\nexcept ImportError:\n    def g(x):\n"
                                     "        return torch.softmax(x, 1)\ndef f(x):\n    return g(x)", "torch.softmax", 6),
    "a lambda with a name": ("import torch\ng = lambda x: torch.softmax(x, 1)\ndef f(x):\n    return g(x)",
                             "torch.softmax", 2),
    "a method that another asks for": (
        "import torch\nclass f(torch.nn.Module):\n    def g(self, x):\n        return torch.softmax(x, 1)\n"
        "    def forward(self, x):\n        return self.g(x)", "torch.softmax", 4),
    "a method asked for by its name": (
        "import torch\nclass f(torch.nn.Module):\n    def g(self, x):\n        return torch.softmax(x, 1)\n"
        "    def forward(self, x):\n        return getattr(self, 'g')(x)", "torch.softmax", 4),
    "a decorator": ("import torch\n@torch.nn.CrossEntropyLoss\ndef f(x):\n    return x",
                    "torch.nn.CrossEntropyLoss", 2),
}  # fmt: skip


@pytest.mark.parametrize("name", FORBIDDEN)
def test_a_forbidden_name_is_found_with_its_line(name):
    source, dotted, line = FORBIDDEN[name]
    (found,) = find_forbidden(source.replace("def f(", f"def {ENTRY}(").replace("class f(", f"class {ENTRY}("),
                              (ENTRY,), RULES)  # fmt: skip
    assert found.name.startswith(dotted) or dotted.startswith(found.name)
    assert found.line == line


ALLOWED = {
    "a comment": "# torch.softmax would do\ndef f(x):\n    return x",
    "a docstring": 'def f(x):\n    """Like F.cross_entropy."""\n    return x',
    "a string": "import torch\ndef f(x):\n    raise ValueError('use torch.softmax')",
    "an unused import": "from torch.nn.functional import cross_entropy\ndef f(x):\n    return x",
    "logsumexp": "import torch\ndef f(x):\n    return torch.logsumexp(x, 1)",
    "a function of one's own": "def log_softmax(x):\n    return x\ndef f(x):\n    return log_softmax(x)",
    "a function of one's own under an imported name": "from torch import softmax\ndef softmax(x):\n    return x\ndef f(x):\n    return softmax(x)",
    "a method of one's own": "class f:\n    def softmax(self, x):\n        return x\n    def g(self, x):\n        return self.softmax(x)",
    "the self-test": "import torch.nn.functional as F\ndef f(x):\n    return x\nif __name__ == '__main__':\n    F.cross_entropy(1, 2)",
    "the self-test's helper": "import torch.nn.functional as F\ndef check():\n    F.cross_entropy(1, 2)\ndef f(x):\n    return x\nif __name__ == '__main__':\n    check()",
    "an annotation": "from torch import nn\ndef f(x, like: nn.CrossEntropyLoss = None) -> nn.NLLLoss:\n    return x",
    "a parameter of that name": "import torch.nn.functional as F\ndef f(x, F):\n    return F.cross_entropy",
    "the base class of torch's losses": "from torch import nn\nclass f(nn.modules.loss._WeightedLoss):\n    pass",
    "a local under a name of the self-test's": "import torch\ndef f(x):\n    loss = x.exp()\n    return loss.sum()\nif __name__ == '__main__':\n    loss = torch.nn.CrossEntropyLoss()",
    "a local under an imported name": "from torch import softmax\ndef f(x):\n    softmax = x.exp()\n    return softmax.log()",
    "a local under a name of a test's": "import torch.nn.functional as F\ndef test():\n    nll = F.nll_loss\n    assert nll\ndef f(x):\n    nll = x.exp()\n    return nll.log()",
    "a local function under an imported name": "from torch import softmax\ndef f(x):\n    def softmax(y):\n        return y\n    return softmax(x)",
    "a local under a test's name": "import torch\ndef main():\n    torch.softmax(1, 2)\ndef f(x):\n    main = x.exp()\n    return main",
    "a parameter under a test's name": "import torch\ndef check():\n    torch.softmax(1, 2)\ndef f(x, check=False):\n    return x if check else -x",
    "the self-test on a condition": "import sys, torch\ndef f(x):\n    return x\nif __name__ == '__main__' and not sys.argv[1:]:\n    torch.softmax(1, 2)",
    "the self-test in a line": "import torch\ndef main():\n    torch.softmax(1, 2)\ndef f(x):\n    return x\n__name__ == '__main__' and main()",
    "what only a type checker reads": "import torch\nfrom typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    Loss = torch.nn.CrossEntropyLoss\ndef f(x):\n    return x",
    "a test on a condition": "import sys, torch\nif 'pytest' in sys.modules:\n    def test():\n        torch.softmax(1, 2)\ndef f(x):\n    return x",
    "a lambda of the self-test": "import torch\nreference = lambda x: torch.softmax(x, 1)\ndef f(x):\n    return x\nif __name__ == '__main__':\n    reference(1)",
    "a parametrised test": "import pytest\nfrom torch import nn\n@pytest.mark.parametrize('loss', [nn.CrossEntropyLoss])\ndef test(loss):\n    pass\ndef f(x):\n    return x",
    "a method that only the self-test calls": "import torch\nclass f:\n    def check(self, x):\n        return torch.softmax(x, 1)\n    def forward(self, x):\n        return x\nif __name__ == '__main__':\n    f().check(1)",
    "what never runs in a function": "import torch\ndef f(x):\n    if False:\n        torch.softmax(x, 1)\n    return x",
    "softplus and one_hot": "import torch.nn.functional as F\ndef f(x):\n    return F.softplus(x) + F.one_hot(x)",
}  # fmt: skip


@pytest.mark.parametrize("name", ALLOWED)
def test_what_is_not_called_is_not_reported(name):
    source = textwrap.dedent(ALLOWED[name])
    source = source.replace("def f(", f"def {ENTRY}(").replace("class f", f"class {ENTRY}")
    assert find_forbidden(source, (ENTRY,), RULES) == []


@pytest.mark.parametrize(
    "source", ["def f(:", "\0", "(" * 10_000, "-" * 200_000 + "1", "x = " + "1+" * 50_000 + "1"]
)
def test_source_that_breaks_the_parser_is_left_to_the_worker(source):
    assert find_forbidden(source, (ENTRY,), RULES) == []
