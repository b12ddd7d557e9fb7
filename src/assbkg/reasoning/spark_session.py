"""A Spark session: what it needs on a machine, and how it is set up."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

from assbkg.errors import ReasoningError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

__all__ = ["first_line", "require_spark", "spark_session"]

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
        raise ReasoningError(
            "Spark needs the package pyspark; `pip install 'assbkg[spark]'` brings it"
        )
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
    submitted = "PYSPARK_GATEWAY_PORT" in os.environ
    if not submitted:
        require_spark()
    from pyspark.sql import SparkSession

    there = SparkSession.getActiveSession()
    if there is not None:
        yield there
        return
    with tempfile.TemporaryDirectory(prefix="assbkg-spark-") as folder:
        logging = Path(folder) / "log4j2.properties"
        logging.write_text(_LOGGING, encoding="utf-8")
        builder = SparkSession.builder.appName("assbkg")
        for key, value in _settings(scratch or Path(folder), logging).items():
            builder = builder.config(key, value)
        if master is not None or not submitted:
            builder = builder.master(master or "local[2]")
        try:
            session = builder.getOrCreate()
        except Exception as error:
            raise ReasoningError(f"Spark can't be started: {first_line(error)}") from error
        try:
            yield session
        finally:
            session.stop()


def first_line(error: BaseException) -> str:
    """What an error of Spark says, without pages of Java."""
    return next((line for line in str(error).splitlines() if line.strip()), repr(error))


def _settings(scratch: Path, logging: Path) -> dict[str, str]:
    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.catalogImplementation": "in-memory",
        "spark.sql.warehouse.dir": str(scratch / "warehouse"),
        "spark.sql.parquet.compression.codec": "zstd",
        "spark.sql.sources.partitionOverwriteMode": "dynamic",
        "spark.driver.extraJavaOptions": f"-Dlog4j2.configurationFile={logging.as_uri()}",
    }
    if "PYSPARK_GATEWAY_PORT" not in os.environ:
        # On a cluster its own settings say these.
        settings |= {
            "spark.driver.memory": "3g",
            "spark.sql.shuffle.partitions": "4",
            "spark.local.dir": str(scratch),
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
        }
    return settings
