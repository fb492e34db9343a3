"""AWS's format of log lines; loaded when a function imports logging."""
import sys
import time

FORM = "[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s"


def install(logging, state):
    class Lines(logging.Handler):
        def emit(self, record):
            sys.stdout.write(self.format(record) + "\n")

    class Request(logging.Filter):
        def filter(self, record):
            record.aws_request_id = state["request_id"]
            return True

    form = logging.Formatter(FORM, "%Y-%m-%dT%H:%M:%S")
    form.converter = time.gmtime
    handler = Lines()
    handler.setFormatter(form)
    handler.addFilter(Request())
    logging.getLogger().addHandler(handler)
