"""Few engines that many systems are made of: forms, workflow, deadlines, procedures."""
