"""Options that commands have alike."""

from pathlib import Path

from pulumi_ha_web.stack_options import options


def test_what_was_given_is_said_again_as_words_of_the_shell() -> None:
    assert options(stack="dev", region=None) == "--stack dev"
    assert options(Path("my shop"), stack="a;b", endpoint_url="http://x") == (
        "--stack 'a;b' --endpoint-url http://x --program 'my shop'"
    )
