"""The pages of the service that run scripts: the explorer, and questions with an editor."""
