"""What a strong model said to the very requests that the demo makes: for `demo --recorded-model`, without a key.

Every `*.jsonl` here is read; a line is `{"key","task","reply"}`. Must not know what is asked. A changed prompt, or another choice
of articles, asks what was never recorded: docs/models.md ("Recordings") says how to record anew.
"""

from bot.demo.recordings.recorded_model import RECORDED_AT, RecordedModel, load_recordings, recording_key

__all__ = ["RECORDED_AT", "RecordedModel", "load_recordings", "recording_key"]
