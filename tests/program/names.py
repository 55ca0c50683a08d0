"""No function of the program has the name of one in a library it is linked with: the program's own would be
called in its place. Prints TAP. Argument: the program meguri."""
import re
import subprocess
import sys

MEANT = {"gnutls_record_recv"}  # web/stream.c stands in front of it on purpose


def functions(*command):
    listing = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    return {found.group(1) for found in re.finditer(r"^[0-9a-f]+ [TW] (\w+)", listing, re.MULTILINE)}


def main():
    program = sys.argv[1]
    libraries = re.findall(r"=> (/\S+)", subprocess.run(["ldd", program], capture_output=True, text=True, check=True).stdout)
    own = {name for name in functions("nm", "--defined-only", program) if not name.startswith("_")} - MEANT
    taken = sorted((name, library) for library in libraries for name in own & functions("nm", "-D", "--defined-only", library))
    print("not ok" if taken or not own or not libraries else "ok", "1 - no_name_of_ours_is_that_of_a_library")
    for name, library in taken:
        print("#", name, library)
    print("1..1")


main()
