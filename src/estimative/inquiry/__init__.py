"""Questions put to an assessment: what each argument weighs, what an assumption carries, who else could play a role."""
