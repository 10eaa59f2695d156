"""The official conformance suite for kernels, with every optional part switched on.

Prints one line for each test: its name and its outcome.
"""

import sys
import unittest

import jupyter_kernel_test

KERNEL = "tslab"


class Conformance(jupyter_kernel_test.KernelTests):
    kernel_name = KERNEL
    language_name = "typescript"
    file_extension = ".ts"
    code_hello_world = "console.log('hello, world')"
    code_stderr = "console.error('oops')"
    completion_samples = [
        {"text": "consol", "matches": ["console"]},
        {"text": "Math.hyp", "matches": ["hypot"]},
        {"text": "JSON.", "matches": ["parse", "stringify"]},
        {"text": 'import {} from "node:fs/p', "matches": ["node:fs/promises"]},
    ]
    complete_code_samples = ["1", "const x = 1;", "function f() {}", "`a${1}b`", "await f()"]
    incomplete_code_samples = ["function f() {", "`a\nb", "f(1,", "/* comment", "const f = () =>"]
    invalid_code_samples = ["'abc", "f)", "const 1 = 2", "x = = 1"]
    code_page_something = "console.log?"
    code_generate_error = "throw new Error('on purpose')"
    code_execute_result = [
        {"code": "1 + 2", "result": "3"},
        {"code": "[1, 2].map((x) => x * 2)", "result": "[ 2, 4 ]"},
        {"code": "'ab' + 'c'", "result": "'abc'"},
    ]
    code_display_data = [
        {
            "code": 'import { display } from "tslab"; display.html("<b>bold</b>")',
            "mime": "text/html",
        }
    ]
    supported_history_operations = ("tail", "range", "search")
    code_history_pattern = "1 ? 2*"  # "?" stands for one character
    code_inspect_sample = "console"
    code_clear_output = "clearOutput()"


class Welcome(jupyter_kernel_test.IopubWelcomeTests):
    kernel_name = KERNEL
    support_iopub_welcome = True


class Printed(unittest.TestResult):
    def stopTest(self, test) -> None:
        failed = [text for other, text in self.failures + self.errors if id_of(other) == test.id()]
        skipped = [why for other, why in self.skipped if id_of(other) == test.id()]
        name = test.id().split(".")[-1]
        print(f"{name}: {'failed' if failed else 'skipped' if skipped else 'passed'}", flush=True)
        for text in failed + skipped:
            print(text, file=sys.stderr)
        super().stopTest(test)


def id_of(test) -> str:
    """Of the test that a subtest is part of."""
    return getattr(test, "test_case", test).id()


if __name__ == "__main__":
    suite = unittest.TestSuite()
    for case in (Conformance, Welcome):
        suite.addTests(unittest.defaultTestLoader.loadTestsFromTestCase(case))
    suite.run(Printed())
