#!/usr/bin/env python3
"""Makes data/chem/amd.dat: the part of the USGS databases that mine drainage needs, each constant with
the place it was read from, and the additions of data/chem/amd_additions.dat.

usage: make_amd_database.py DATABASES ADDITIONS > amd.dat
DATABASES holds wateq4f.dat and minteq.v4.dat as the USGS gives them.
"""
import re
import sys

ELEMENTS = set("H O C S Ca Mg Na K Cl Si Al Fe Mn Zn Cd Cu Pb As F P N E Alkalinity X Hfo_s Hfo_w".split())

# Left out: what no mine water meets at 0-50 C in the time of a treatment, or salts that never last.
LEFT_OUT = set("""
Chrysotile Forsterite Diopside Clinoenstatite Tremolite Sepiolite Sepiolite(d) Talc Anorthite Analcime
Phlogopite Kmica Beidellite Pyrophyllite Phillipsite Magadiite Greenalite Annite Montmorillonite-Ca
Montmorillonite-BelleFourche Montmorillonite-Aberdeen Laumontite Prehnite Leonhardite Wairakite
FCO3Apatite Chlorite7A Huntite Artinite Nesquehonite Trona Natron Nahcolite Thermonatrite Mn2(SO4)3
MnCl2:4H2O Nantokite CuF Cu2SO4 Melanothallite CuF2 CuF2:2H2O CuMetal ZnMetal CdMetal Cd(gamma) PbMetal
As_native ZnCl2 ZnF2 Zn(NO3)2:6H2O CdCl2 CdCl2:H2O CdCl2:2.5H2O CdF2 PbF2 Cotunnite ZnSiO3 CdSiO3
Pb2SiO4 Cu2(OH)3NO3 As2O5(cr)""".split())

# Phases of minteq.v4.dat that wateq4f.dat does not have.
OF_MINTEQ = ["Ferrihydrite"]

KEYWORDS = {"SOLUTION_MASTER_SPECIES", "SOLUTION_SPECIES", "PHASES", "EXCHANGE_MASTER_SPECIES",
            "EXCHANGE_SPECIES", "SURFACE_MASTER_SPECIES", "SURFACE_SPECIES", "RATES", "END"}

HEAD = """\
# Constants for mine drainage: H O C S Ca Mg Na K Cl Si Al Fe Mn Zn Cd Cu Pb As F P N, their solids, gases
# and their sorption on hydrous ferric oxide, 0-50 C, 1 atm.
#
# MODIFIED FILE. Taken from wateq4f.dat and minteq.v4.dat of PHREEQC 3 (U.S. Geological Survey, public
# property; snapshot of 2025-12-03). Modifications: a selection of elements and phases, remarks replaced
# by the place each constant was read from, additions at the end; made in November 2026 by the authors of
# Meguri with tools/make_amd_database.py. This is not the original: get that from the USGS. The notice that
# goes with it is data/chem/NOTICE-USGS.txt. The USGS does not endorse this file.
#
# "# source:" stands under every definition. Abbreviations:
#   a line of a file alone: that file names nothing further
#   WATEQ4F no. n: reaction n of Ball & Nordstrom 1991, USGS Open-File Report 91-183, as wateq4f.dat numbers it
#   Archer & Nordstrom 2002: the arsenic data of wateq4f.dat, by its own heading
#   Dzombak & Morel 1990: Surface Complexation Modeling, Hydrous Ferric Oxide, with its table as wateq4f.dat names it
#   MINTEQA2 4: US EPA, through minteq.v4.dat
# "unconfirmed" marks a constant whose source was not read by us.
"""


class Entry:
    def __init__(self, block, line, title):
        self.block, self.line, self.title = block, line, title
        self.statements, self.remarks = [], []


def elements_of(text):
    """Elements of an equation or formula; a species in small letters has none."""
    text = re.sub(r"\be-", " ", text)
    return set(re.findall(r"[A-Z][a-z_]*", text))


