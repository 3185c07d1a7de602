import json,sys
from pathlib import Path
from tests.repair import test_cases as t
from actions.run.planner import make_plan
for p in sys.argv[1:]:
    path=Path(p); action,case=t._case(path)
    plan=make_plan(action,t._situation(case,case["given"])) if True else None
    out={}
    for s in plan.steps:
        if s.blocked: out[s.name]={"blocked":s.why}
        elif s.commands: out[s.name]={"commands":[l for c in s.commands for l in t._told(c if not hasattr(c,'outline') else c.outline())],"why":s.why}
        else: out[s.name]={"already":s.why}
    case["plan"]=out
    path.write_text(json.dumps(case,indent=2,ensure_ascii=False)+"\n")
    print(json.dumps(out,indent=1))
