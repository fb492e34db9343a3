"""Works on a video frame by frame: effects, motion, contact sheets."""

import base64
import os
import tempfile

import cv2
import numpy as np

DATA = os.path.join(os.path.dirname(os.path.abspath(__file__)), "data")


def frames(name):
    video = cv2.VideoCapture(os.path.join(DATA, os.path.basename(name)))
    if not video.isOpened():
        raise ValueError(f"no video {name}")
    try:
        while True:
            there, frame = video.read()
            if not there:
                return
            yield frame
    finally:
        video.release()


def grey(frame):
    return cv2.cvtColor(cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY),
                        cv2.COLOR_GRAY2BGR)


def edges(frame):
    outline = cv2.Canny(cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY), 60, 140)
    return cv2.cvtColor(outline, cv2.COLOR_GRAY2BGR)


EFFECTS = {"grey": grey, "edges": edges}


def apply_effect(name, effect):
    """Writes the changed video and says how big and how bright it is."""
    path = os.path.join(tempfile.mkdtemp(), "out.avi")
    writer = None
    brightness = []
    for frame in frames(name):
        if writer is None:
            size = frame.shape[1], frame.shape[0]
            codec = cv2.VideoWriter_fourcc(*"MJPG")
            writer = cv2.VideoWriter(path, codec, 12.0, size)
        changed = EFFECTS[effect](frame)
        brightness.append(float(changed.mean()))
        writer.write(changed)
    writer.release()
    written = os.path.getsize(path)
    os.remove(path)
    os.rmdir(os.path.dirname(path))
    return {"frames": len(brightness), "bytes": written,
            "brightness": round(float(np.mean(brightness)), 2)}


def motion(name, cut=40.0):
    """How much changes between frames; a big change is a cut."""
    changes, last = [], None
    for frame in frames(name):
        now = cv2.GaussianBlur(cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY),
                               (9, 9), 0)
        if last is not None:
            changes.append(float(cv2.absdiff(now, last).mean()))
        last = now
    return {"motion": round(float(np.mean(changes)), 3),
            "cuts": [i + 1 for i, change in enumerate(changes)
                     if change > cut]}


def contact_sheet(name, columns=4, count=8):
    pictures = list(frames(name))
    picked = [cv2.resize(pictures[i], (96, 72), interpolation=cv2.INTER_AREA)
              for i in np.linspace(0, len(pictures) - 1, count).astype(int)]
    rows = [np.hstack(picked[i:i + columns])
            for i in range(0, count, columns)]
    _, encoded = cv2.imencode(".png", np.vstack(rows))
    return {"png": base64.b64encode(encoded).decode("ascii")}


def handler(event, context):
    name = event.get("video", "clip.avi")
    action = event.get("action", "effect")
    if action == "motion":
        return motion(name)
    if action == "sheet":
        return contact_sheet(name)
    return apply_effect(name, event.get("effect", "grey"))
