"""Errors say everything at once, and survive the journey from a worker process."""

import copy
import pickle

import pytest

from toolkit.errors import SettingsError, ToolkitError, ToolkitWarning


def test_one_mistake_reads_as_one_sentence():
    assert str(SettingsError(["counts.max_share = 2 cannot be used"])) == (
        "counts.max_share = 2 cannot be used"
    )


def test_several_mistakes_are_counted_and_stand_on_lines_of_their_own():
    error = SettingsError(["first", "second"], source="experiment.toml")
    assert str(error) == "experiment.toml: 2 settings cannot be used:\n  first\n  second"


def test_the_source_stands_before_a_single_mistake():
    assert str(SettingsError(["first"], source="experiment.toml")) == "experiment.toml: first"


def test_mistakes_can_be_read_one_by_one():
    assert SettingsError(iter(["a", "b"])).mistakes == ("a", "b")


@pytest.mark.parametrize("again", [lambda e: pickle.loads(pickle.dumps(e)), copy.copy])
def test_errors_survive_a_journey_between_processes(again):
    error = again(SettingsError(["first", "second"], source="experiment.toml"))
    assert (error.mistakes, error.source) == (("first", "second"), "experiment.toml")
    assert str(again(ToolkitError("no speech"))) == "no speech"


def test_a_settings_error_is_a_user_s_mistake_and_a_warning_is_none():
    assert issubclass(SettingsError, ToolkitError)
    assert issubclass(ToolkitError, ValueError)
    assert issubclass(ToolkitWarning, UserWarning)
