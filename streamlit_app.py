"""TensorFlow Lesson Lab: TensorFlow 2, to be understood by moving things.

``streamlit run`` finds the app below, starts the server with TensorFlow warming behind it, and
gives every reader the shell. Where a host runs this file as a plain script, so does the call.
"""

import streamlit as st

from lib.ui import shell

app = st.App("lib/ui/app.py", lifespan=shell.lifespan)
shell.show_if_script()
