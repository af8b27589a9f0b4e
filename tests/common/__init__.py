"""What several tests share; `pythonpath` in pyproject.toml lets them import it."""
