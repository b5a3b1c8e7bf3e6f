#!/bin/sh
# Print a Python that the lab supports (3.11 to 3.13), or say in one sentence why there is none.
# Usage: tools/python.sh [PYTHON]   with an argument, that one only. Plain sh: it must run
# where there is no usable Python at all.
version_of() {
    "$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null
}
found=""
for candidate in ${1:-python3 python3.13 python3.12 python3.11 python}; do
    version=$(version_of "$candidate") || continue
    case "$version" in
        3.11 | 3.12 | 3.13)
            echo "$candidate"
            exit 0
            ;;
        "") ;;
        *) found="$found${found:+, }$version ($candidate)" ;;
    esac
done
echo "TensorFlow Lesson Lab needs Python 3.11 to 3.13, and found ${found:-none${1:+ at $1}}:" \
    "install one of these and run again, or name it, as in 'make run PYTHON=python3.12'." >&2
exit 1
