"""What a kernel makes of itself before it connects: its application, with the settings, and IPython's shell.

It is made once, in the warm process, and each fork takes it over: to make it takes a sixth of a
kernel's time. What belongs to one kernel, such as its folders and streams, is set in the fork.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

_HISTORY = ("HistoryManager", "hist_file", ":memory:")
_EXTRA = ["--{}.{}={}".format(*_HISTORY)]  # what nbclient adds to a kernel's command
_DONE = ("parse_command_line", "init_crash_handler", "init_profile_dir", "init_config_files")
_BEFORE = (*_DONE, "load_config_file", "update_config")
"""The steps of an application that the warm process has done for all."""


def fits(arguments: Sequence[str]) -> bool:
    """Tell whether what was made is what a kernel with these arguments makes."""
    return len(arguments) == 3 and arguments[0] == "-f" and [arguments[2]] == _EXTRA


def make() -> Any:
    """Return an application that has read its settings, and whose shell is there."""
    from ipykernel.kernelapp import IPKernelApp
    from traitlets.config.loader import Config, DeferredConfigString

    app: Any = IPKernelApp.instance()
    section, name, value = _HISTORY
    app.cli_config = Config({section: {name: DeferredConfigString(value)}})
    app.parse_command_line = lambda _: app.update_config(app.cli_config)  # a parser would know all options
    super(IPKernelApp, app).initialize()  # its own does all that is left, in the fork
    app.init_pdb()
    compiler = app.kernel_class.compiler_class.default_value
    app.kernel_class.shell_class.default_value.instance(
        parent=app, profile_dir=app.profile_dir, compiler_class=compiler
    )
    return app


def take_over(app: Any, arguments: Sequence[str]) -> None:
    """Make the application and its shell those of one kernel, ready to start.

    ``arguments`` are those of the kernel's command; its environment and folder are those of this process.
    """
    shell: Any = app.kernel_class.shell_class.default_value.instance()
    _tell(app, arguments)
    _settle(app, shell)
    kept = app.init_shell

    def init_shell() -> None:
        shell.parent = shell.kernel = app.kernel
        kept()

    ours = dict.fromkeys(_BEFORE, lambda *_: None) | {"init_shell": init_shell}
    vars(app).update(ours)
    app.initialize()
    for name in ours:
        del vars(app)[name]
    for name in ("stdin", "stdout", "stderr"):
        shell._orig_sys_module_state[name] = getattr(sys, name)


def _tell(app: Any, arguments: Sequence[str]) -> None:
    """Let an application know its command line."""
    app.argv, app.extra_args = list(arguments), []
    app.parent_handle = os.getppid()
    app.connection_file = arguments[1]
    for config in (app.config, app.cli_config):
        config.IPKernelApp.connection_file = arguments[1]


def _settle(app: Any, shell: Any) -> None:
    """Give an application and its shell the folders of one kernel, and its environment their settings."""
    from IPython.core.profiledir import ProfileDir

    folders: Any = ProfileDir
    old, new = app.profile_dir.location, os.environ["IPYTHONDIR"]
    app.ipython_dir = shell.ipython_dir = new
    app.profile_dir = shell.profile_dir = folders.find_profile_dir_by_name(new, app.profile, app.config)
    location = app.profile_dir.location
    app.config_file_paths = [location if path == old else path for path in app.config_file_paths]
    app._loaded_config_files[:] = [path.replace(old, location) for path in app._loaded_config_files]
    shell.starting_dir = str(Path.cwd())
    shell.init_pushd_popd_magic()
    shell.init_environment()
