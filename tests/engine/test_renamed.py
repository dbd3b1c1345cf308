"""One stack beside another of the same settings in one account: only `naming.environment` tells them apart."""

from concurrent.futures import ThreadPoolExecutor

from tests.engine.conftest import Make, Table
from tests.engine.workspace import Workspace


def test_a_renamed_stack_lives_and_dies_beside_the_first(make_workspace: Make, table: Table) -> None:
    first = make_workspace("dev")
    second = make_workspace("copy", beside=first, committed="dev")
    second.section("naming")["environment"] = "blue"
    table(first, second)
    before = first.aws.snapshot()

    proposed = [first.preview(), second.preview()]
    assert proposed[0] == proposed[1]
    # At the same time, so that whatever has one name in both meets.
    with ThreadPoolExecutor() as both:
        ran = list(both.map(Workspace.up, (first, second)))
    assert [first.done(ran[0]), second.done(ran[1])] == proposed
    assert first.outputs()["url"] != second.outputs()["url"]
    names = first.aws.snapshot()
    for kind in ("autoscaling groups", "cloudwatch alarms", "iam roles", "logs groups", "s3 buckets"):
        made = set(names[kind]) - set(before[kind])
        blue = {name for name in made if name.startswith("ha-web-blue-")}
        assert {name.replace("ha-web-blue-", "ha-web-dev-") for name in blue} == made - blue, kind

    for stack in (first, second):
        assert stack.preview("second preview") == {}
    assert second.destroy() == dict.fromkeys(proposed[1], "delete")
    assert first.refresh_plan() == {}
    assert first.preview("preview, the other one gone") == {}
    assert first.destroy() == dict.fromkeys(proposed[0], "delete")
    after = first.aws.snapshot()
    assert {kind: ids for kind, ids in after.items() if ids != before[kind]} == {}
