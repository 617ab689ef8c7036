"""The example of an extra step: on real files, in a line, coming and going."""

from __future__ import annotations

import json
import subprocess
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import pytest

from integrations.ffmpeg import FFmpeg
from pipeline.config import Settings
from pipeline.engine.plugins import Parts
from pipeline.engine.runner import Runner
from pipeline.engine.step import Step, insert_step
from pipeline.line import the_line
from pipeline.model.jobs import JobState, Origin
from pipeline.model.reasons import NO_REASON
from pipeline.steps.results import Transcoded
from pipeline.store import Store, leases, runs
from tests.rigs.core import add_show, new_store, wait_until

EXAMPLE = Path(__file__).parents[2] / "examples" / "loudness"
pytestmark = pytest.mark.needs("ffmpeg")


@pytest.fixture
def extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Step:
    """The plugin's step, with the package installed: its module, and the entry points of its pyproject.toml."""
    project = tomllib.loads((EXAMPLE / "pyproject.toml").read_text())["project"]
    installed = tmp_path / "site" / f"airdate_loudness-{project['version']}.dist-info"
    installed.mkdir(parents=True)
    (installed / "METADATA").write_text(f"Name: {project['name']}\nVersion: {project['version']}\n")
    points = [
        f"[{group}]\n" + "\n".join(f"{n} = {v}" for n, v in all_of.items())
        for group, all_of in project["entry-points"].items()
    ]
    (installed / "entry_points.txt").write_text("\n".join(points))
    monkeypatch.syspath_prepend(str(EXAMPLE))
    monkeypatch.syspath_prepend(str(installed.parent))
    return next(step for step in the_line() if step.name == "loudness")


def film(path: Path, volume: str, sound: str = "-c:a aac -b:a 96k") -> Path:
    """Ten seconds, with a tone that is so loud."""
    inputs = "-f lavfi -i testsrc2=size=160x90:rate=25:duration=10 -f lavfi -i sine=frequency=1000:duration=10"
    command = f"ffmpeg -v error -y {inputs} -filter:a volume={volume} -c:v libx264 -preset ultrafast {sound}"
    subprocess.run([*command.split(), str(path)], check=True, timeout=60)
    return path


def lufs(path: Path) -> float:
    command = ["ffmpeg", "-nostdin", "-i", str(path), "-af", "loudnorm=print_format=json", "-f", "null", "-"]
    said = subprocess.run(command, check=True, timeout=60, capture_output=True, text=True).stderr
    return float(json.loads(said[said.rindex("{") :])["input_i"])


@dataclass(frozen=True)
class Placed:
    path: str


@dataclass
class House:
    """A job that converts a film and files it."""

    store: Store
    settings: Settings
    film: Path
    episode_id: int

    def runner(self, *extra: Step) -> Runner:
        def transcode() -> Transcoded:
            path, container = str(self.film), self.film.suffix[1:]
            return Transcoded(path=path, source=path, container=container, untouched=True, why=NO_REASON, duration=10.0)

        def file(transcode: Transcoded) -> Placed:
            return Placed(transcode.path)

        line = [Step(run=transcode), Step(run=file, after=("transcode",))]
        for step in extra:
            line = insert_step(line, step)
        encoder, nothing = FFmpeg(FFmpeg.Config(), name="ffmpeg"), cast(Any, None)
        parts = Parts(catalogues=(), indexers=(), subtitlers=(), players=(), downloader=nothing, encoder=encoder)
        return Runner(line, parts, self.store, self.settings)

    def open(self, runner: Runner) -> int:
        with self.store.write() as db:
            job_id = runs.open_job(db, self.episode_id, Origin.AIRED, runner.stages)
        assert job_id is not None
        return job_id

    def answer(self, runner: Runner, job_id: int, *steps: str) -> None:
        for step in steps:
            with self.store.read() as db:
                run_id = runs.runs_of(db, job_id)[step].id
            runner.answer(run_id)

    def result(self, job_id: int, step: str) -> Any:
        with self.store.read() as db:
            run = runs.runs_of(db, job_id)[step]
        assert run.state == "done", run.reason
        return run.result

    def done(self, job_id: int) -> bool:
        with self.store.read() as db:
            return runs.job_by_id(db, job_id).state is JobState.DONE


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Callable[..., House]]:
    store = new_store(tmp_path)
    _, (episode,) = add_show(store)

    def made(volume: str = "-20dB", suffix: str = ".mp4", sound: str = "-c:a aac -b:a 96k", **config: object) -> House:
        settings = Settings(data=tmp_path, library=tmp_path / "library", steps={"loudness": config})
        return House(store, settings, film(tmp_path / f"film{suffix}", volume, sound), episode.id)

    yield made
    store.close()


def filed(house: House, extra: Step) -> Path:
    """What is filed when the extra step is in the line."""
    runner = house.runner(extra)
    job_id = house.open(runner)
    house.answer(runner, job_id, "transcode", "loudness", "file")
    return Path(house.result(job_id, "file")["path"])


@pytest.mark.parametrize(("volume", "suffix"), [("-20dB", ".mp4"), ("15dB", ".mkv")], ids=["quiet", "loud"])
def test_what_is_too_quiet_or_too_loud_comes_to_the_target(
    house: Callable[..., House], extra: Step, volume: str, suffix: str
) -> None:
    made = house(volume, suffix)
    before = made.film.read_bytes()
    path = filed(made, extra)
    assert abs(lufs(path) - -23) < 1
    assert path.parent == made.settings.work_folder / "job-1"
    assert [each.name for each in path.parent.iterdir()] == [f"loudness{suffix}"]
    assert made.film.read_bytes() == before, "it may be seeded"


def test_the_target_and_the_tolerance_are_settings(house: Callable[..., House], extra: Step) -> None:
    made = house(target=-16.0)
    assert abs(lufs(filed(made, extra)) - -16) < 1


@pytest.mark.parametrize(
    "facts",
    [{"tolerance": 60.0}, {"suffix": ".mkv", "sound": "-c:a pcm_s16le"}, {"sound": "-an"}, {"volume": "0"}],
    ids=["near enough", "a codec that is not ours to make", "no sound", "silence"],
)
def test_anything_else_is_left_alone(house: Callable[..., House], extra: Step, facts: dict[str, Any]) -> None:
    made = house(**facts)
    assert filed(made, extra) == made.film


def test_jobs_under_way_get_the_step_when_the_plugin_comes(house: Callable[..., House], extra: Step) -> None:
    made = house()
    job_id = made.open(made.runner())
    with made.runner(extra).at_work(("io", "heavy")):
        wait_until(lambda: made.done(job_id))
    assert made.result(job_id, "file")["path"].endswith("loudness.mp4")


@pytest.mark.parametrize("state", ["waiting", "stuck", "done"])
def test_jobs_go_on_without_it_when_the_plugin_goes(house: Callable[..., House], extra: Step, state: str) -> None:
    made = house()
    having = made.runner(extra)
    job_id = made.open(having)
    if state != "waiting":
        made.answer(having, job_id, "transcode")
    if state == "done":
        made.answer(having, job_id, "loudness")
    if state == "stuck":
        with made.store.read() as db:
            run_id = runs.runs_of(db, job_id)["loudness"].id
        taken = leases.take(made.store, run_id, "test:1:1")
        assert taken is not None
        with made.store.write() as db:
            leases.stuck(db, taken, "it hangs", ())
    with made.runner().at_work(("io", "heavy")):
        wait_until(lambda: made.done(job_id))
    assert made.result(job_id, "file")["path"] == str(made.film)
