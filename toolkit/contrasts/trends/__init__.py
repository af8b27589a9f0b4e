"""Topics through time: shares by period with their bands, and straight trends.

Cells are sorted into periods (`periods`), each period's mean gets its band (`band`), and the slope
of the cells over time is tested where neighbours are alike (`straight`, `slopes`).
"""
