"""What is run by a benchmark in another environment is no test."""

collect_ignore = ["tmtoolkit_pipeline.py"]
