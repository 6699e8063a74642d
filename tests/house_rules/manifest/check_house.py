"""House rules that dbt-bouncer has no check for."""

from pathlib import PurePosixPath

from dbt_bouncer.check_framework.decorator import check, fail
from dbt_bouncer.utils import clean_path_str


def _path(resource) -> str:
    return clean_path_str(resource.original_file_path)


def _layer(path: str, layers: list[list[str]]) -> int | None:
    """Return the number of the layer that a file lies in, or None."""
    folders = [(folder, number) for number, layer in enumerate(layers) for folder in layer]
    matches = [(len(folder), number) for folder, number in folders if path.startswith(f"{folder}/")]
    return max(matches)[1] if matches else None


@check(code="PE001")
def check_layer_order(model, ctx, *, layers: list[list[str]], read_by_nothing: str):
    """A model reads its own layer and earlier ones; nothing reads the folder ``read_by_nothing``."""
    path = _path(model)
    if path.startswith(f"{read_by_nothing}/"):
        return
    own = _layer(path, layers)
    if own is None:
        fail(f"`{model.name}` lies in no layer ({path}); add its folder to the layers in dbt-bouncer.yml.")
    for parent_id in model.depends_on.nodes or []:
        parent = ctx.models_by_unique_id.get(parent_id)
        if parent is None:
            continue
        if _path(parent).startswith(f"{read_by_nothing}/"):
            fail(f"`{model.name}` reads `{parent.name}`, but nothing may read {read_by_nothing}/.")
        parent_layer = _layer(_path(parent), layers)
        if parent_layer is not None and parent_layer > own:
            fail(
                f"`{model.name}` ({layers[own][0]}) reads `{parent.name}` of the later layer {layers[parent_layer][0]}."
            )


@check(code="PE002")
def check_macro_arguments(macro):
    """Every argument of a macro has a type and a description in `_macros.yml`."""
    for argument in macro.arguments or []:
        if not argument.type or not argument.description:
            fail(f"`{macro.name}`: the argument `{argument.name}` lacks a type or a description in _macros.yml.")


@check(code="PE003")
def check_claim_opens_with_its_reason(test):
    """A singular test opens with a comment that says why the claim matters."""
    if getattr(test, "test_metadata", None) is None and not (test.raw_code or "").lstrip().startswith("{#"):
        fail(f"`{test.name}` does not open with a comment that gives its reason.")


@check(code="PE004")
def check_seed_columns_described(seed):
    """Every column of a seed is described."""
    blank = [name for name, column in (seed.columns or {}).items() if not column.description]
    if blank or not seed.columns:
        fail(f"`{seed.name}` has columns without a description: {', '.join(blank) or 'all'}.")


@check(code="PE005")
def check_described_beside(model):
    """A model is described in `_<folder>__models.yml` beside it."""
    path = PurePosixPath(_path(model))
    expected = path.with_name(f"_{path.parent.name}__models.yml").as_posix()
    found = clean_path_str(model.patch_path or "").partition("://")[2]
    if found != expected:
        fail(f"`{model.name}` is described in `{found or 'no file'}`; it should be in `{expected}`.")
