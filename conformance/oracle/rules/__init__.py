"""What the document says of each operation, given what is known of the camera."""
