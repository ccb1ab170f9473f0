"""Soundtracks: cut, looped, faded, ducked, and as loud as the networks play."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest

from tests.motion.media.films import film, greys, put_sound, sine, wav
from tests.motion.write.synthetic import synthetic_clip
from visualgen.errors import LimitExceeded, MediaError
from visualgen.motion.media.footage import footage_file
from visualgen.motion.media.loudness import brought_to, measured
from visualgen.motion.media.mix import soundtrack
from visualgen.motion.media.sound import samples, sound_file
from visualgen.motion.products import ClipOutput, FootageValue, Timeline
from visualgen.motion.write import write_clip
from visualgen.settings import Limits

LIMITS = Limits()


def timeline(seconds: float, *footage: tuple[FootageValue, float, float]) -> Timeline:
    return Timeline((), seconds, 0.0, footage)


def level(sound: np.ndarray, start: float, end: float) -> float:
    """Return the RMS of a stretch in dBFS."""
    part = sound[round(start * 48_000) : round(end * 48_000)]
    return float(20 * np.log10(max(1e-9, np.sqrt((part.astype(float) ** 2).mean()))))


def test_samples_are_those_of_the_file(tmp_path: Path) -> None:
    written = sine(2.0, hz=440.0)
    path = wav(tmp_path / "a.wav", written)
    read = samples(path, LIMITS, 0.5, 1.0)
    assert read.shape == (48_000, 2)
    assert np.abs(read - written[24_000:72_000]).max() < 1e-3
    assert len(samples(path, LIMITS, 1.5, 5.0)) == 24_000


def test_mono_and_other_rates(tmp_path: Path) -> None:
    path = wav(tmp_path / "mono.wav", sine(1.0, hz=440.0, rate=22_050)[:, 0], rate=22_050)
    read = samples(path, LIMITS, 0.0, 9.0)
    assert abs(len(read) - 48_000) < 100
    assert np.abs(read[:, 0] - read[:, 1]).max() == 0
    spectrum = np.abs(np.fft.rfft(read[:, 0]))
    assert spectrum.argmax() * 48_000 / len(read) == pytest.approx(440, abs=2)


@pytest.mark.parametrize(("suffix", "codec"), [("mp3", "libmp3lame"), ("m4a", "aac"), ("flac", "flac"), ("ogg", "libopus")])
def test_the_usual_files(tmp_path: Path, suffix: str, codec: str) -> None:
    path = tmp_path / f"a.{suffix}"
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=48_000)
        stream.layout = "stereo"
        put_sound(container, stream, sine(1.0))
    assert sound_file(path, LIMITS).path == path
    read = samples(path, LIMITS, 0.0, 1.0)
    assert level(read, 0.2, 0.8) == pytest.approx(-9.03, abs=0.6)  # LAME takes half a decibel off


def test_what_is_no_sound_is_told(tmp_path: Path) -> None:
    silent = film(tmp_path / "silent.mp4", greys((64, 64)), count=3)
    with pytest.raises(MediaError, match="no sound in this file"):
        sound_file(silent, LIMITS)
    (tmp_path / "a.mp3").write_text("not a song")
    with pytest.raises(MediaError, match="no video or sound"):
        sound_file(tmp_path / "a.mp3", LIMITS)
    song = wav(tmp_path / "a.wav", sine(1.0))
    with pytest.raises(MediaError, match="nothing from 4 s"):
        sound_file(song, LIMITS, start_s=4.0)
    with pytest.raises(LimitExceeded, match="minutes"):
        sound_file(song, replace(LIMITS, media_seconds=0.5))
    song.write_bytes(song.read_bytes()[:60_000])
    assert len(samples(song, LIMITS, 0.0, 1.0)) > 10_000  # a WAV cut short plays as far as it goes


def test_the_meter_is_right() -> None:
    """EBU Tech 3341, cases 1 and 2: a stereo sine of 1 kHz at −23 and −33 dBFS; and a peak between the samples."""
    for dbfs in (-23.0, -33.0):
        assert measured(sine(20.0, hz=1_000.0, peak=10 ** (dbfs / 20)).astype(np.float32)).integrated_lufs == pytest.approx(dbfs, abs=0.1)
    between = 0.5 * np.sin(2 * np.pi * 12_000 * np.arange(48_000) / 48_000 + np.pi / 4)
    between *= np.minimum(1, np.minimum(np.arange(48_000), np.arange(48_000)[::-1]) / 4_800)
    hidden = measured(np.stack([between, between], axis=1).astype(np.float32))
    assert np.abs(between).max() < 0.36
    assert hidden.peak_dbtp == pytest.approx(-6.0, abs=0.4)


def test_made_as_loud_as_asked() -> None:
    quiet, loud = sine(6.0, peak=0.02).astype(np.float32), sine(6.0, peak=0.9).astype(np.float32)
    for sound in (quiet, loud):
        after = measured(brought_to(sound, -14.0))
        assert after.integrated_lufs == pytest.approx(-14.0, abs=0.3)
    assert np.array_equal(brought_to(quiet, None), quiet)


def test_peaks_are_held() -> None:
    """A quiet bed with hard claps: brought up, the claps stay under the ceiling."""
    sound = sine(6.0, hz=300.0, peak=0.1).astype(np.float32)
    for at in range(6):
        sound[at * 48_000 + 9_000 : at * 48_000 + 9_480] += sine(0.01, hz=3_000.0, peak=0.8).astype(np.float32)
    after = measured(brought_to(sound, -14.0))
    assert after.peak_dbtp <= -1.0
    assert after.integrated_lufs == pytest.approx(-14.0, abs=1.0)


def test_silence_stays() -> None:
    assert not brought_to(np.zeros((48_000, 2), np.float32), -14.0).any()


def test_music_is_looped_faded_and_as_long_as_the_clip(tmp_path: Path) -> None:
    music = replace(sound_file(wav(tmp_path / "a.wav", sine(1.0, hz=400.0)), LIMITS), loudness_lufs=None)
    heard = soundtrack(music, timeline(3.5), LIMITS)
    assert heard is not None
    assert heard.shape == (168_000, 2)
    assert np.abs(heard[0]).max() == 0
    assert level(heard, 0.0, 0.1) < level(heard, 0.5, 1.5) - 6
    assert level(heard, 3.4, 3.5) < level(heard, 1.5, 2.3) - 12
    seam = heard[48_000 - 240 : 48_000 + 240, 0]
    assert np.abs(np.diff(seam)).max() < 0.06  # 400 Hz fits a whole number of times: no click, no doubled sample
    assert np.abs(heard[30_000:40_000] - heard[78_000:88_000]).max() < 1e-3


def test_a_loop_that_does_not_meet_itself_does_not_click(tmp_path: Path) -> None:
    odd = sine(0.9 + 0.25 / 400, hz=400.0)  # it ends at a crest
    music = replace(sound_file(wav(tmp_path / "a.wav", odd), LIMITS), loudness_lufs=None)
    heard = soundtrack(music, timeline(2.5), LIMITS)
    assert heard is not None
    assert np.abs(np.diff(heard[20_000:60_000, 0])).max() < 0.03


def test_music_that_is_not_looped_ends(tmp_path: Path) -> None:
    music = replace(sound_file(wav(tmp_path / "a.wav", sine(1.0)), LIMITS, loop=False), loudness_lufs=None)
    heard = soundtrack(music, timeline(3.0), LIMITS)
    assert heard is not None
    assert level(heard, 0.4, 0.6) > -20
    assert level(heard, 1.1, 3.0) < -100


def test_a_part_of_the_music(tmp_path: Path) -> None:
    both = np.concatenate([sine(1.0, hz=300.0), sine(1.0, hz=2_000.0)])
    music = sound_file(wav(tmp_path / "a.wav", both), LIMITS, start_s=1.0, end_s=1.5)
    heard = soundtrack(music, timeline(2.0), LIMITS)
    assert heard is not None
    spectrum = np.abs(np.fft.rfft(heard[:, 0]))
    assert spectrum.argmax() / 2 == pytest.approx(2_000, abs=5)


def test_music_goes_down_while_footage_is_heard(tmp_path: Path) -> None:
    """The footage speaks at 3 kHz in the middle second; the music at 200 Hz is 12 dB lower then, and comes back."""
    talk = np.concatenate([np.zeros((48_000, 2)), sine(1.0, hz=3_000.0, peak=0.3), np.zeros((96_000, 2))])
    footage = footage_file(film(tmp_path / "talk.mp4", greys((64, 64)), count=35, fps=10, sound=talk), LIMITS, loop=False)
    music = replace(sound_file(wav(tmp_path / "a.wav", sine(6.0, hz=200.0)), LIMITS), loudness_lufs=None, fade_in_s=0.0, fade_out_s=0.0)
    heard = soundtrack(music, timeline(6.0, (footage, 1.0, 5.0)), LIMITS)
    assert heard is not None

    def music_at(start: float) -> float:
        part = heard[round(start * 48_000) : round(start * 48_000) + 24_000, 0] * np.hanning(24_000)
        return float(20 * np.log10(np.abs(np.fft.rfft(part))[100]))

    before, under, after = music_at(0.5), music_at(2.3), music_at(4.5)
    assert before - under == pytest.approx(12, abs=0.5)
    assert after == pytest.approx(before, abs=0.5)
    assert level(heard, 2.2, 2.8) > -20


def test_footage_alone_is_heard_and_levelled(tmp_path: Path) -> None:
    footage = footage_file(film(tmp_path / "a.mp4", greys((64, 64)), count=20, fps=10, sound=sine(2.0, peak=0.05)), LIMITS)
    heard = soundtrack(None, timeline(4.0, (footage, 0.0, 4.0)), LIMITS)
    assert heard is not None
    assert measured(heard).integrated_lufs == pytest.approx(-14, abs=0.5)
    muted = replace(footage, sound=False)
    assert soundtrack(None, timeline(4.0, (muted, 0.0, 4.0)), LIMITS) is None
    assert soundtrack(None, timeline(4.0), LIMITS) is None


def test_the_finished_file_is_loud_enough_and_no_peak_passes(tmp_path: Path) -> None:
    """Judged on what comes out of the file, after AAC."""
    random = np.random.default_rng(4)
    noisy = np.clip(
        sine(4.0, hz=150.0, peak=0.1) + random.normal(0, 0.08, (192_000, 2)) * (np.arange(192_000) % 24_000 < 3_000)[:, None], -1, 1
    )
    music = sound_file(wav(tmp_path / "a.wav", noisy), LIMITS)
    clip = synthetic_clip((96, 96), count=120)
    write_clip(clip, ClipOutput(threads=1), tmp_path / "out.mp4", sound=soundtrack(music, timeline(4.0), LIMITS))
    heard = measured(samples(tmp_path / "out.mp4", LIMITS, 0.0, 4.0))
    assert heard.integrated_lufs == pytest.approx(-14, abs=0.7)
    assert heard.peak_dbtp <= -1.0


def test_sound_that_begins_late_keeps_its_place(tmp_path: Path) -> None:
    path = film(tmp_path / "late.mkv", greys((64, 64)), count=20, fps=10, sound=np.concatenate([np.zeros((48_000, 2)), sine(1.0)]))
    read = samples(path, LIMITS, 0.5, 1.0)
    first = int(np.argmax(np.abs(read[:, 0]) > 0.2))
    assert first / 48_000 == pytest.approx(0.5, abs=0.01)


def test_a_dot_env_file_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("VISUALGEN_SPY=1\n")
    monkeypatch.chdir(tmp_path)
    soundtrack(sound_file(wav(tmp_path / "a.wav", sine(0.5)), LIMITS), timeline(0.5), LIMITS)
    assert "VISUALGEN_SPY" not in os.environ
    assert "PYTHON_DOTENV_DISABLED" not in os.environ
