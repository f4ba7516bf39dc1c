"""Spanish as Mexico, Central America, Colombia and Peru write numbers: 1,234.5. The same as in web/numbers.py."""

DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
