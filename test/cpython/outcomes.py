"""Runs one of CPython's own test modules; writes the outcome of each test to a file, as JSON: {id: outcome}.

Arguments: the module's name, the file, and optionally the ids of the tests to run.
"""
import json
import sys
import unittest


class Outcomes(unittest.TestResult):
    """Keeps what came of each test. Of a test with subtests, the worst counts."""

    def __init__(self):
        super().__init__()
        self.of = {}

    def addSuccess(self, test):
        self.of.setdefault(test.id(), "ok")

    def addError(self, test, error):
        self.of[test.id()] = "error"
        self._tell(test, error)

    def addFailure(self, test, error):
        self.of[test.id()] = "failure"
        self._tell(test, error)

    def addSubTest(self, test, subtest, error):
        if error is not None:
            self.addFailure(test, error)

    def addSkip(self, test, reason):
        self.of[test.id()] = "skipped"

    def addExpectedFailure(self, test, error):
        self.of[test.id()] = "expected failure"

    def addUnexpectedSuccess(self, test):
        self.of[test.id()] = "unexpected success"

    def _tell(self, test, error):
        print("%s: %s" % (test.id(), self._exc_info_to_string(error, test)), file=sys.stderr)


if __name__ == "__main__":
    name, path, *ids = sys.argv[1:]
    loader = unittest.defaultTestLoader
    suite = loader.loadTestsFromNames(ids) if ids else loader.loadTestsFromName(name)
    outcomes = Outcomes()
    suite.run(outcomes)
    with open(path, "w") as file:
        json.dump(outcomes.of, file)
