"""How many threads may compute a model."""

from threadpoolctl import threadpool_limits


def use_one_thread() -> None:
    """Let linear algebra and trees use one thread from here on: two add up in another order than one.

    What is scored must not depend on the machine. dbt computes models side by side instead. It is not undone: another
    model may be in the middle of its own.
    """
    threadpool_limits(1)
