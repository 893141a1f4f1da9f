"""What happens to files, for the rooms above; sent inside the transaction."""

from blinker import Namespace

# The sender is the stored file, with `viewer`: somebody takes a file that is not public.
file_taken = Namespace().signal("file_taken")
