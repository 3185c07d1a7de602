"""A cloud as kolla-ansible makes it, of Debian's packages in containers."""
