from __future__ import annotations

import pytest

from pipeline.releases.rules.sample import sample
from tests.rigs.releases import TITLE, case, episode, offer


@pytest.mark.parametrize("end", ["-sample", ".Sample.mkv", ".Trailer", " teaser", ".EXTRAS"])
def test_refuses_samples_trailers_and_extras(end: str) -> None:
    assert sample(offer(f"Lantern.Row.S01E02.1080p.WEB-DL.H.264{end}"), case())


@pytest.mark.parametrize("title", [TITLE, "The.Trailer.Park.S01E02.1080p-FAIR", "Free.Sample.S01E02.720p-FAIR"])
def test_takes_a_show_that_is_called_so(title: str) -> None:
    assert not sample(offer(title), case())


def test_takes_an_episode_that_is_called_so() -> None:
    trailer = offer("Lantern.Row.S01E02.Bande.Annonce.1080p.WEB-DL")
    assert sample(trailer, case())
    assert not sample(trailer, case(episode=episode(title="Bande annonce")))
