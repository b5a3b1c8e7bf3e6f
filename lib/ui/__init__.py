"""The frame of the dashboard: all that knows Streamlit."""
