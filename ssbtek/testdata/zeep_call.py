"""Calls SSBTEK with zeep and the real WSDL, as a client that shares nothing with ours.

Usage: zeep_call.py WSDL URL CA_PEM CLIENT_PEM < values as JSON. Prints JSON: the request that zeep builds, and what it read.
"""

import json
import sys

import requests
import zeep
from lxml import etree
from zeep.helpers import serialize_object
from zeep.transports import Transport

wsdl, url, ca, certificate = sys.argv[1:]
v = json.load(sys.stdin)
session = requests.Session()
session.trust_env = False
session.verify, session.cert = ca, certificate
client = zeep.Client(wsdl, transport=Transport(session=session))
binding = "{http://schema.forsakringskassan.se/integration/ssbt/10}BastjanstInformationInterfaceSoapBinding"
service = client.create_service(binding, url)
ask = {"inkludera": True}
question = {
    "generellaFrageparametrar": {
        "korrelationsid": v["id"],
        "fraganSkallInkluderasISvaret": v["echo"],
        "ingivare": {"organisationsnummer": v["org"], "namn": v["name"], "handlaggare": v["caseworker"]},
        "personidentitet": v["person"],
        "arendeidentitet": v["case"],
        "tidsperiod": {"fromDatum": v["from"], "tomDatum": v["until"]},
        "personuppgiftsbitrade": v["processors"],
        "syfte": v["purpose"],
        "lagtext": v["law"],
    },
    "specifikaFrageparametrar": {
        "AF": ask, "CSN": ask, "SKV": ask, "SO": ask, "TNS": ask, "MIV": ask,
        "FK": {"inkludera": True, "fraga": {"version": "v9", "aktorsid": v["actor"], "lefiJsonFraga": v["lefi"].encode()}},
    },
}
request = client.create_message(service, "hamtaBastjanstInformation", **question)
out = {"request": etree.tostring(request).decode(), "answer": None, "test": None, "fault": None}
if url != "-":
    try:
        out["answer"] = serialize_object(service.hamtaBastjanstInformation(**question), dict)
        out["test"] = serialize_object(service.testaBastjanstInformation(), dict)
    except zeep.exceptions.Fault as fault:
        out["fault"] = {"code": fault.code, "felkod": fault.detail.findtext(".//{*}felkod")}
print(json.dumps(out, default=lambda x: x.decode() if isinstance(x, bytes) else str(x)))
