"""One function a verb (new, check, assess, explain, …): what the command line and the browser share."""
