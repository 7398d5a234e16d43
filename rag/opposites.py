"""Words that are each other's opposite: what turns a question or a sentence round."""

from collections import defaultdict

OPPOSITES = tuple(
    pair.split("/")
    for pair in (
        "more/less more/fewer most/least largest/smallest larger/smaller highest/lowest higher/lower greater/lesser "
        "greatest/least longest/shortest longer/shorter oldest/newest older/younger oldest/youngest earliest/latest "
        "earlier/later best/worst better/worse first/last before/after above/below north/south northern/southern "
        "east/west eastern/western increase/decrease increased/decreased increases/decreases increasing/decreasing "
        "rise/fall rose/fell raised/lowered win/lose won/lost winner/loser began/ended begin/end start/stop "
        "started/stopped opened/closed open/close built/destroyed created/destroyed supported/opposed support/oppose "
        "supports/opposes supporters/opponents accepted/rejected accept/reject allowed/forbidden allow/forbid "
        "allows/prevents included/excluded include/exclude includes/excludes arrived/departed entered/left "
        "bought/sold buy/sell like/dislike liked/disliked likes/dislikes love/hate loved/hated easy/difficult "
        "strong/weak stronger/weaker positive/negative public/private male/female men/women man/woman mother/father "
        "brother/sister son/daughter wife/husband king/queen boys/girls modern/ancient old/new rich/poor hot/cold "
        "warm/cold light/dark black/white major/minor maximum/minimum majority/minority inside/outside "
        "internal/external known/unknown common/rare always/never often/rarely usually/never present/absent "
        "success/failure "
        "successful/unsuccessful gained/lost advantage/disadvantage advantages/disadvantages allies/enemies "
        "friend/enemy attack/defend attacked/defended domestic/foreign urban/rural formal/informal direct/indirect "
        "finite/infinite possible/impossible same/different similar/different full/empty front/back top/bottom "
        "left/right upper/lower early/late legal/illegal agreed/refused agree/disagree recommends/discourages "
        "recommend/discourage with/without ally/enemy victory/defeat defeated/helped founded/dissolved".split()
    )
)
TURNED = defaultdict(list)
for _one, _other in OPPOSITES:
    TURNED[_one].append(_other)
    TURNED[_other].append(_one)
