"""Draws data/clip.avi (Motion JPEG): a ball bounces, then the scene cuts."""

import math
import pathlib

import cv2
import numpy as np

OUT = pathlib.Path(__file__).parent.parent / "data" / "clip.avi"
SIZE = (192, 144)


def bouncing_ball(number):
    frame = np.full((SIZE[1], SIZE[0], 3), (200, 180, 120), dtype=np.uint8)
    cv2.rectangle(frame, (0, 120), (191, 143), (60, 110, 70), -1)
    x = 10 + 5 * number
    y = 110 - int(60 * abs(math.sin(number / 4)))
    cv2.circle(frame, (x, y), 10, (40, 40, 220), -1)
    return frame


def turning_bar(number):
    frame = np.full((SIZE[1], SIZE[0], 3), (40, 30, 30), dtype=np.uint8)
    angle = number / 6
    middle = np.array([SIZE[0] // 2, SIZE[1] // 2])
    arm = 55 * np.array([math.cos(angle), math.sin(angle)])
    start, end = (middle - arm).astype(int), (middle + arm).astype(int)
    cv2.line(frame, tuple(map(int, start)), tuple(map(int, end)),
             (90, 220, 240), 9)
    return frame


def main():
    codec = cv2.VideoWriter_fourcc(*"MJPG")
    writer = cv2.VideoWriter(str(OUT), cv2.CAP_OPENCV_MJPEG, codec, 12.0, SIZE)
    for number in range(36):
        writer.write(bouncing_ball(number))
    for number in range(24):
        writer.write(turning_bar(number))
    writer.release()


if __name__ == "__main__":
    main()
