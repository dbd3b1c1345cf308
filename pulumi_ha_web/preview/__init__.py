"""What `pulumi up` would do to a stack, as a file that a report is made from.

masked_state.py       a stack's state without its secrets; needs neither passphrase nor key
stack_file.py         a stack's settings, as another backend can read them without what encrypts them
secret_arguments.py   what stands for the secrets of a state, so that the program proposes the same
throw_away.py         a stack with such a state, in a backend that ends with the command
cleaned.py            a preview's JSON, as far as it is fit to be handed on
propose.py            all of it together
"""
