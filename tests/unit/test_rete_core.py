"""The core is loaded although the published extension names a function that Python 3.13 has no more."""

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

# As the extension of durable-rules is on Python 3.13: a function of it calls what is not there.
EXTENSION = """
#include <Python.h>
extern PyObject *PyEval_FunctionThatIsGone(PyObject *);
static PyObject *call(PyObject *self, PyObject *arguments) {
    return PyEval_FunctionThatIsGone(arguments);
}
static PyObject *answer(PyObject *self, PyObject *arguments) { return PyLong_FromLong(42); }
static PyMethodDef methods[] = {
    {"call", call, METH_VARARGS, ""}, {"answer", answer, METH_VARARGS, ""}, {NULL, NULL, 0, NULL}
};
static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "durable_rules_engine", NULL, -1, methods
};
PyMODINIT_FUNC PyInit_durable_rules_engine(void) { return PyModule_Create(&definition); }
"""


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with an extension of the core's name."""
    compiler = shutil.which("cc")
    if compiler is None or not sys.platform.startswith("linux"):
        pytest.skip("this needs a C compiler and Linux's loader")
    found = tmp_path_factory.mktemp("extension")
    source = found / "core.c"
    source.write_text(EXTENSION, "utf-8")
    target = found / f"durable_rules_engine{sysconfig.get_config_var('EXT_SUFFIX')}"
    command = [compiler, "-shared", "-fPIC", "-Wl,-z,lazy", f"-I{sysconfig.get_path('include')}"]
    subprocess.run([*command, str(source), "-o", str(target)], check=True)
    return found


def run(code: str, directory: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(directory), **variables}
    command = [sys.executable, "-c", code]
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False)


def test_plain_import_stumbles_over_a_function_that_is_gone(directory: Path) -> None:
    done = run("import durable_rules_engine", directory)
    assert "undefined symbol: PyEval_FunctionThatIsGone" in done.stderr


def test_the_core_is_bound_lazily_where_a_function_is_gone(directory: Path) -> None:
    code = (
        "import sys\n"
        "from clientfit.engines.rete_core import load_core\n"
        "before = sys.getdlopenflags()\n"
        "core = load_core()\n"
        "print(core.answer(), core.__file__, sys.getdlopenflags() == before)"
    )
    done = run(code, directory)
    assert done.stderr == ""
    answer, file, restored = done.stdout.split()
    assert (answer, Path(file).parent, restored) == ("42", directory, "True")


def test_where_the_system_forbids_that_the_error_names_the_command_that_mends_it(
    directory: Path,
) -> None:
    code = (
        "import clientfit\n"
        "try: clientfit.load_rules().decide_facts({}, confirm=True)\n"
        "except clientfit.ClientfitError as error: print(type(error).__name__, error)"
    )
    done = run(code, directory, LD_BIND_NOW="1")
    assert done.stdout.startswith("MissingExtraError the core of durable-rules does not load: ")
    assert "run: CPPFLAGS=-DPyEval_CallObject=PyObject_CallObject python -m pip install" in done.stdout
