"""A sector's system or a register on a port of this machine: the connectors' simulators, behind sign-in and faults."""
