"""XML namespaces of BPMN 2.0 and ours."""

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BPMNDI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DI = "http://www.omg.org/spec/DD/20100524/DI"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
TINHSO = "urn:tinhso:bpmn:1"

PREFIXES = {"bpmn": BPMN, "bpmndi": BPMNDI, "dc": DC, "di": DI, "xsi": XSI, "tinhso": TINHSO}


def bpmn(name: str) -> str:
    return f"{{{BPMN}}}{name}"


def tinhso(name: str) -> str:
    return f"{{{TINHSO}}}{name}"
