"""How good and how fast: the figures of docs/benchmarks.md, and the floors they may not fall under.

Stands outside the product: measures it through its commands, its HTTP interface and `open_bot`.
"""
