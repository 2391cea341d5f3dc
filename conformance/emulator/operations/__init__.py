"""The fifteen operations. Each has two functions: one reads and checks the parameters, one acts on the camera."""
