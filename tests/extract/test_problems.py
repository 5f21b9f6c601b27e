"""The examples beside the problems extractor: every mark is found as marked, and nothing else is."""

import extract_examples as examples
import pytest

from zongjie.extract.problems.rules import extract

KIND = "problems"
EXAMPLES = examples.read(KIND)


@pytest.mark.parametrize("example", EXAMPLES, ids=examples.names(EXAMPLES))
def test_example(example):
    examples.check(example, KIND, extract)
