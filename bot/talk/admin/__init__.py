"""What admins do in the chat: topics, feeds, outlets, previews, reports.

Must not be imported by readers' commands' helpers below. Every handler names its authority when it is entered;
nothing else may grant it.
"""
