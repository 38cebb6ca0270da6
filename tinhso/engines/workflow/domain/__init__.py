"""The rules of processes: pure Python, no Django, no SpiffWorkflow."""
