"""Notebooks that a fork could give other results than a kernel of their own; each prints what it finds."""

# ruff: noqa: E501

from __future__ import annotations

STATE = """
import sys, json, os, signal, threading, warnings, logging, decimal, locale, gc, resource, builtins, atexit, asyncio
print(sys.path[1:], sys.flags, sys.executable, sys.prefix, len(sys.argv), sys.argv[0], sys.argv[1:2], sys.orig_argv[:4])
print(__name__, sorted(globals()), sorted(dir(builtins)), "__file__" in globals())
print({number: str(signal.getsignal(number)) for number in signal.valid_signals() if number not in (9, 19)})
print(sorted(thread.name for thread in threading.enumerate()), threading.current_thread().name)
print(os.getcwd(), os.getpgrp() == os.getpid(), os.getsid(0) == os.getpid(), os.umask(0o22), os.sched_getaffinity(0))
print(decimal.getcontext(), locale.setlocale(locale.LC_ALL), sys.getrecursionlimit(), gc.isenabled(), gc.get_threshold())
print([resource.getrlimit(kind) for kind in (resource.RLIMIT_NOFILE, resource.RLIMIT_CORE, resource.RLIMIT_NPROC)])
print(logging.root.handlers, logging.root.level, sys.getswitchinterval(), sys.stdout.encoding, type(sys.stdin), os.nice(0))
print(asyncio.get_event_loop_policy(), asyncio.get_running_loop().is_running(), sys.gettrace(), sys.getprofile())
print(type(sys.meta_path[-1]), sys.path_hooks, sys.dont_write_bytecode, sys.get_int_max_str_digits())
print(len(os.listdir("/proc/self/task")), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
ENVIRONMENT = """
import subprocess
own = ("PID", "DIR", "MATPLOTLIBRC", "FORUM_", "_=")
lines = subprocess.run(["env"], capture_output=True, text=True).stdout.splitlines()
print(sorted(line for line in lines if not any(word in line for word in own)))
"""
FILTERS = """
import warnings
print(warnings.filters)
import numpy
print(warnings.filters)
import matplotlib.pyplot
print(warnings.filters)
import pandas
print(warnings.filters)
"""
MODULES = """
import sys
def tops(): return sorted({name.partition(".")[0] for name in vars(sys)["modules"] if not name.startswith("_cython")})
print(tops())
import numpy
print(tops())
import pandas
print(tops())
import matplotlib.pyplot
print(tops())
"""
OPTIONS = """
import matplotlib, numpy as np, pandas as pd, matplotlib.pyplot as plt
print(dict(matplotlib.rcParams), plt.get_fignums(), plt.isinteractive(), matplotlib.get_backend(), plt.style.available)
print({name: pd.get_option(name) for name in pd._config.config._registered_options})
print(np.get_printoptions(), np.geterr(), np.random.get_state()[0], matplotlib.colormaps, matplotlib.units.registry)
print(pd.DataFrame({f"column {n}": range(3) for n in range(30)}))
pd.DataFrame({f"column {n}": range(70) for n in range(30)})
"""
SEEDS = """
import random, numpy as np
random.seed(4); np.random.seed(4)
print(random.random(), np.random.rand(3), np.random.default_rng(4).normal(size=3))
"""
THREADS = """
import threading, queue, concurrent.futures, numpy as np
with concurrent.futures.ThreadPoolExecutor(4) as pool:
    print(list(pool.map(lambda n: float(np.sqrt(n)), range(20))))
found = queue.Queue(); thread = threading.Thread(target=lambda: found.put(threading.current_thread().name)); thread.start()
print(found.get(), thread.join())
"""
PROCESSES = """
import multiprocessing, subprocess, os, math
for method in ("fork", "spawn", "forkserver"):
    with multiprocessing.get_context(method).Pool(2) as pool:
        print(method, pool.map(math.factorial, range(8)))
