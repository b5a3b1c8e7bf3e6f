"""A Streamlit page with one slider and one chart, and nothing else."""

import altair as alt
import numpy as np
import pandas as pd
import streamlit as st

rate = st.slider("Rate", 0.001, 0.02, 0.01, 0.001, format="%.3f")
x = np.linspace(-6, 6, 200)
st.altair_chart(
    alt.Chart(pd.DataFrame({"x": x, "y": np.sin(x * rate * 100)})).mark_line().encode(x="x", y="y")
)
