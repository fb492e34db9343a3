"""Encrypts a message with AES in pure Python and checks the round trip."""

import hashlib
import random
import string

import pyaes

KEY = b"\xa1\xf6%\x8c\x87}_\xcd\x89dHE8\xbf\xc9,"
ALPHABET = string.ascii_letters + string.digits + " "


def make_message(length, seed):
    source = random.Random(seed)
    return "".join(source.choice(ALPHABET) for _ in range(length))


def encrypt_ctr(message):
    ciphertext = pyaes.AESModeOfOperationCTR(KEY).encrypt(message)
    plain = pyaes.AESModeOfOperationCTR(KEY).decrypt(ciphertext)
    return ciphertext, plain


def encrypt_cbc(message, iv):
    encrypter = pyaes.Encrypter(pyaes.AESModeOfOperationCBC(KEY, iv))
    ciphertext = encrypter.feed(message) + encrypter.feed()
    decrypter = pyaes.Decrypter(pyaes.AESModeOfOperationCBC(KEY, iv))
    return ciphertext, decrypter.feed(ciphertext) + decrypter.feed()


def handler(event, context):
    message = event.get("message")
    if message is None:
        message = make_message(event["length"], event.get("seed", 0))
    plaintext = message.encode("utf-8")

    mode = event.get("mode", "ctr")
    for _ in range(event.get("iterations", 1)):
        if mode == "ctr":
            ciphertext, plain = encrypt_ctr(plaintext)
        elif mode == "cbc":
            ciphertext, plain = encrypt_cbc(plaintext, event["iv"].encode())
        else:
            raise ValueError(f"unknown mode {mode!r}")
        if plain != plaintext:
            raise RuntimeError("the decrypted text differs from the original")

    return {
        "mode": mode,
        "bytes": len(ciphertext),
        "sha256": hashlib.sha256(ciphertext).hexdigest(),
    }
