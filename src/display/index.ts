export { DISPLAY, isDisplayable, type Displayable, type MimeBundle } from "../base/mime.js";
export {
  HOST,
  kernelHost,
  type Comm,
  type CommHost,
  type CommMessage,
  type CommOptions,
  type KernelHost,
  type Metadata,
} from "../base/host.js";
export { currentNotebook } from "./notebook.js";
export type { Notebook } from "./notebook-interface.js";
export { INSPECT, Shown } from "./shown.js";
export { show } from "./show.js";
export { Table } from "./table.js";
export { LiveOutput, liveDisplay } from "./live.js";
