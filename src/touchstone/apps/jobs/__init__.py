"""What happens after a change, in a worker, at least once; and the letters that go out so."""
