"""A cloud with three controllers behind a shared address, as an operator builds it by the HA guide."""
