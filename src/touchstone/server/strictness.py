"""What is asked of every request before the framework looks at it: no parameter, part or type that the address does not know.

The framework would drop what it does not know. A filter that is spelled wrong would then give the whole list.
"""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja.operation import Operation

from touchstone.core.errors import BadInput, DomainError

_TYPE_OF = {"body": "application/json", "file": "multipart/form-data", "form": "multipart/form-data"}
Run = Callable[..., HttpResponse]


class UnsupportedMediaType(DomainError):
    """The body is of another type than the address takes."""

    code = "unsupported_media_type"


def strict(run: Run) -> Run:
    """The operation behind a look at what it was sent."""
    operation = cast("Operation", run.__self__)  # type: ignore[attr-defined] # ninja gives its bound method
    query, parts = _names(operation, {"query"}), _names(operation, {"file", "form"})
    wanted = next((_TYPE_OF[source] for source in _sources(operation) if source in _TYPE_OF), None)

    @wraps(run)
    def looked_at(request: HttpRequest, **path: Any) -> HttpResponse:
        try:
            _known(request.GET, query, where="query")
            if wanted is not None:
                _of_type(request, wanted)
            if parts:
                _known([*request.POST, *request.FILES], parts, where="form")
        except DomainError as refusal:
            return operation.api.on_exception(request, refusal)
        return run(request, **path)

    return looked_at


def _sources(operation: Operation) -> set[str]:
    return {str(model.__ninja_param_source__) for model in operation.models}


def _names(operation: Operation, sources: set[str]) -> list[str]:
    """The names under which the operation takes something from these sources."""
    models = [model for model in operation.models if model.__ninja_param_source__ in sources]
    return [name for model in models for name in getattr(model, "__ninja_flatten_map__", model.model_fields)]


def _known(sent: Iterable[str], known: list[str], *, where: str) -> None:
    unknown = sorted(set(sent) - set(known))
    if unknown:
        hint = _("There are: %(names)s.") % {"names": ", ".join(known)} if known else None
        title = _("%(name)s is not known here.") % {"name": repr(unknown[0])}
        raise BadInput(title, place=f"{where}.{unknown[0]}", hint=hint)
    if isinstance(sent, dict):
        for name in known:
            if len(cast("Any", sent).getlist(name)) > 1:
                raise BadInput(_("A parameter stands there twice."), place=f"{where}.{name}")


def _of_type(request: HttpRequest, wanted: str) -> None:
    if request.content_type != wanted and (
        request.content_type or request.META.get("CONTENT_LENGTH") not in {"", "0", None}
    ):
        raise UnsupportedMediaType(
            _("This address takes %(kind)s.") % {"kind": wanted}, place="Content-Type", hint=f"Content-Type: {wanted}"
        )
