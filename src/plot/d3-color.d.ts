/** The part of d3-color used here; the package comes without types. */
declare module "d3-color" {
  /** Any CSS color, in parts of 0..255 and an opacity of 0..1; NaN where it is none. */
  export function rgb(color: string): { r: number; g: number; b: number; opacity: number };
}
