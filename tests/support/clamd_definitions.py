"""Definitions of the test's own for clamd: the EICAR test file and one word, nothing else.

clamd_definitions.py FILE SECONDS    FILE is daily.cud (dated by SECONDS since 1970) or own.ndb (undated).
"""
import hashlib
import io
import sys
import tarfile

# In two parts, so that no scanner finds it in this file.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR" + b"-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
SIGNATURES = b"".join(
    b"%s:0:%s:%s\n" % (name, where, words.hex().encode())
    for name, where, words in ((b"Test.Eicar", b"0", EICAR), (b"Test.Word", b"*", b"meguri-test-malware")))


def container(seconds):
    head = f"ClamAV-VDB:01 Jan 2025 00-00 +0000:12345:2:90:X:X:test:{seconds}"
    digest = hashlib.sha256(SIGNATURES).hexdigest()
    information = f"{head}\ndaily.ndb:{len(SIGNATURES)}:{digest}\n".encode()
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz", format=tarfile.USTAR_FORMAT) as tar:
        for name, content in (("COPYING", b"test\n"), ("daily.info", information),
                              ("daily.ndb", SIGNATURES)):
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
    return head.ljust(512).encode() + packed.getvalue()


def main():
    path, seconds = sys.argv[1], int(sys.argv[2])
    with open(path, "wb") as out:
        out.write(SIGNATURES if path.endswith(".ndb") else container(seconds))


main()
