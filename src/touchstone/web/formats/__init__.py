"""How numbers are written where Django's own idea of a language differs from ours."""
