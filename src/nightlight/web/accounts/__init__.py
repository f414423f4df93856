"""Who works where: agencies, teams, people and their sign-ins, and what a sign-in may be (`nightlight.access`)."""
