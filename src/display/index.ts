export { DISPLAY, isDisplayable, type Displayable, type MimeBundle } from "./mime.js";
export { HOST, kernelHost, type KernelHost } from "./host.js";
