"""What the integration tests share: commands, cameras, and cameras that misbehave."""
