"""Keeps what no function may do: banned calls anywhere in C; a clock, the environment or chance read
past struct context; a place of somebody's machine or a package registry named in the repository.
Prints TAP."""
import pathlib
import re
import shutil
import subprocess
import sys

C_FOLDERS = ("src", "tests", "fuzz", "bench")
NO_CODE = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)
BANNED = ("strcpy", "stpcpy", "strcat", "sprintf", "vsprintf", "atoi", "atol", "atoll", "atof", "system",
          "popen", "alloca", "gets", "localtime", "gmtime", "ctime", "asctime", "strtok", "tmpnam", "mktemp")
OUTSIDE = ("time", "clock", "clock_gettime", "gettimeofday", "timespec_get", "localtime_r", "getenv",
           "secure_getenv", "rand", "rand_r", "random", "drand48", "getrandom", "getentropy",
           "arc4random", "randombytes_buf", "randombytes_random", "RAND_bytes")
# The one reader of the clock and of chance; a timed wait asks the clock its condition variable uses.
MAY_READ = {"src/base/context.c": {"clock_gettime", "getrandom"},
            "src/web/background.c": {"clock_gettime"}}
# A leading word character or "->" or "." makes it another name or a member: context->now, my_time.
CALL = r"(?<![\w.>])(%s)\s*\("
PLACES = re.compile(r"(?<![\w./*-])/(?:home|Users|root|work|builds|mnt)/[\w.-]+|"
                    r"\b(?:registry|proxy|mirrors?)\.(?:[a-z0-9-]+\.)+(?:com|org|net|io|dev|jp|internal|local|lan)\b|"
                    r"\b(?:pypi|npmjs|crates)\.(?:org|io|com)\b")


def blank(match):
    return re.sub(r"[^\n]", " ", match.group(0))


def calls(root, names, folders, allowed):
    pattern = re.compile(CALL % "|".join(names))
    for folder in folders:
        for path in sorted((root / folder).rglob("*.[ch]")):
            relative = path.relative_to(root).as_posix()
            text = NO_CODE.sub(blank, path.read_text(encoding="utf-8"))
            for match in pattern.finditer(text):
                if match.group(1) not in allowed.get(relative, ()):
                    line = text.count("\n", 0, match.start()) + 1
                    yield f"{relative}:{line}: calls {match.group(1)}"


def own_files(root):
    """The files of the repository; without git (a release archive) all but build folders."""
    if shutil.which("git"):
        listed = subprocess.run(["git", "-C", str(root), "ls-files", "-z"], capture_output=True, check=False)
    if shutil.which("git") and listed.returncode == 0:
        return [root / name for name in listed.stdout.decode().split("\0") if name]
    return [path for path in root.rglob("*") if "node_modules" not in path.parts and
            not path.relative_to(root).parts[0].startswith(("build", "."))]


def places(root):
    for path in own_files(root):
        if not path.is_file() or path == pathlib.Path(__file__).resolve():
            continue
        relative = path.relative_to(root).as_posix()
        if relative.startswith("spec/"):
            continue  # the issued specifications, word for word
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        for match in PLACES.finditer(text):
            line = text.count("\n", 0, match.start()) + 1
            yield f"{relative}:{line}: names {match.group(0)}"


def main():
    root = pathlib.Path(sys.argv[1]).resolve()
    checks = [
        ("no_banned_call", list(calls(root, BANNED, C_FOLDERS, {}))),
        ("only_the_context_reads_clock_environment_and_chance",
         list(calls(root, OUTSIDE, ("src",), MAY_READ))),
        ("names_no_machine_and_no_registry", list(places(root))),
    ]
    print(f"1..{len(checks)}")
    for number, (name, found) in enumerate(checks, 1):
        for fault in found:
            print(f"# {fault}")
        print(f"{'not ok' if found else 'ok'} {number} - {name}")
    sys.exit(1 if any(found for _, found in checks) else 0)


main()
