import pytest

from rag.polarity import polarity


@pytest.mark.parametrize(
    ("question", "evidence", "settled"),
    [
        ("Was the mill built by Karl Osten?", "The mill was built by Karl Osten in 1880.", True),
        ("Did the king sign the treaty?", "In 1648, the king signed the treaty.", True),
        ("Is the lamp automated?", "The lamp is fully automated.", True),
        ("Is there a lift in the tower?", "There is a lift in the tower.", True),
        ("Wasn't the bakery sold?", "The bakery was sold in 2010.", True),
        ("Is it true that the bakery was not sold?", "The bakery was never sold.", True),
        ("Was the bakery closed in May 1990?", "The bakery was closed in May 1990.", True),
        ("Was the bakery sold?", "The bakery was never sold.", False),
        ("Does the ferry run on Sundays?", "The ferry doesn't run on Sundays.", False),
        ("Did the strike end on Monday?", "The strike, which began on Friday, did not end on Monday.", False),
        ("Is Orla Finn a member of the board?", "Orla Finn is no member of the board.", False),
        ("Was the fire caused by lightning?", "The fire was not caused by lightning but by a candle.", False),
        # a denial elsewhere is about something else
        ("Does the ferry run on Sundays?", "The ferry runs on Sundays, but not in winter.", True),
        ("Was Holt invited to the talks?", "Holt was invited to the talks but did not speak.", None),
    ],
)
def test_evidence_that_says_what_was_asked_settles_it(question, evidence, settled):
    assert polarity(question, evidence) is settled


@pytest.mark.parametrize(
    ("question", "evidences"),
    [
        (
            "Did the council approve the bridge?",
            # plans, attempts, claims
            [
                "The council plans to approve the bridge.", "The council will approve the bridge in May.",
                "The council refused to approve the bridge.", "The council almost approved the bridge.",
                "The council might have approved the bridge.", "Critics say the council approved the bridge.",
                "The council approved the bridge, the owner believes.", "It is unclear whether the council approved the bridge.",
                "There is no evidence that the council approved the bridge.", "If the council approved the bridge, it was late.",
                '"The council approved the bridge," he wrote.', "Legend has it: the council approved the bridge.",
                # a part, a condition, another object, another subject
                "The council approved only half of the bridge.", "The council approved the bridge only in part.",
                "The council approved the bridge toll.", "The council's critics approved the bridge.",
                "Half the council approved the bridge.", "The council watched as the mayor approved the bridge.",
                "The council did not approve the bridge in 1990.", "The council did not approve the bridge because of the cost.",
                "Did the council approve the bridge?",
            ],
        ),
        ("Did Ada train Karl?", ["Karl trained Ada.", "Ada was trained by Karl.", "Ada, whom Karl trained, died.", "Ada and Karl trained."]),
        ("Is Velm larger than Orsel?", ["Orsel is larger than Velm.", "Velm was larger than Orsel.", "Velm is larger than Orsel was."]),
        ("Is Velm the capital?", ["Velm is the former capital.", "Velm lies near the capital.", "Velm is not only the capital."]),
        ("Did the museum close?", ["The museum closed its roof.", "The museum did not close until 1990.", "The museum closes at noon."]),
        ("Did all workers vote?", ["Most workers voted.", "Not all workers voted.", "The workers voted."]),
        ("Is the tower 40 metres tall?", ["The tower is nearly 40 metres tall.", "The tower is 45 metres tall.", "The tower is 40 feet tall."]),
        ("Has the dam been repaired?", ["The dam has to be repaired.", "The dam is being repaired.", "The dam must be repaired."]),
        ("Does coffee cause cancer?", ["Coffee causes cancer in rats.", "Studies failed to show that coffee causes cancer."]),
        # a yes could be taken either way
        ("Was the bakery not sold?", ["The bakery was never sold.", "The bakery was sold."]),
        ("Did she pay?", ["She paid.", "Mira Holt paid."]),
        ("", [""]),
    ],
)
def test_all_else_speaks_for_itself(question, evidences):
    assert {evidence: polarity(question, evidence) for evidence in evidences} == dict.fromkeys(evidences)