def read(path):
    """Entries of a database: one for each master line, species and phase."""
    entries, block, heading, section, current = [], None, "", "", None
    for number, raw in enumerate(open(path, encoding="latin-1"), 1):
        code, _, remark = raw.rstrip("\n").partition("#")
        remark = remark.strip(" #\t")
        if not code.strip():
            heading = remark or heading
            if re.match(r"(Cations|Anions|Derived|Acid-base).* table|(Iron|Carbonate|Silicate)\b.*:", remark):
                section = remark
            continue
        for part in code.split(";"):
            words = part.split()
            if not words:
                continue
            if words[0] in KEYWORDS:
                block, current, section = words[0], None, ""
                continue
            first = current is None or (
                block.endswith("MASTER_SPECIES")
                or (block == "PHASES" and "=" not in part and not is_option(words[0]))
                or (block != "PHASES" and "=" in part))
            if first and block != "RATES":
                current = Entry(block, number, heading if block != "PHASES" else part.strip())
                current.section = section
                entries.append(current)
                heading = ""
            if block == "PHASES" and first:
                continue
            if block == "RATES":
                continue
            current.statements.append(" ".join(words))
            if remark:
                current.remarks.append(remark)
                remark = ""
    return entries


def is_option(word):
    return word.lower() in {"log_k", "delta_h"} or (word.startswith("-") and word[1:2].isalpha())


def wanted(entry):
    if entry.block == "PHASES":
        name = entry.title.split()[0]
        return (elements_of(entry.statements[0].split("=")[0]) <= ELEMENTS and name not in LEFT_OUT)
    if entry.block.endswith("MASTER_SPECIES"):
        return re.sub(r"\(.*", "", entry.statements[0].split()[0]) in ELEMENTS
    return elements_of(entry.statements[0]) <= ELEMENTS


def number_of(entry):
    match = re.search(r"(?:^|\s)(\d{1,3})$", entry.title)
    return match.group(1) if match else None


def source_of(entry, file):
    parts = [f"{file} line {entry.line}"]
    formula = " ".join(entry.statements)
    if entry.block.startswith("SURFACE"):
        parts.append(surface_citation(entry))
    elif file == "wateq4f.dat" and "As" in elements_of(formula) and not entry.block.endswith("MASTER_SPECIES"):
        parts.append("Archer & Nordstrom 2002")
    if file == "wateq4f.dat" and number_of(entry) and not entry.block.startswith("SURFACE"):
        parts.append(f"WATEQ4F no. {number_of(entry)}")
    if file == "minteq.v4.dat":
        parts.append("MINTEQA2 4")
    parts += [remark for remark in entry.remarks if not remark.startswith(("=", "table"))]
    return "; ".join(parts)


def surface_citation(entry):
    section = entry.section
    tables = [remark for remark in entry.remarks if remark.startswith("table")]
    if tables:
        return "Dzombak & Morel 1990, " + tables[0]
    if "table" in section:
        return "Dzombak & Morel 1990, " + section[section.index("table"):]
    return section or "Dzombak & Morel 1990"


def write_entry(entry, file, out):
    equation, *options = entry.statements
    if entry.block == "PHASES":
        out.append(entry.title.split()[0])
        out.append("    " + equation)
    else:
        out.append(equation)
    if not any(option.lower().startswith(("log_k", "-log_k")) for option in options):
        options.insert(0, "log_k 0")
    for option in options:
        word, _, rest = option.partition(" ")
        out.append(f"    -{word.lstrip('-').lower()} {rest}".rstrip())
    out.append("    # source: " + source_of(entry, file))


def write_masters(entries, file, out):
    for entry in entries:
        words = entry.statements[0].split()
        out.append(f"{words[0]:<12}{words[1]:<10}" + " ".join(f"{word:<9}" for word in words[2:]).rstrip()
                   + f"  # source: {file} line {entry.line}")


def write_block(keyword, wateq, minteq, out):
    entries = [entry for entry in wateq if entry.block == keyword and wanted(entry)]
    out += ["", keyword]
    if keyword.endswith("MASTER_SPECIES"):
        write_masters(entries, "wateq4f.dat", out)
        return
    for entry in entries:
        write_entry(entry, "wateq4f.dat", out)
    if keyword == "PHASES":
        for entry in minteq:
            if entry.block == "PHASES" and entry.title.split()[0] in OF_MINTEQ:
                write_entry(entry, "minteq.v4.dat", out)


def main():
    databases, additions = sys.argv[1:]
    wateq = read(databases + "/wateq4f.dat")
    minteq = read(databases + "/minteq.v4.dat")
    out = HEAD.rstrip("\n").split("\n")
    for keyword in ["SOLUTION_MASTER_SPECIES", "SOLUTION_SPECIES", "PHASES", "EXCHANGE_MASTER_SPECIES",
                    "EXCHANGE_SPECIES", "SURFACE_MASTER_SPECIES", "SURFACE_SPECIES"]:
        write_block(keyword, wateq, minteq, out)
    out.append("")
    out += open(additions, encoding="utf-8").read().rstrip("\n").split("\n")
    out.append("END")
    print("\n".join(out))


main()
