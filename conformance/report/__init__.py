"""A run's results for people and for other programs; every report is made from results.json and the cassette."""
