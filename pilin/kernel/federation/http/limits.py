"""What a listener may spend on its peers, and on strangers."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Bytes, seconds and numbers; every one has a test that crosses it."""

    frame_bytes_max: int = 8 * 1024 * 1024
    batch_frames_max: int = 64
    batch_bytes_max: int = 16 * 1024 * 1024
    gather_seconds: float = 0.0
    """How long the first frame of a batch waits for others; it pays only for a desk that takes many frames at once."""
    connections_max: int = 128
    connections_per_peer_max: int = 16
    handshakes_max: int = 64
    handshake_seconds: float = 5.0
    idle_seconds: float = 60.0
    """How long a connection may stay without a whole request head; what is still unread of an answer then is lost."""
    body_seconds: float = 30.0
    turn_seconds: float = 60.0
    """How long a frame waits for the writer."""
    answer_seconds: float = 30.0
    """How long a new answer waits for the sender to read earlier ones."""
    linger_seconds: float = 1.0
    """How long what a refused sender still sends is read and thrown away, so that it gets to read the refusal."""
    stop_seconds: float = 10.0
    refresh_seconds: float = 1.0
    """How often the desk is asked which certificates are pinned."""
