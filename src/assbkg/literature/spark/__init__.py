"""The same rules on Apache Spark."""
