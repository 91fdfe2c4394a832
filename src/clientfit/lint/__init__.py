"""What `clientfit check` looks for in a rule set that loads.

::

    edits -> mutants --+--> noticed (does an example see it?) --> mutation --+
                       |                                                     +--> findings, less waivers
                       +--> reach (can it matter at all?) --> dead, unused --+
"""
