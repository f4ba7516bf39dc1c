"""What is done to the pool, and to what a specialist says of themselves."""
