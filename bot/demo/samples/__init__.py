"""The demo's news: invented outlets of two invented neighbours, about sixty articles over three days, always fresh."""