print(subprocess.run(["sh", "-c", "echo out; echo err >&2; exit 3"], capture_output=True))
!echo from a shell
pid = os.fork()
if not pid: os._exit(7)
print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
"""
ASYNCIO = """
import asyncio, threading
async def later(n): await asyncio.sleep(0.01); return n
print(await asyncio.gather(*map(later, range(5))))
out = []; thread = threading.Thread(target=lambda: out.append(asyncio.run(later(6)))); thread.start(); thread.join()
process = await asyncio.create_subprocess_exec("echo", "hello", stdout=-1)
print(out, (await process.communicate())[0])
"""
FIGURES = """
%matplotlib inline
import matplotlib.pyplot as plt, numpy as np, io, hashlib
plt.rcParams["lines.linewidth"] = 5; plt.style.use("ggplot")
figure, axes = plt.subplots(1, 2); axes[0].plot(np.arange(9) ** 2, label=r"$\\alpha^2_{x}$"); axes[0].legend()
axes[1].hist(np.random.default_rng(1).normal(size=300), bins=20); axes[1].set_title("Ünïcode – 漢", weight="bold")
for form in ("png", "svg", "pdf"):
    stream = io.BytesIO(); figure.savefig(stream, format=form); print(form, hashlib.sha256(stream.getvalue()).hexdigest())
plt.show()
with plt.style.context("dark_background"), plt.xkcd(): plt.figure(figsize=(3, 2)); plt.plot([1, 3, 2])
"""
LATE = """
import matplotlib; matplotlib.use("svg")
import matplotlib.pyplot as plt
print(matplotlib.get_backend(), plt.plot([1, 2]), plt.get_fignums())
"""
TABLES = """
import pandas as pd, datetime
frame = pd.DataFrame({"day": pd.date_range("2026-01-01", periods=3), "value": [1.5, None, 3]}).set_index("day")
frame.value.plot(title="from pandas"); print(frame.describe(), pd.read_csv(__import__("io").StringIO("a,b\\n1,2")))
frame.style.format(precision=2)
"""
INPUT = """
import sys
print(repr(sys.stdin.read()), sys.stdin.isatty(), sys.__stdin__.fileno())
try: input("name?")
except BaseException as error: print(type(error).__name__)
"""
SIGNALS = """
import signal, time, os, atexit
seen = []; signal.signal(signal.SIGALRM, lambda *_: seen.append("alarm")); signal.setitimer(signal.ITIMER_REAL, 0.05)
time.sleep(0.2); signal.signal(signal.SIGUSR1, lambda *_: seen.append("usr1")); os.kill(os.getpid(), signal.SIGUSR1)
atexit.register(print, "bye"); print(seen)
"""
IMPORTS = """
import importlib, importlib.util, importlib.metadata, importlib.resources, json, pkgutil
spec = importlib.util.find_spec("pandas"); print(spec.name, spec.origin, spec.submodule_search_locations)
import numpy.linalg as la, pandas.api.types; from matplotlib import cm, dates; import matplotlib as mpl
print(la.norm([3, 4]), cm.viridis.name, mpl.__spec__.loader.__class__, mpl.__path__, importlib.reload(json).__name__)
print(importlib.metadata.version("numpy"), importlib.resources.files("matplotlib").name, importlib.reload(mpl.dates).__name__)
import pandas.testing, numpy.testing, numpy.polynomial, matplotlib.animation
print(numpy.polynomial.Polynomial([1, 2])(3), importlib.util.find_spec("numpy").origin == numpy.__file__)
try: import no_such_module
except ImportError as error: print(error, error.name)
"""
PARTS = """
import matplotlib, numpy, pandas
for package, part in ((matplotlib, "pyplot"), (matplotlib, "backends"), (numpy, "random"), (pandas, "plotting"), (numpy, "testing")):
    print(part, part in vars(package), hasattr(package, part))
