"""The full data sets of Keras: where their files lie, how they get there, and what they are."""
