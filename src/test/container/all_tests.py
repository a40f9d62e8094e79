#!/usr/bin/env python3
"""Runs the container tests and leaves a report beside those of the Java tests: all_tests.py [NAME...]"""
import pathlib
import sys
import time
import unittest
import xml.etree.ElementTree as xml

import compose_test
import container_test

REPORTS = pathlib.Path(__file__).resolve().parents[3] / "target" / "failsafe-reports"


class Recorder(unittest.TextTestResult):
    def __init__(self, *args):
        super().__init__(*args)
        self.suite = xml.Element("testsuite", name="container")

    def startTest(self, test):
        super().startTest(test)
        self.begin = time.monotonic()

    def record(self, test, failure=None):
        name = test.id().rsplit(".", 1)
        case = xml.SubElement(self.suite, "testcase", classname=name[0], name=name[-1],
                              time=f"{time.monotonic() - getattr(self, 'begin', time.monotonic()):.3f}")
        if failure:
            xml.SubElement(case, "failure").text = failure
        REPORTS.mkdir(parents=True, exist_ok=True)
        xml.ElementTree(self.suite).write(REPORTS / "TEST-container.xml")  # of what was done, when time runs out

    def addSuccess(self, test):
        super().addSuccess(test)
        self.record(test)

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.record(test, self.failures[-1][1])

    def addError(self, test, err):  # also of what prepares a class or a module
        super().addError(test, err)
        self.record(test, self.errors[-1][1])


def main():
    loader = unittest.TestLoader()
    loader.testNamePatterns = [f"*{name}*" for name in sys.argv[1:]] or None
    tests = unittest.TestSuite(loader.loadTestsFromModule(module) for module in (container_test, compose_test))
    result = unittest.TextTestRunner(stream=sys.stdout, verbosity=2, resultclass=Recorder).run(tests)
    return 0 if result.wasSuccessful() and result.testsRun else 1


if __name__ == "__main__":
    sys.exit(main())
