"""Publishing: the channels a post leaves by, the accounts behind them, and the ledger that never sends twice."""
