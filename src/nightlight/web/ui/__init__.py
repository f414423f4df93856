"""What pages are made of: the frame, the parts, the answers to what goes wrong (`/parts` in the demonstration shows each)."""
