"""The pages and the tables behind them."""
