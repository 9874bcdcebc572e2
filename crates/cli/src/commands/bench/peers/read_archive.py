"""Reads a web archive with FastWARC as often as it is told.

Prints version, records, bytes and CPU seconds of one time.
"""
import sys
import time
from importlib.metadata import version

from fastwarc.warc import ArchiveIterator, WarcRecordType

archive, times = sys.argv[1], int(sys.argv[2])
records, size = 0, 0
start = time.process_time()
for _ in range(times):
    with open(archive, "rb") as file:
        for record in ArchiveIterator(file, record_types=WarcRecordType.response, parse_http=True):
            records += 1
            size += len(record.reader.read())
spent = (time.process_time() - start) / times
print(version("fastwarc"), records // times, size // times, spent)
