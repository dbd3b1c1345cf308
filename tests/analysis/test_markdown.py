"""Tables of what an analysis says."""

from pulumi_ha_web.analysis import Answer, Loss, Outcome, analyse, markdown
from tests.analysis.stacks import Built, balancer, group, instance, network, pair, template


def test_a_table_has_as_many_cells_in_each_row() -> None:
    assert markdown.table(["a", "b"], [["1", "2"]], right=(1,)) == "| a | b |\n|---|---:|\n| 1 | 2 |"


def test_stacks_side_by_side() -> None:
    stacks = {
        "one": [*network(), template(), group()],
        "kept": [*network(), template(), *instance()],
        "two": pair(interval=10),
        "many": [*network(), template(), group(least=3, healthCheckType="ELB"), *balancer()],
    }
    columns = [
        markdown.Rehearsed(title=name, analysis=analyse(built), promises_kept=7) for name, built in stacks.items()
    ]
    rows = {
        row.split(" | ")[0]: row.split(" | ")[1:]
        for row in markdown.comparison(columns).replace(" |\n", "\n").split("\n")
    }
    assert rows["| instances"] == [
        "1 `t3.micro` in one of 3 zones",
        "1 `t3.micro` in one zone",
        "2 `t3.micro` in 2 zones",
        "3 `t3.micro` in 3 zones",
    ]
    assert rows["| survives the loss of an instance"][:2] == ["yes: replaced", "no"]
    assert rows["| … of the host under it"][1] == "yes: recovered"
    assert rows["| … of a zone"][:2] == ["yes: replaced", "no"]
    assert rows["| notices an application that no longer answers"][:3] == ["no", "no", "yes: switch to the other"]
    again = rows["| until it is served again, as far as settings decide it"]
    assert again[:3] == ["EC2's own checks + a boot", "120 s + a boot", "90 s"]
    assert again[3].startswith("at once; some requests fail for 30 s")


def test_the_worst_of_what_is_survived() -> None:
    switched, down = Outcome(answer=Answer.SWITCHES, seconds=90), Outcome(answer=Answer.DOWN)
    rebooted = Outcome(answer=Answer.RECOVERED, seconds=60, boot=True)
    assert markdown.worst(dict.fromkeys(Loss, down)) == "never"
    assert markdown.worst({**dict.fromkeys(Loss, switched), Loss.ZONE: down}) == "90 s"
    assert markdown.worst({**dict.fromkeys(Loss, switched), Loss.HOST: rebooted}) == "60 s + a boot"


def test_what_comes_of_each_loss_and_what_there_is_one_of() -> None:
    text = markdown.survival(analyse([*network(), template(), *instance()]))
    assert "| the host under an instance fails | the instance comes back on another host" in text
    assert "| a zone is lost | **down** until a person acts | — |" in text
    assert text.endswith("- The zone: what serves is in no other.")
    many = [*network(), template(), group(least=4, healthCheckType="ELB"), *balancer()]
    text = markdown.survival(analyse(many))
    assert (
        "At least 4 instances in 3 zones: 1 zone lost leaves 2, 2 zones lost leave 1, before any is launched." in text
    )
    assert text.endswith("Single points of failure:\n\n- None.")


def test_costs_line_by_line_and_what_is_not_in_them() -> None:
    built = [*network(nat="a"), template("x9.huge"), group(), Built("aws:x:Y", "y")]
    text = markdown.costs(analyse(built).cost)
    assert "| NAT gateway | 1 | 0.048 an hour | 35.04 |" in text
    assert "| **together** |  |  | **41.49** |" in text
    assert "Paid by use, and not in it: data through NAT." in text
    assert "Not known here, and not in it: instances of type x9.huge, resources of type aws:x:Y." in text


def test_a_line_for_each_environment() -> None:
    text = markdown.cost_summary({"dev": analyse([*network(nat="a"), template(), group(least=2)]).cost})
    assert text.split("\n")[-1] == (
        "| dev | 61 | NAT 35, instances 17, metrics and alarms 4, public addresses 4, disks 1 |"
    )
