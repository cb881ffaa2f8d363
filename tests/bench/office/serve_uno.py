"""Converts files through a running unoserver: serve_uno.py PORT FOLDER FILE…; «ready» after the first, «done» after the last."""
import pathlib
import sys

from unoserver.client import UnoClient

client = UnoClient(server="127.0.0.1", port=sys.argv[1], host_location="local")
for index, file in enumerate(sys.argv[3:]):
    client.convert(inpath=file, outpath=f"{sys.argv[2]}/{pathlib.Path(file).stem}.pdf", convert_to="pdf", update_index=False,
                   filtername="writer_pdf_Export", filter_options=["SelectPdfVersion=2", "UseTaggedPDF=true"])
    if index == 0:
        print("ready", flush=True)
print("done", flush=True)
