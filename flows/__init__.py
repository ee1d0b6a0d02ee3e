"""The flow language `converse.flow/v1`: its model, its checks, and `decide`. Pure: no clock, no I/O, no randomness."""
