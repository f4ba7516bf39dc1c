"""Who is who: users, organisations, memberships, visitors; and the walls between organisations."""
