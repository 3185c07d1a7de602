"""A cloud that somebody built by hand along the guide: Debian 12's packages, names of his own."""
