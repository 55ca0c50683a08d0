"""meguri chem run from outside: tables, exit codes and sentences. Prints TAP."""
import json
import pathlib
import subprocess
import sys
import tempfile

MEGURI = pathlib.Path(sys.argv[1]).resolve()
DATA = pathlib.Path(sys.argv[2]).resolve() / 'tests/data/chem'
results = []


def run(*arguments, folder=None):
    return subprocess.run([MEGURI, '--lang', 'en', 'chem', 'run', *map(str, arguments)], cwd=folder,
                          capture_output=True, text=True, timeout=120)


def check(name, good, detail=''):
    results.append((name, good, detail))


def refused(name, text, part, line):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, 'bad.pqi')
        path.write_bytes(text)
        done = run(path, folder=folder)
        left = [p.name for p in pathlib.Path(folder).iterdir() if p.name != 'bad.pqi']
        check(name, done.returncode == 2 and part in done.stderr and f'line {line}' in done.stderr and not left,
              done.stderr)


with tempfile.TemporaryDirectory() as folder:
    case, database = DATA / 'open/b_naoh_W1_phreeqc.pqi', DATA / 'databases/phreeqc.dat'
    done = run(case, '--database', database, '--json', folder=folder)
    summary = json.loads(done.stdout or '{}')
    table = pathlib.Path(folder, 'b_naoh_W1_phreeqc.tsv')
    theirs = (DATA / 'open/b_naoh_W1_phreeqc.tsv').read_text().splitlines()
    check('writes_the_table_the_input_names', done.returncode == 0 and summary.get('rows') == 30 and table.exists(),
          done.stderr)
    ours = table.read_text().splitlines()
    check('headings_and_columns_are_those_of_phreeqc',
          ours[0] == theirs[0] and [len(c) for c in ours[1].split('\t')] == [len(c) for c in theirs[1].split('\t')])
    done = run(case, '--database', database, '--output', '-', folder=folder)
    check('a_dash_is_standard_output', done.stdout.splitlines() == ours, done.stderr)
    outside = pathlib.Path(folder, 'outside.pqi')
    outside.write_text('SELECTED_OUTPUT\n -file ../../escaped.tsv\nSOLUTION 1\n Na 1\n Cl 1\n')
    inner = pathlib.Path(folder, 'a/b')
    inner.mkdir(parents=True)
    done = run(outside, folder=inner)
    check('a_file_name_of_the_input_is_no_path', done.returncode == 0 and
          not pathlib.Path(folder, 'escaped.tsv').exists() and len(list(inner.iterdir())) == 1, done.stderr)
    done = run(case, '--database', 'nothing.dat', folder=folder)
    check('a_missing_database_is_not_found', done.returncode == 3, done.stderr)

refused('refuses_a_number_that_is_none', b'SOLUTION 1\n Ca nan\n', 'a number was expected', 2)
refused('refuses_a_negative_total', b'\nSOLUTION 1\n Ca -5\n', 'not negative', 2)
refused('refuses_an_unknown_element', b'SOLUTION 1\n Xx 5\n', 'no such element', 2)
refused('refuses_an_unknown_keyword', b'SOLUTIONS 1\n', 'unknown keyword', 1)
refused('refuses_a_wrong_unit', b'SOLUTION 1\n units mg/cup\n', 'unknown unit', 2)
refused('refuses_a_binary_file', b'SOLUTION 1\n\0\xff', 'not a text file', 2)
refused('refuses_to_take_more_than_there_is', b'SOLUTION 1\n Na 1\n Cl 1\nREACTION\n NaCl -1\n 1 mol\n', 'Cl', 4)
refused('refuses_an_include_of_itself', b'INCLUDE$ bad.pqi\n', 'too deep', 1)
rate = b'RATES\nR\n-start\n%s\n-end\nSOLUTION 1\n Na 1\n Cl 1\nKINETICS 1\nR\n -formula NaCl 1\n -steps 100\n'
refused('ends_a_rate_that_divides_by_zero', rate % b'10 SAVE 1/(M - M)', 'division by zero', 4)
refused('ends_a_rate_that_never_ends', rate % b'10 a = 1\n20 GOTO 10\n30 SAVE a', 'does not seem to end', 5)
refused('refuses_a_parameter_that_is_not_given', rate % b'10 SAVE PARM(2)', 'PARM', 4)

print(f'1..{len(results)}')
for number, (name, good, detail) in enumerate(results, 1):
    print(f'{"ok" if good else "not ok"} {number} - {name}')
    if not good:
        print('# ' + detail.strip().replace('\n', '\n# '))
sys.exit(0 if all(good for _, good, _ in results) else 1)
