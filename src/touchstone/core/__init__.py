"""The calculator: values in, frozen values out; no clock, database, environment, network or global randomness."""
