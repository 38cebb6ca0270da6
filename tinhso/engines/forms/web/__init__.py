"""Pages of a draft: task list, questions, repeating groups, papers, check answers. All work without JavaScript."""
