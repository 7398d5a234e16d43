"""Ask a running Footnote from a program of yours: python ui/client_example.py http://127.0.0.1:7860 "QUESTION" """

import os
import sys

os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"  # else Gradio's client reports its start, and your address

from gradio_client import Client  # noqa: E402: it reads the switch when it is imported

address, question = sys.argv[1:]
row = Client(address, verbose=False).predict(question, api_name="/ask")

print(row.get("answer") or row["error"])
for citation in row.get("citations", []):
    place = f"{citation['document']} {citation['start']}–{citation['end']}"
    print(f"[{citation['number']}] {place}: {citation['quote']}")
