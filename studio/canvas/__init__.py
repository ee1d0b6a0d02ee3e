"""The map on a canvas: what is shown of a flow, and the one element that draws it."""
