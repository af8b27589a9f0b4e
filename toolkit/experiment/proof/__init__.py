"""Prove a kept run again: repeat it, compare it, pack it for another machine."""
