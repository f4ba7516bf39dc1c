"""What clients need."""
