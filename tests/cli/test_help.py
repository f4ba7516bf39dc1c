import pytest

from touchstone.cli import _COMMANDS


@pytest.mark.parametrize("command", [name for name in _COMMANDS if _COMMANDS[name][0] != "serve"])
def test_every_command_has_help(touchstone, command):
    answer = touchstone(command, "--help")
    assert answer.code == 0
    assert "Usage: touchstone" in answer.out


def test_help_lists_every_command(program):
    listed = program("--help").out
    assert all(name in listed for name in _COMMANDS)


def test_an_unknown_command_is_bad_input(touchstone):
    assert touchstone("fire").code == 2


def test_help_loads_no_number_crunching(touchstone):
    import subprocess
    import sys

    program = "import sys; from touchstone.cli import main\ntry: main(['--help'])\nexcept SystemExit: pass\nprint([m for m in ('numpy', 'scipy', 'rich', 'django') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
