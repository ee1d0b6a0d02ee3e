"""The document under the canvas: commands with inverses, the gestures that make them, and everybody's history."""
