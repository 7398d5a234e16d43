import pytest

from rag.asked import Kind, Type, asked, type_of


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Who built the mill?", Kind.FACT),
        ("Where did the mayor announce the plan?", Kind.FACT),
        ("What is the bus stop called?", Kind.FACT),
        ("What gas fills the lamp?", Kind.FACT),
        ("Which news agency reported the fire?", Kind.FACT),
        ("Why did the boiler burst?", Kind.CLAUSE),
        ("How was the mill paid for?", Kind.CLAUSE),
        ("What makes the lens so heavy?", Kind.CLAUSE),
        ("What did Tove Ramberg say about the fire?", Kind.CLAUSE),
        ("How many boats sank?", Kind.FACT),
        ("Which countries took part in the race?", Kind.LIST),
        ("Name the two winners.", Kind.LIST),
        ("Who were the winners?", Kind.LIST),
        ("Name the shipping lines that still sail.", Kind.LIST),
        ("List the countries that signed.", Kind.LIST),
        ("Was the mill insured?", Kind.YES_NO),
        ("Did all the countries sign?", Kind.YES_NO),
        ("Is the tower taller than 30 metres or not?", Kind.YES_NO),
        ("Who is older, Tove or Per?", Kind.COMPARISON),
        ("Is the red lamp or the blue lamp brighter and larger?", Kind.COMPARISON),
        ("What is this text about?", Kind.OVERVIEW),
        ("Please summarise the report.", Kind.OVERVIEW),
        ("What happened on Tuesday?", Kind.EVENTS),
        ("What happened to the miller?", Kind.FACT),
        ("Which organisations are named?", Kind.MENTIONED),
        ("Who is mentioned in the article?", Kind.MENTIONED),
        ("Which people appear in the history of the mill?", Kind.MENTIONED),
        ("What feature appears on the coin?", Kind.FACT),
        # "named" and the like in questions for a fact
        ("Which street was named after Tove Ramberg?", Kind.FACT),
        ("Who was named director in 1998?", Kind.FACT),
        ("What was the ship named?", Kind.FACT),
        ("Who is quoted as saying that the mill was safe?", Kind.FACT),
        # what is said before the question
        ("Can you tell me who built the mill?", Kind.FACT),
        ("Do you know why the boiler burst?", Kind.CLAUSE),
        ("Could you name the three boats?", Kind.LIST),
        ("In short, who won?", Kind.FACT),
        ("", Kind.FACT),
    ],
)
def test_the_kind_of_answer_that_is_wanted(question, kind):
    assert asked(question).kind is kind


@pytest.mark.parametrize(
    ("question", "type_"),
    [
        ("Who rang the bell?", Type.PERSON),
        ("Which minister rang the bell?", Type.PERSON),
        ("In what year did the mill close?", Type.TIME),
        ("When did the captain retire?", Type.TIME),
        ("How long is the crossing?", Type.DURATION),
        ("How many hours does it take?", Type.DURATION),
        ("How many boats sank?", Type.NUMBER),
        ("What is the height of the tower?", Type.NUMBER),
        ("Where did they land?", Type.PLACE),
        ("Which town did they reach?", Type.PLACE),
        ("What is the lens made of?", Type.ANY),
    ],
)
def test_the_type_of_a_fact(question, type_):
    assert type_of(question) is type_
