export { default } from "converse-canvas";
