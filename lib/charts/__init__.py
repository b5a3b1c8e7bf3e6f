"""Pictures of plain numbers, by family: Altair in, a Vega-Lite spec and its data out."""
