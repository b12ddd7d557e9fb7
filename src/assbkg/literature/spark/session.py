"""A Spark session: what it needs on a machine, and how it is set up."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from assbkg.errors import ReasoningError
from assbkg.stopping import stoppable

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

__all__ = ["first_line", "require_spark", "spark_session", "values_query"]

#: The oldest Java that Spark 4 runs on.
_JAVA: Final = 17

_LOGGING: Final = """\
rootLogger.level = error
rootLogger.appenderRef.stderr.ref = stderr
appender.stderr.type = Console
appender.stderr.name = stderr
appender.stderr.target = SYSTEM_ERR
appender.stderr.layout.type = PatternLayout
appender.stderr.layout.pattern = %p %c{1}: %m%n
"""


def require_spark() -> None:
    """Raise `ReasoningError`, which says what to do, when Spark can't run here."""
    if find_spec("pyspark") is None:
        raise ReasoningError("Spark needs the package pyspark; `pip install pyspark` brings it")
    home = os.environ.get("JAVA_HOME")
    java = str(Path(home) / "bin" / "java") if home else shutil.which("java")
    where = "in JAVA_HOME" if home else "on the PATH"
    needed = f"Spark needs a JDK {_JAVA} or newer"
    if java is None or not Path(java).is_file():
        raise ReasoningError(f"{needed}, and there is no Java {where}; --engine duckdb needs none")
    version = _java_version(java)
    if version < _JAVA:
        raise ReasoningError(f"{needed}, and the Java {where} is {version or 'unknown'} ({java})")


