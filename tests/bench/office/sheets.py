"""The documents of the benchmark: one contract, one template each, one set of values for this program and every peer."""
import copy
import json
import pathlib
import re
import shutil
import subprocess
import xml.etree.ElementTree as tree

ROOT = pathlib.Path(__file__).resolve().parents[3]
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
REPEATED = {"lines": 3}  # of the fields that make the approval long, two pages unless said otherwise: how often their text comes
LINES_A_PAGE = 4
LIBRARY = pathlib.Path(__file__).parent / "templates"


def contract():
    """The real contract with a longer approval, and the plain protocol beside it."""
    real = json.loads((ROOT / "templates" / "contract.json").read_text())
    fields = real["kinds"]["voucher-approval"]["fields"]
    for name in ("members.lines", "documents.lines"):
        for language, text in fields[name]["sample"].items():
            fields[name]["sample"][language] = "\n".join([text] * REPEATED["lines"])
    real["kinds"]["plain"] = json.loads((LIBRARY / "plain.json").read_text())
    return real


def repeat_for(pages):
    """From now on the approval has so many pages, or one more or less."""
    REPEATED["lines"] = 3 + LINES_A_PAGE * (pages - 2)


class Sheet:
    def __init__(self, name, pages):
        self.name, self.pages = name, pages
        self.kind, self.language = name.split(".")
        own = LIBRARY / f"{name}.fodt"
        self.file = own if own.exists() else ROOT / "templates" / f"{name}.fodt"
        self.contract = contract()["kinds"][self.kind]
        for prefix, uri in re.findall(r'xmlns:([\w.-]+)="([^"]+)"', self.file.read_text()):
            tree.register_namespace(prefix, uri)

    def sample(self, field, row=0):
        if field["type"] == "boolean":
            return "true"
        lines = field["sample"][self.language].split("\n")
        return lines[row % len(lines)].replace("{row}", str(row + 1))

    def fields(self, number):
        values = {key: field["sample"][self.language] if field["type"] != "boolean" else "true"
                  for key, field in self.contract["fields"].items()}
        for key in ("child.fullName", "protocol.number", "kindergarten.name"):
            if key in values:
                values[key] += f" {number}"
        if "document.checkAddress" in values:  # as office_bench makes it
            values["document.checkAddress"] = f"https://balalyk.example/check/{number}"
        return values

    def rows(self, name):
        content = self.contract["lists"][name]
        return [{column: self.sample(field, row) for column, field in content["columns"].items()}
                for row in range(content["sampleRows"])]

    def filled(self, number, path):
        """The template with the values of a document, as any engine would hand it to soffice."""
        values = self.fields(number)
        self.rewritten(path, lambda key: values.get(key, ""), lambda name, pattern: [
            self.replaced(pattern, lambda column, row=row: row[column]) for row in self.rows(name)], values)

    def marked(self, path, field_mark, row_marks):
        """The template in the language of another engine."""
        self.rewritten(path, field_mark, row_marks, {})

    def rewritten(self, path, value_of, rows_of, declared):
        document = tree.parse(self.file)
        for field in document.iter(TEXT + "user-field-decl"):
            field.set(OFFICE + "string-value", declared.get(field.get(TEXT + "name"), ""))
        for field in document.iter(TEXT + "user-field-get"):
            content = value_of(field.get(TEXT + "name"))
            if declared:
                field.text = content
                continue
            # Not a field any more: what is there is the other engine's.
            tail = field.tail
            field.clear()
            field.tag, field.tail = TEXT + "span", tail
            if isinstance(content, str):
                field.text = content
            else:
                field.append(content)
        for section in document.iter(TEXT + "section"):
            if section.get(TEXT + "name", "").startswith("unless "):
                section.set(TEXT + "display", "none")
            if declared and section.get(TEXT + "name", "").startswith("text "):
                self.split(section)
        for table in document.iter(TABLE + "table"):
            if table.get(TABLE + "name") in self.contract["lists"]:
                patterns = [row for row in table.findall(TABLE + "table-row") if "{" in "".join(row.itertext())]
                place = list(table).index(patterns[0])
                table.remove(patterns[0])
                for row in reversed(rows_of(table.get(TABLE + "name"), patterns[0])):
                    table.insert(place, row)
        document.write(path, encoding="utf-8", xml_declaration=True)

    @staticmethod
    def split(section):
        """A paragraph for each line of the field, as this program makes them."""
        paragraph = section[0]
        lines = "".join(paragraph.itertext()).strip().split("\n")
        section.remove(paragraph)
        for line in lines:
            tree.SubElement(section, paragraph.tag, paragraph.attrib).text = line

    @staticmethod
    def replaced(pattern, value_of):
        row = copy.deepcopy(pattern)
        for part in row.iter():
            if part.text:
                part.text = re.sub(r"\{(\w+)\}", lambda mark: value_of(mark[1]), part.text)
        return row

    def check(self, pdf, number):
        """Pages and whether it says that it is PDF/A; every value that the template shows is in the text."""
        text = subprocess.run(["pdftotext", "-raw", pdf, "-"], capture_output=True, text=True, check=True).stdout
        dense = re.sub(r"[\s\u00a0-]", "", text)
        shown = set(re.findall(r'user-field-get text:name="([^"]+)"', self.file.read_text()))
        wanted = {key: value for key, value in self.fields(number).items() if key in shown and key != "document.revision"}
        for name in self.contract["lists"]:
            if f'table:name="{name}"' not in self.file.read_text():
                continue
            for index, row in enumerate(self.rows(name)):
                wanted.update({f"{name}.{column}.{index}": value for column, value in row.items()})
        for key, value in wanted.items():
            for line in value.split("\n"):  # a page may end between two
                assert re.sub(r"[\s\u00a0-]", "", line) in dense, f"{pdf}: {key} is not in its text: {line}"
        information = subprocess.run(["pdfinfo", pdf], capture_output=True, text=True).stdout
        return int(re.search(r"Pages:\s+(\d+)", information)[1]), b"<pdfaid:part>2<" in pathlib.Path(pdf).read_bytes()


def to_odt(files, folder, soffice):
    subprocess.run([soffice, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "odt",
                    "--outdir", folder, *files], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True, timeout=120)


def office_templates(sheets, folder, soffice):
    """The folder that this program's office reads."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "contract.json").write_text(json.dumps(contract(), ensure_ascii=False))
    to_odt([sheet.file for sheet in sheets], folder, soffice)
    shutil.rmtree(folder / "profile")
