"""The room where flows are drawn, tested and published."""
