"""What nova-compute hosts, their providers and instances need to be well again."""
