"""What tools give back: frozen models whose leaves carry their unit and whose fields state their definition."""
