"""What an analyst writes: people, sources, actors, factors, judgments, scenarios and arguments, as frozen models.

`models` joins the sections; `longform` brings a case to its one canonical form and gives its digest; `paths` names
every record and judgment; `space` makes the states that statements speak about; `check` finds what cannot be meant.
"""
