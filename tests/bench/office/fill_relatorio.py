"""Fills a template by relatorio: fill_relatorio.py TEMPLATE.odt RECORDS.json FOLDER; a file for each record."""
import json
import pathlib
import sys

from relatorio.templates.opendocument import Template

template = Template(source="", filepath=sys.argv[1])
for record in json.loads(pathlib.Path(sys.argv[2]).read_text()):
    stream = template.generate(**record["values"])
    pathlib.Path(sys.argv[3], f"{record['number']}.odt").write_bytes(stream.render().getvalue())
