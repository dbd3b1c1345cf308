"""What an interrupted deployment left: begun, and perhaps made, but not in the stack's state.

An engine that is killed, or whose question to AWS was never answered, does not know whether the thing was made. The
next `pulumi up` would make it a second time, or fail because its name is taken. Here everything that `pulumi up` would
create is looked for in the account first, and what is there is taken into the state, so that `pulumi up` goes on.
"""
