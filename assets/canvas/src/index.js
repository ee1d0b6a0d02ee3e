// The element's module: the canvas, and its styles, which come into the page once.
import flowStyles from "@vue-flow/core/dist/style.css?inline";
import canvasStyles from "./canvas.css?inline";
import overlayStyles from "./overlay.css?inline";

export { default } from "./StateCanvas.vue";

const ID = "converse-canvas-styles";
if (!document.getElementById(ID)) {
  const sheet = Object.assign(document.createElement("style"), { id: ID, textContent: flowStyles + canvasStyles + overlayStyles });
  document.head.append(sheet);
}
document.fonts.load('500 12px Roboto'); // the pills' letters, while the page is still being put together
