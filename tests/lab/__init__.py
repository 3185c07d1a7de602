"""Bare Debian hosts with systemd and sshd on this one machine, for runs against real OpenStack."""