from pandas import tseries; from numpy import fft; import matplotlib.cm
print(matplotlib.cm.viridis(0), fft.fft([1, 2]), hasattr(matplotlib, "pyplot"))
"""
OBJECTS = """
import pickle, dataclasses, enum, inspect, typing, copy, tempfile, pathlib, numpy as np, pandas as pd
@dataclasses.dataclass
class Point: x: int; y: "np.ndarray" = None
class Colour(enum.Enum): RED = 1
def area(p: Point) -> float: return p.x
print(pickle.loads(pickle.dumps(Point(1))), pickle.loads(pickle.dumps(Colour.RED)), inspect.getsource(area))
print(typing.get_type_hints(Point), copy.deepcopy(Point(2)), pickle.loads(pickle.dumps(pd.Series([1, 2]))).sum())
print({"a", "b", "c"}, hash("text"), frozenset(("x", "y")))
with tempfile.TemporaryDirectory() as folder: pathlib.Path(folder, "f").write_text("x"); print(len(list(pathlib.Path(folder).iterdir())))
"""
BLAS = """
import numpy as np, os
a = np.random.default_rng(3).normal(size=(400, 400)); before = len(os.listdir("/proc/self/task"))
print((a @ a).sum(), np.linalg.eigvalsh(a + a.T)[:3], np.linalg.svd(a)[1][:3], len(os.listdir("/proc/self/task")) - before)
"""
SHELL = """
import re, sys, os, logging
from ipykernel.kernelapp import IPKernelApp
CHANCE = r"(?<= at )(0x)?[0-9a-f]{6,}|[0-9a-f]{8}-[0-9a-f-]{20,}|(?<=forum-)\\w+|(?<=daemon )\\d+"  # another one in each process
OWN = ("_trait_values", "_cross_validation_lock", "parent_handle", "_parent_header_global", "exec_result", "last_execution_result")
def told(thing): return re.sub(CHANCE, "*", str(sorted(map(str, thing)) if len(repr(thing)) > 2000 and isinstance(thing, dict) else thing))
def state(thing):
    values = {**vars(thing), **getattr(thing, "_trait_values", {})}
    return [f"{name} = {told(values[name])}" for name in sorted(values) if name not in OWN]
app = IPKernelApp.instance(); shell = get_ipython()
print(shell is app.shell is app.kernel.shell, shell.kernel is app.kernel is shell.parent, shell.config is app.config)
print(shell.ipython_dir == os.environ["IPYTHONDIR"] == app.ipython_dir, shell.profile_dir is app.profile_dir is app.kernel.profile_dir)
print(shell.profile_dir.location == os.path.join(os.environ["IPYTHONDIR"], "profile_default"), vars(sys)["modules"]["__main__"] is shell.user_module)
print([(name, shell._orig_sys_module_state[name] is getattr(sys, name)) for name in ("stdin", "stdout", "stderr")], shell.dir_stack)
print(app.kernel.user_ns, app.user_ns, sorted(map(str, logging.root.manager.loggerDict)), app.log.level, app.kernel.session is app.session)
for part in (app, app.kernel, app.profile_dir, *shell.configurables): print(type(part), *state(part), sep="\\n")
"""
ERRORS = ["import pandas as pd, numpy as np\npd.DataFrame({'a': [1]})['b']", "np.linalg.inv(np.zeros((2, 2)))", "1/0"]

NASTY: dict[str, list[str]] = {
    "state": [STATE, STATE],
    "environment": [ENVIRONMENT],
    "filters": [FILTERS],
    "modules": [MODULES],
    "options": [OPTIONS, OPTIONS],
    "seeds": [SEEDS],
    "threads": [THREADS],
    "processes": [PROCESSES],
    "asyncio": [ASYNCIO],
    "figures": [FIGURES, "plt.plot([1, 2]); plt.xlabel('$x$')"],
    "late": [LATE],
    "shown": ["import matplotlib.pyplot as plt\nplt.plot([1, 2])"],
    "parts": [PARTS],
    "tables": [TABLES],
    "input": [INPUT],
    "signals": [SIGNALS],
    "imports": [IMPORTS],
    "objects": [OBJECTS],
    "blas": [BLAS],
    "shell": [SHELL, SHELL],
}
