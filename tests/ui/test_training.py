"""The training of lesson 3 against a network in NumPy, and the player that shows a training."""

import threading
import time

import numpy as np
import pytest

from lib.lessons.shared.digits import digits
from lib.ui import player as players
from lib.ui.demo import TRAININGS
from tests.reader import LESSONS, Reader

exploding = pytest.importorskip("lib.lessons.clipping.exploding")


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def clipped_by(clip, limit, gradients):
    if clip == "value":
        return [np.clip(g, -limit, limit) for g in gradients]
    if clip == "norm":
        return [g * min(1, limit / np.linalg.norm(g)) for g in gradients]
    if clip == "global_norm":
        whole = np.sqrt(sum((g**2).sum() for g in gradients))
        return [g * min(1, limit / whole) for g in gradients]
    return gradients


def by_numpy(steps, clip, limit, rate, seed):
    """The same network by textbook backpropagation, in float64."""
    w1, b1, w2, b2 = (each.numpy().astype(float) for each in exploding.begin(seed)[:4])
    images = digits().images.reshape(-1, 784) / 255.0
    labels = digits().labels
    losses, norms, after = [], [], []
    for step in range(steps):
        place = 100 * (step % 8)
        x, y = images[place : place + 100], np.eye(10)[labels[place : place + 100]]
        before = x @ w1 + b1
        h = np.maximum(before, 0)
        p = softmax(h @ w2 + b2)
        losses.append(-np.log((p * y).sum(axis=1)).mean())
        d = (p - y) / 100
        dh = (d @ w2.T) * (before > 0)
        gradients = [x.T @ dh, dh.sum(axis=0), h.T @ d, d.sum(axis=0)]
        cut = clipped_by(clip, limit, gradients)
        norms.append(np.sqrt(sum((g**2).sum() for g in gradients)))
        after.append(np.sqrt(sum((g**2).sum() for g in cut)))
        w1, b1, w2, b2 = (w - rate * g for w, g in zip((w1, b1, w2, b2), cut, strict=True))
    guesses = np.argmax(np.maximum(images[800:] @ w1 + b1, 0) @ w2 + b2, axis=1)
    return losses, norms, after, 100 * (guesses == labels[800:]).mean()


@pytest.mark.parametrize(
    ("clip", "limit"), [("none", 1.0), ("value", 0.03), ("norm", 0.4), ("global_norm", 0.4)]
)
def test_every_way_to_clip_trains_as_numpy_does(clip, limit):
    values = {"clip": clip, "limit": limit, "rate": 0.3, "seed": 1}
    run = exploding.train(30, **values)
    losses, norms, after, accuracy = by_numpy(30, **values)
    np.testing.assert_allclose(run.losses[:30], losses, rtol=2e-3)
    np.testing.assert_allclose(run.norms[:30], norms, rtol=2e-3)
    np.testing.assert_allclose(run.clipped[:30], after, rtol=2e-3)
    assert float(run.accuracy) == pytest.approx(accuracy, abs=1.01)  # two pictures of 200
    assert np.isnan(run.losses[30:]).all()


def test_without_clipping_it_explodes_and_with_it_it_learns():
    explodes = exploding.train(200, "none", 0.18, 5.6, 0)
    assert np.nanmax(explodes.norms) > 20 and float(explodes.accuracy) == 10
    assert float(explodes.losses[-1]) == pytest.approx(np.log(10), abs=0.01)
    assert float(explodes.norms[-1]) < 0.1  # silence, and not success
    learns = exploding.train(200, "global_norm", 0.18, 5.6, 0)
    assert np.nanmax(learns.norms) < 5 and float(learns.accuracy) > 80
    np.testing.assert_array_less(learns.clipped, 0.18 * (1 + 1e-5))


def test_the_challenge_can_be_met():
    assert float(exploding.train(200, "global_norm", 0.056, 10.0, 0).accuracy) >= 80


@pytest.mark.parametrize("cuts", [[200], [10] * 20, [1, 99, 100]])
def test_in_parts_it_is_the_same_training(cuts):
    values = {"clip": "norm", "limit": 0.5, "rate": 1.0, "seed": 3}
    whole = exploding.TRAINING.train(200, **values)
    state = exploding.TRAINING.begin(**values)
    for part in cuts:
        state, shown = exploding.TRAINING.advance(state, part, **values)
    for one, other in zip(whole, shown, strict=True):
        np.testing.assert_array_equal(one, other)


def test_it_is_traced_once_whatever_the_numbers():
    exploding.warm()
    before = exploding.descend.experimental_get_tracing_count()
    for rate in (0.1, 0.2, 0.3):
        for clip in exploding.CLIPS:
            exploding.train(3, clip, rate, rate, 1)
    assert exploding.descend.experimental_get_tracing_count() == before


