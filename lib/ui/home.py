"""Home: what this is, and the lessons by group."""

import streamlit as st

from lib import curriculum
from lib.ui import language, shell
from lib.ui.language import frame

with st.container(key="top", horizontal=True, vertical_alignment="center"):
    st.title(frame("home.heading"), width="stretch")
    language.switch()
st.markdown(frame("home.lead"))
st.caption(frame("home.note"))
for group in curriculum.GROUPS:
    lessons = [entry for entry in curriculum.lessons() if entry.label("group", "en") == group]
    if not lessons:
        continue
    st.subheader(frame(f"group.{group}"), anchor=group)
    with st.grid("auto", min_column_width=260):
        for entry in lessons:
            with st.container(border=True, height="stretch"):
                # A picture says no more than the words beside it: silent to screen readers.
                st.image(entry.card.read_text(), width="stretch", alt="")
                st.page_link(
                    shell.page_of(entry.slug),
                    label=f"**{entry.number}. {entry.label('title', language.current())}**",
                )
                st.caption(entry.label("question", language.current()))
