"""What an organisation's owners do: found it, let people in and out, hand out API tokens."""