def test_many_can_train_at_once_and_each_gets_its_own():
    alone = [exploding.train(40, "norm", 0.5, 0.1 * k, k) for k in range(1, 7)]
    found = {}
    readers = [
        threading.Thread(
            target=lambda k=k: found.update({k: exploding.train(40, "norm", 0.5, 0.1 * k, k)})
        )
        for k in range(1, 7)
    ]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    for k, mine in enumerate(alone, 1):
        np.testing.assert_array_equal(mine.losses, found[k].losses)


# ------------------------------------------------------------------------------ the player

player = pytest.mark.skipif("clipping" not in LESSONS, reason="rests on this lesson")


def steps(reader):
    return next(run.call.values["steps"] for demo, run in reader.runs() if demo == "work")


def press(reader, name):
    reader.at.button(key=reader.key(f"steps.{name}")).click()
    reader.run()


@player
def test_a_training_plays_in_steps_to_its_end_and_then_stands():
    reader = Reader("clipping")
    assert steps(reader) == exploding.MOST
    press(reader, "play")  # at the end, so from the beginning
    seen = [steps(reader)]
    while seen[-1] < exploding.MOST and len(seen) < 60:
        reader.run()
        seen.append(steps(reader))
    assert seen[0] in (0, 10) and seen[-1] == exploding.MOST
    assert set(np.diff(seen)) <= {0, 10}
    reader.run()
    assert steps(reader) == exploding.MOST  # it stands


@player
def test_a_training_can_be_stopped_stepped_and_begun_again_and_a_link_shows_it():
    reader = Reader("clipping")
    press(reader, "play")
    reader.run()
    reader.run()
    # A press on "pause" that arrives twice is to find no "play" in the place of that button.
    assert reader.key("steps.play") not in {button.key for button in reader.at.button}
    press(reader, "pause")
    stood = steps(reader)
    assert 0 < stood < exploding.MOST
    reader.run()
    assert steps(reader) == stood
    assert reader.at.query_params["clipping.steps"] == str(stood)
    press(reader, "step")
    assert steps(reader) == stood + 1
    again = Reader("clipping", **{"clipping.steps": str(stood + 1)})
    mine, its = (
        next(run.results for demo, run in each.runs() if demo == "work") for each in (reader, again)
    )
    for name in mine:
        np.testing.assert_array_equal(mine[name], its[name])
    press(reader, "begin")
    assert steps(reader) == 0
    reported = " ".join(each.value for each in reader.at.markdown)
    assert "**NaN**" not in reported and reader.lesson.text("work.begin", accuracy=10) in reported


@player
@pytest.mark.parametrize("code", ["-1", "1e3", "٣", "x", "99999999", ""])
def test_a_link_with_no_number_shows_the_default(code):
    assert steps(Reader("clipping", **{"clipping.steps": code})) == exploding.MOST


@player
def test_a_link_beyond_the_end_shows_the_end():
    assert steps(Reader("clipping", **{"clipping.steps": "9999"})) == exploding.MOST


@player
def test_of_the_trainings_that_a_reader_has_seen_the_last_ones_are_kept():
    reader = Reader("clipping")
    seeds = range(1, TRAININGS + 3)
    for seed in seeds:
        reader.set(work_seed=seed)
    kept = list(reader.at.session_state["clipping.work@training"])
    assert len(kept) == TRAININGS == 3
    for name, seed in zip(kept, seeds[-TRAININGS:], strict=True):
        assert f"('seed', {seed})" in name


def most_at_once(monkeypatch, playing, readers=4):
    """Let readers draw at once; return how many were seen drawing together.

    Where none is to wait for another, each waits in the middle for all the others.
    """
    monkeypatch.setattr(players, "playing", lambda key: playing)
    inside, seen = [0], []
    together, middle = threading.Barrier(readers), threading.Barrier(readers)

    def draw():
        together.wait()
        with players.turn("steps"):
            inside[0] += 1
            seen.append(inside[0])
            if playing:
                time.sleep(0.05)
            else:
                middle.wait(120)
            inside[0] -= 1

    threads = [threading.Thread(target=draw) for _ in range(readers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return max(seen)


def test_trainings_that_play_are_drawn_in_turn_and_nothing_else_waits(monkeypatch):
    assert most_at_once(monkeypatch, playing=True) == 1
    assert most_at_once(monkeypatch, playing=False) > 1


def test_who_leaves_in_the_middle_gives_the_turn_back(monkeypatch):
    monkeypatch.setattr(players, "playing", lambda key: True)
    with pytest.raises(RuntimeError), players.turn("steps"):
        raise RuntimeError("the reader has gone")
    assert most_at_once(monkeypatch, playing=True) == 1