def _java_version(java: str) -> int:
    """The major version of a Java; 0 when it doesn't say."""
    try:
        done = subprocess.run(  # noqa: S603 - the user's own Java
            [java, "-version"], capture_output=True, text=True, timeout=60, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return 0
    found = re.search(r'version "(?:1\.)?(\d+)', done.stderr + done.stdout)
    return int(found[1]) if found else 0


@contextmanager
def spark_session(master: str | None, scratch: Path | None) -> Iterator[SparkSession]:
    """A quiet session on a master, else on the one of spark-submit, else on two local cores.

    `scratch` is where Spark may keep files of its own, on this machine. The session ends with
    the block, unless one was there before.
    """
    if not _submitted():
        require_spark()
    with warnings.catch_warnings():
        # Whether pandas is of a version that it likes: no frame is ever made here.
        warnings.filterwarnings("ignore", "PySpark does not yet", FutureWarning)
        from pyspark.sql import SparkSession

        there = SparkSession.getActiveSession()
        if there is not None:
            yield there
            return
        with tempfile.TemporaryDirectory(prefix="assbkg-spark-") as folder:
            settings = _settings(master, scratch or Path(folder), Path(folder))
            java = stoppable(_Java())
            with _signals_unchanged():
                session = _start(settings, Path(folder) / "log", java)
            try:
                yield session
            finally:
                try:
                    session.stop()
                except Exception:
                    if not java.ended:
                        raise


class _Java:
    """The Java below a session, which a signal ends at once: Spark would take its time.

    Java that has lost its Python while it starts would stay for good.
    """

    def __init__(self) -> None:
        self.process: subprocess.Popen[Any] | None = None
        self.ended = False

    def popen(self, *command: Any, **options: Any) -> subprocess.Popen[Any]:  # noqa: ANN401
        """Start it, as `subprocess.Popen` does, in a process group of its own."""
        self.process = subprocess.Popen(*command, **options, start_new_session=True)  # noqa: S603
        return self.process

    def interrupt(self) -> None:
        """End it with all that it started, if this process has started it."""
        if self.process is not None and self.process.poll() is None:
            self.ended = True
            if sys.platform == "win32":
                self.process.kill()
            else:
                os.killpg(self.process.pid, signal.SIGKILL)


@contextmanager
def _signals_unchanged() -> Iterator[None]:
    """Keep what Ctrl-C does; Spark makes it cancel jobs, and wait for them."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.getsignal(signal.SIGINT)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _start(settings: Mapping[str, str], log: Path, started: _Java) -> SparkSession:
    """Start a session; what Java says meanwhile goes to a file and not to the user."""
    from pyspark import SparkConf, SparkContext, java_gateway
    from pyspark.sql import SparkSession

    # The first session of a process starts Java, if spark-submit has not.
    java = None
    try:
        if SparkContext._gateway is None:
            conf = SparkConf(loadDefaults=False).setAll(list(settings.items()))
            # Nothing else tells which process is Java before it answers.
            launching: Any = java_gateway
            popen, launching.Popen = launching.Popen, started.popen
            try:
                with log.open("wb") as said:
                    java = launching.launch_gateway(conf, {"stderr": said})
            finally:
                launching.Popen = popen
        SparkContext(conf=SparkConf().setAll(list(settings.items())), gateway=java)
        return SparkSession.builder.getOrCreate()
    except Exception as error:
        raise ReasoningError(
            f"Spark can't be started: {_reason(log) or first_line(error)}"
        ) from error


def _reason(log: Path) -> str:
    """The line in which Java says why it did not start; empty when it gives no reason."""
    lines = log.read_text(errors="replace").splitlines() if log.is_file() else []
    return next((line.strip() for line in lines if re.search("Error|Exception", line)), "")


def first_line(error: BaseException) -> str:
    """What an error of Spark says in the end, without pages of Java."""
    text = str(error)
    # What was thrown first is wrapped in what became of it.
    thrown = getattr(error, "java_exception", None) or getattr(error, "_origin", None)
    with suppress(Exception):  # Java may be gone, and then the error itself is all there is
        while thrown is not None:
            text, thrown = thrown.getMessage() or thrown.toString(), thrown.getCause()
    return next((line for line in text.splitlines() if line.strip()), repr(error))


def _settings(master: str | None, scratch: Path, folder: Path) -> dict[str, str]:
    """Settings of a session; on a cluster, those that were given to spark-submit stay."""
    settings = {
        "spark.app.name": "assbkg",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.catalogImplementation": "in-memory",
        "spark.sql.warehouse.dir": str(scratch / "warehouse"),
        "spark.sql.parquet.compression.codec": "zstd",
    }
    if _submitted():
        return settings | ({"spark.master": master} if master else {})
    logging = folder / "log4j2.properties"
    logging.write_text(_LOGGING, encoding="utf-8")
    options = f"-Dlog4j2.configurationFile={logging.as_uri()}"
    master = master or "local[2]"
    if master.startswith("local"):
        # The queries of a closure are many and long: their code fills a cache of usual size.
        options += " -XX:+UseParallelGC -XX:ReservedCodeCacheSize=240m"
        settings |= {
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.driver.memory": "3g",
            "spark.local.dir": str(scratch),
        }
    return settings | {"spark.master": master, "spark.driver.extraJavaOptions": options}


def _submitted() -> bool:
    """Whether spark-submit started this process, and Java before it."""
    return "PYSPARK_GATEWAY_PORT" in os.environ


def values_query(rows: Sequence[tuple[int | str, ...]], columns: Mapping[str, str]) -> str:
    """Return the query for rows of the driver, with the types of their columns.

    It is SQL, because rows sent from Python would need Python on every executor.
    """
    told = ", ".join(f"CAST({name} AS {kind}) AS {name}" for name, kind in columns.items())
    if not rows:
        empty = ", ".join(f"CAST(NULL AS {kind}) AS {name}" for name, kind in columns.items())
        return f"SELECT {empty} WHERE false"
    values = ", ".join("(" + ", ".join(map(_literal, row)) + ")" for row in rows)
    return f"SELECT {told} FROM (VALUES {values}) v({', '.join(columns)})"


def _literal(value: int | str) -> str:
    if isinstance(value, int):
        return str(value)
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
