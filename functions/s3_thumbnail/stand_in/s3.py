"""A stand-in for S3: python s3.py PORT serves GET, HEAD and PUT of objects.

Objects are the files under objects/BUCKET/KEY beside this script. What is
PUT lives in memory, in front of the files, until the process ends. Answers
depend on nothing but the requests: the clock stands still.
"""

import hashlib
import http.server
import pathlib
import sys
import urllib.parse

OBJECTS = pathlib.Path(__file__).resolve().parent / "objects"
DATE = "Mon, 02 Jan 2023 03:04:05 GMT"
TYPES = {".jpg": "image/jpeg", ".png": "image/png", ".txt": "text/plain"}
NO_SUCH_KEY = """<?xml version="1.0" encoding="UTF-8"?>
<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.\
</Message><RequestId>0</RequestId></Error>"""

stored = {}


def find(path):
    """The bytes of an object, or None."""
    if path in stored:
        return stored[path]
    file = (OBJECTS / path.lstrip("/")).resolve()
    if OBJECTS in file.parents and file.is_file():
        return file.read_bytes()
    return None


def etag(content):
    return f'"{hashlib.md5(content).hexdigest()}"'


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1       # an answer is one packet: no wait for delayed ACKs
    disable_nagle_algorithm = True
    server_version = "stand-in"
    sys_version = ""

    def date_time_string(self, timestamp=None):
        return DATE

    def log_message(self, *args):
        pass

    def key(self):
        return urllib.parse.unquote(urllib.parse.urlsplit(self.path).path)

    def answer(self, status, content=b"", content_type="application/xml",
               **headers):
        self.send_response(status)
        self.send_header("x-amz-request-id", "0")
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def do_GET(self):
        content = find(self.key())
        if content is None:
            self.answer(404, NO_SUCH_KEY.encode())
            return
        suffix = pathlib.PurePosixPath(self.key()).suffix
        self.answer(200, content,
                    TYPES.get(suffix, "application/octet-stream"),
                    ETag=etag(content), Last_Modified=DATE)

    do_HEAD = do_GET

    def do_PUT(self):
        if self.headers.get("Expect", "").lower() == "100-continue":
            self.send_response_only(100)
            self.end_headers()
            self.wfile.flush()
        if "chunked" in self.headers.get("Transfer-Encoding", ""):
            self.answer(501)
            return
        content = self.rfile.read(int(self.headers["Content-Length"]))
        stored[self.key()] = content
        self.answer(200, ETag=etag(content))


def main():
    port = int(sys.argv[1])
    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler)
    server.serve_forever()


if __name__ == "__main__":
    main()
