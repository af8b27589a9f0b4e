"""What a run keeps of a record: its arrays, and the rest as JSON has it; and the record again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields, is_dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, Self, get_args, get_origin, get_type_hints

from toolkit.records import read_only

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Parts:
    """A frozen dataclass that comes apart into two parts, and together again without loss.

    One part is its arrays, which it makes read-only; the other is everything else: tuples as
    lists, mappings as dicts. Both are in the order of the fields: moving a field changes the bits
    of what is kept. Together again each field is what its type declares, so that what the types
    name must be there when the program runs, not for type checkers alone.

    Attributes
    ----------
    kept_as_arrays
        Fields of a number that may be infinite or missing, for which JSON has no word.
    """

    kept_as_arrays: ClassVar[tuple[str, ...]] = ()

    def __post_init__(self) -> None:
        """Make the arrays read-only."""
        import numpy as np

        for field in fields(self):  # type: ignore[arg-type]
            if isinstance(array := getattr(self, field.name), np.ndarray):
                object.__setattr__(self, field.name, read_only(array))

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return the arrays by the names of their fields."""
        return _divide(self)[0]

    def meta(self) -> dict[str, Any]:
        """Return everything that is no array, ready for JSON."""
        return {name: _plain(value) for name, value in _divide(self)[1].items()}

    @classmethod
    def from_parts(cls, arrays: Mapping[str, NDArray[Any]], meta: Mapping[str, Any]) -> Self:
        """Put together what `arrays` and `meta` took apart.

        What neither holds, as in a run of an older version, is left to the default of its field.
        """
        types = get_type_hints(cls)
        values: dict[str, Any] = {}
        for name in (field.name for field in fields(cls)):  # type: ignore[arg-type]
            number = name in cls.kept_as_arrays
            given: Mapping[str, Any] = arrays if number or _is_array(types[name]) else meta
            if name in given:
                values[name] = float(given[name]) if number else _remade(types[name], given[name])
        return cls(**values)

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel between processes by the parts: read-only mappings cannot."""
        return type(self).from_parts, (self.arrays(), self.meta())


def of_part(prefix: str, arrays: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    """Take the arrays of a record within a record, whose names begin alike, by their own names.

    Examples
    --------
    >>> of_part("pair1_", {"pair0_t": 4, "pair1_t": 2, "pair1_p": 0.05})
    {'t': 2, 'p': 0.05}
    """
    return {k.removeprefix(prefix): v for k, v in arrays.items() if k.startswith(prefix)}


def _divide(record: Any) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
    """Return the fields that are arrays, or kept as such, and the others."""
    import numpy as np

    arrays, others = {}, {}
    for field in fields(record):
        value = getattr(record, field.name)
        if isinstance(value, np.ndarray) or field.name in record.kept_as_arrays:
            arrays[field.name] = read_only(np.asarray(value))
        else:
            others[field.name] = value
    return arrays, others


def _is_array(declared: Any) -> bool:
    """Whether a type is that of an array, or of an array or None."""
    import numpy as np

    return any(get_origin(one) is np.ndarray for one in (declared, *get_args(declared)))


def _plain(value: Any) -> Any:
    """Turn what JSON cannot hold into what it can."""
    if isinstance(value, Parts):
        return value.meta()
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, tuple) else value


def _remade(declared: Any, value: Any) -> Any:
    """Turn what JSON gives into what a type declares, inside as well."""
    of, inside = get_origin(declared), get_args(declared)
    if of is tuple:
        types = inside[:1] * len(value) if inside[-1] is ... else inside
        return tuple(_remade(one, part) for one, part in zip(types, value, strict=True))
    if of in (Mapping, MappingProxyType):
        return MappingProxyType({k: _remade(inside[1], part) for k, part in dict(value).items()})
    if not isinstance(declared, type):
        return value
    if is_dataclass(declared):
        return value if isinstance(value, declared) else declared(**value)
    return declared(*value) if issubclass(declared, tuple) else value
