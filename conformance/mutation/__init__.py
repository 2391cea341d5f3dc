"""The suite's own test: is every named fault of the emulated camera found, and by the requirement that it breaks?"""
