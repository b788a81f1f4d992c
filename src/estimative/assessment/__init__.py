"""Joins case and methods: from judgments to problems, from results to support for scenarios, and what it all says."""
