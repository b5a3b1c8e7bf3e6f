"""Whose word an exception is: TensorFlow's on a setting, or a bug of ours."""

from __future__ import annotations


def from_tensorflow(refusal: Exception) -> bool:
    """Return whether an exception is TensorFlow's or Keras's word on a setting, not a bug of ours.

    It is where its type is theirs, or the code nearest to it that is theirs or ours is theirs;
    where it comes out of the tracing of a compiled function, which raises it anew; or where
    Python itself refuses one of their objects, and names it.
    """
    theirs = ("tensorflow", "keras")
    if type(refusal).__module__.startswith(theirs) or str(refusal).startswith("in user code:"):
        return True
    for module in reversed(_modules(refusal)):
        if module.partition(".")[0] in theirs:
            return True
        if module.partition(".")[0] == "lib":
            break
    return "'tensorflow." in str(refusal)


def _modules(refusal: BaseException) -> list[str]:
    """Return the names of the modules that an exception went through, the innermost last."""
    names, step = [], refusal.__traceback__
    while step:
        names.append(str(step.tb_frame.f_globals.get("__name__")))
        step = step.tb_next
    return names
