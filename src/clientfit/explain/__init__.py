"""Explanations: the proof, the questions, and how they are written. Data first, text later."""
