/** One line of the doctor: what was looked at, and whether it is as it should be. */
export interface Finding {
  /** `notice` is worth knowing and does no harm. */
  readonly state: "fine" | "notice" | "broken";
  /** One sentence; if broken, with what to do. */
  readonly text: string;
}

export const fine = (text: string): Finding => ({ state: "fine", text });
export const notice = (text: string): Finding => ({ state: "notice", text });
export const broken = (text: string): Finding => ({ state: "broken", text });
